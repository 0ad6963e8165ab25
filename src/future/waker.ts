/**
 * A waker says when to poll again. Whoever returns `Pending` keeps the waker of the latest poll and calls it when there
 * is progress to be made; an executor makes wakers whose call puts a task back into its queue.
 */
import './symbols.ts'

/**
 * What a future calls when it is worth polling again. Its holder keeps the one of the latest poll, and lets go of it when
 * it has called it or is disposed: a waker keeps its task alive.
 *
 * Rust: `std::task::Waker`, whose vtable becomes two methods. There is no `clone`: the garbage collector keeps it.
 *
 * @example
 * // in a poll, before Pending is returned
 * if (this.waker === null || !this.waker.willWake(cx.waker)) this.waker = cx.waker
 * // when there is progress to be made
 * const waker = this.waker
 * this.waker = null
 * waker?.wake()
 */
export interface Waker {
  /**
   * Asks for one more poll. May be called from anywhere at any time, also from inside a poll, more than once, or after
   * the task has finished; it never polls by itself.
   */
  wake(): void
  /** Whether waking `other` has the same effect: `stored.willWake(fresh)` true means that `stored` can be kept. */
  willWake(other: Waker): boolean
}

class FunctionWaker implements Waker {
  readonly call: () => void

  constructor(call: () => void) {
    this.call = call
  }

  wake(): void {
    const call = this.call
    call()
  }

  willWake(other: Waker): boolean {
    return other === this || (other instanceof FunctionWaker && other.call === this.call)
  }
}

/**
 * A waker that calls `wake`. Two made from the same function wake alike.
 *
 * Rust: `waker_fn` of the crate `waker-fn`; `Wake` for a closure.
 *
 * @throws TypeError if `wake` is no function.
 * @example
 * const waker = wakerFn(() => unparker.unpark())
 */
export function wakerFn(wake: () => void): Waker {
  if (typeof wake !== 'function') throw new TypeError('wakerFn: expected a function to call on wake')
  return new FunctionWaker(wake)
}

const noop: Waker = new FunctionWaker(() => {})

/**
 * A waker that does nothing, for a poll whose answer alone is wanted. All calls give the same one.
 *
 * Rust: `Waker::noop`.
 *
 * @example
 * const now = future.poll(contextFrom(noopWaker())) // the output, if it is there already
 */
export function noopWaker(): Waker {
  return noop
}
