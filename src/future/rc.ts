/** `Rc`: a shared value that is never sendable, the documents' counter-example. */
import { drop } from './dispose.ts'
import { BorrowError } from './errors.ts'
import { sendable } from './symbols.ts'

/** What all clones share. */
class Shared<T> {
  readonly value: T
  strong: number

  constructor(value: T) {
    this.value = value
    this.strong = 0
  }
}

/**
 * A counted reference to a shared value. JavaScript shares every object anyway; this one is here for what it is *not*:
 * a future that holds one across a suspension cannot be spawned. Disposing the last clone drops the value.
 *
 * Rust: `std::rc::Rc<T>`.
 *
 * @example
 * const a = new Rc('shared'), b = a.clone()
 * spawn(holding(b)) // NotSendableError: … holding.rc is of type Rc
 */
export class Rc<T> implements Disposable {
  /** Data, not a getter: it is the reference itself that is not sendable, whatever it refers to. */
  readonly [sendable]: false
  /** Null once disposed: a reference that is gone keeps nothing alive, and cannot bring the value back. */
  private shared: Shared<T> | null

  constructor(value: T)
  constructor(value: T | Shared<T>) {
    this[sendable] = false
    this.shared = value instanceof Shared ? value : new Shared(value)
    this.shared.strong += 1
  }

  /** @throws BorrowError once this reference is disposed; its clones go on. */
  get value(): T {
    return this.borrow().value
  }

  /**
   * Another reference to the same value.
   *
   * Rust: `Rc::clone`.
   *
   * @throws BorrowError once this reference is disposed.
   */
  clone(): Rc<T> {
    return new Rc<T>(this.borrow() as unknown as T)
  }

  /**
   * How many clones have not been disposed.
   *
   * Rust: `Rc::strong_count`.
   *
   * @throws BorrowError once this reference is disposed.
   */
  strongCount(): number {
    return this.borrow().strong
  }

  private borrow(): Shared<T> {
    if (this.shared !== null) return this.shared
    throw new BorrowError('Rc was used after it was disposed; clone it first, and dispose the clone when that one is done with')
  }

  [Symbol.dispose](): void {
    const shared = this.shared
    if (shared === null) return
    this.shared = null
    shared.strong -= 1
    if (shared.strong === 0) drop(shared.value)
  }
}
