/**
 * `yield* wait(future)`: Rust's `.await`, in an `asyncBlock`.
 *
 * **Why `yield*`.** The type of a plain `yield` cannot depend on what is yielded; that of `yield*` is what its iterator
 * returns. So `wait` makes an iterator, and it is one small object that is its own result as well.
 *
 * **Why it polls.** The iterator's first step polls the future itself, with the context of the block that runs
 * (`async-block-driver.ts`). A future that is ready never leaves the generator: there is no suspension to save and
 * restore, and V8 inlines the four calls. Only a pending one is yielded, and the block polls it from then on without
 * entering the generator again. Measured in ns, a ready await in a loop, with making a
 * future of the barest sort:
 *
 *     poll written out in the generator (the limit)          4
 *     this one                                               9.4
 *     the same with one result object for all                8.8   (keeps the last output alive)
 *     the same with one reused iterator                     10.4   (and two waits in hand would be one)
 *     plain `yield`, polled by the driver, untyped          10.6
 *     `yield*` of a generator that yields                   40
 */
import { AsyncBlock } from './async-block.ts'
import { driver, moveOut } from './async-block-driver.ts'
import { PolledAfterCompletionError } from './errors.ts'
import { requireFuture, type Future, type Output } from './future.ts'
import { Pending as PendingSymbol } from './poll.ts'

/** A constant of this module: V8 folds it, an imported one it loads. See `poll.ts`. */
const Pending: typeof PendingSymbol = PendingSymbol

/** See {@link wait}. To be used up by one `yield*`. */
export class Wait<T> implements Iterator<Future<unknown>, T, unknown> {
  /** Until it is polled or yielded, which hands it to the block. */
  private future: Future<T> | null
  /** With `value`, the result of each step. */
  private done: boolean
  private value: unknown

  constructor(future: Future<T>) {
    this.future = future
    this.done = false
    this.value = undefined
  }

  /** Its type is the remedy, which the compiler quotes at a `yield` without the star, and where a future is expected. */
  get poll(): { readonly 'write yield* wait(future), with the star': true } {
    return { 'write yield* wait(future), with the star': true }
  }

  [Symbol.iterator](): Iterator<Future<unknown>, T, unknown> {
    return this
  }

  /** The first step asks the future; one that is pending, or a block, is yielded. The second brings its output. */
  next(output?: unknown): IteratorResult<Future<unknown>, T> {
    const { future } = this
    if (future === null) {
      if (this.done) throw new PolledAfterCompletionError('Wait')
      return this.step(true, output)
    }
    this.future = null
    const { cx, own } = driver
    if (cx === null || future instanceof AsyncBlock) return this.step(false, future)
    if (own.length > 0) moveOut(own, future)
    const value = future.poll(cx)
    if (value !== Pending) return this.step(true, value)
    driver.pended = future
    return this.step(false, future)
  }

  /** The future failed while the block polled it: the failure arises at the `yield*`. */
  throw(error: unknown): never {
    this.done = true
    throw error
  }

  private step(done: boolean, value: unknown): IteratorResult<Future<unknown>, T> {
    this.done = done
    this.value = value
    return this as unknown as IteratorResult<Future<unknown>, T>
  }
}

/**
 * In the body of an {@link asyncBlock}, or in a generator that it delegates to: `yield* wait(future)` is the output of
 * `future`, and suspends the block until that is there. What the future throws is thrown there. The block owns the
 * future from then on, and disposes it if it is disposed itself meanwhile.
 *
 * Nothing is polled before the `yield*`. A ready future costs no turn, and no budget but what it spends itself.
 *
 * Rust: `future.await`.
 *
 * @throws TypeError at the call if `future` is none: a promise, for one, goes through `fromPromise`; BorrowError if it is pinned.
 * @example
 * const block = asyncBlock(function* () {
 *   const user = yield* wait(fetchUser(7)) // User
 *   return user.name
 * })
 */
export function wait<T>(future: Future<T>): Wait<T>
export function wait<F extends Future<unknown>>(future: F): Wait<Output<F>>
export function wait(future: Future<unknown>): Wait<unknown> {
  requireFuture(future, 'wait')
  return new Wait(future)
}
