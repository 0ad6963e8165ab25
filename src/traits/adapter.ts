/** What all adapters are: an implementation, and who made them of it. The methods are in `adapter-maker.ts`. */
import { drop } from '../future/dispose.ts'
import { BorrowError } from '../future/errors.ts'
import { className, type Inspection } from '../future/inspect.ts'
import { isSendable } from '../future/sendable.ts'
import { inspect, sendable } from '../future/symbols.ts'

/** Which function made an adapter; `dynTrait` asks. */
export type AdapterKind = 'asyncTrait' | 'dynStar' | 'variant' | 'returnsSendable' | 'dynTrait'

/** Not under a name: a trait may have methods of any name. */
const target = Symbol('implementation')
const detail = Symbol('state')
const kindKey = Symbol('kind')

/**
 * An implementation, behind the methods of its trait. It owns the implementation: it is disposed with it, once.
 *
 * Rust: the `impl` block that a macro writes around yours.
 */
export class Adapter<State = unknown> implements Disposable {
  private readonly [kindKey]: AdapterKind
  /** Null once disposed. */
  private [target]: object | null
  /** What the treatment wants to know besides. */
  private readonly [detail]: State

  constructor(kind: AdapterKind, impl: object, state: State) {
    this[kindKey] = kind
    this[target] = impl
    this[detail] = state
  }

  [Symbol.dispose](): void {
    const impl = this[target]
    this[target] = null
    drop(impl)
  }

  get [sendable](): boolean {
    return isSendable(this[target])
  }

  [inspect](): Inspection {
    const impl = this[target]
    return { name: `${this[kindKey]}(${impl === null ? 'disposed' : className(impl)})` }
  }

  /** @throws BorrowError once it was disposed. */
  static implOf(adapter: Adapter): object {
    const impl = adapter[target]
    if (impl !== null) return impl
    throw new BorrowError(`${adapter[kindKey]}: the adapter was used after it was disposed, and its implementation with it; dispose it last`)
  }

  static stateOf<State>(adapter: Adapter<State>): State {
    return adapter[detail]
  }

  static kindOf(adapter: Adapter): AdapterKind {
    return adapter[kindKey]
  }
}
