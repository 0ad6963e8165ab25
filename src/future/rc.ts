/** `Rc`: a shared value that is never sendable, the documents' counter-example. */
import { drop } from './dispose.ts'
import { sendable } from './symbols.ts'

/** What all clones share. */
interface Shared<T> {
  readonly value: T
  strong: number
}

/**
 * A counted reference to a shared value. JavaScript shares every object anyway; this one is here for what it is *not*:
 * a future that holds one across a suspension cannot be spawned.
 *
 * Rust: `std::rc::Rc<T>`. Disposing the last clone drops the value.
 *
 * @example
 * const a = new Rc('shared'), b = a.clone()
 * spawn(holding(b)) // NotSendableError: … holding.rc is of type Rc
 */
export class Rc<T> implements Disposable {
  /** Data, not a getter: it is the reference itself that is not sendable, whatever it refers to. */
  readonly [sendable]: false
  private shared: Shared<T>
  private alive: boolean

  constructor(value: T) {
    this[sendable] = false
    this.shared = { value, strong: 1 }
    this.alive = true
  }

  get value(): T {
    return this.shared.value
  }

  /** Another reference to the same value. */
  clone(): Rc<T> {
    const other = new Rc(this.value)
    other.shared = this.shared
    this.shared.strong += 1
    return other
  }

  /** How many clones have not been disposed. Rust: `Rc::strong_count`. */
  strongCount(): number {
    return this.shared.strong
  }

  [Symbol.dispose](): void {
    if (!this.alive) return
    this.alive = false
    this.shared.strong -= 1
    if (this.shared.strong === 0) drop(this.shared.value)
  }
}
