/** `yield* tryWait(future)`: the output's value, or the end of the block with its `Err`. */
import { AsyncBlock } from './async-block.ts'
import { driver, moveOut } from './async-block-driver.ts'
import { EarlyExit } from './early-exit.ts'
import { PolledAfterCompletionError } from './errors.ts'
import { requireFuture, type Future, type Output } from './future.ts'
import { kindOf } from './kind-of.ts'
import { Pending } from './poll.ts'
import type { ErrOf, OkOf, Result } from './result.ts'

type Yielded<E> = Future<unknown> | EarlyExit<E>

/** See {@link tryWait}. To be used up by one `yield*`; `wait.ts` tells how it works. */
export class TryWait<T, E> implements Iterator<Yielded<E>, T, unknown> {
  private future: Future<Result<T, E>> | null
  private over: boolean

  constructor(future: Future<Result<T, E>>) {
    this.future = future
    this.over = false
  }

  /** Its type is the remedy, which the compiler quotes at a `yield` without the star, and where a future is expected. */
  get poll(): { readonly 'write yield* tryWait(future), with the star': true } {
    return { 'write yield* tryWait(future), with the star': true }
  }

  [Symbol.iterator](): Iterator<Yielded<E>, T, unknown> {
    return this
  }

  next(output?: unknown): IteratorResult<Yielded<E>, T> {
    const { future } = this
    if (future === null) {
      if (this.over) throw new PolledAfterCompletionError('TryWait')
      return this.judge(output)
    }
    this.future = null
    const { cx, own } = driver
    if (cx === null || future instanceof AsyncBlock) return { done: false, value: future }
    if (own.length > 0) moveOut(own, future)
    const result = future.poll(cx)
    if (result !== Pending) return this.judge(result)
    driver.pended = future
    return { done: false, value: future }
  }

  throw(error: unknown): never {
    this.over = true
    throw error
  }

  private judge(output: unknown): IteratorResult<Yielded<E>, T> {
    this.over = true
    const ok: unknown = (output as { ok?: unknown } | null | undefined)?.ok
    if (typeof ok !== 'boolean') throw new TypeError(`tryWait: expected a future of a Result, and its output is ${kindOf(output)}; use wait(…)`)
    const result = output as Result<T, E>
    return result.ok ? { done: true, value: result.value } : { done: false, value: new EarlyExit(result) }
  }
}

/**
 * In the body of an {@link asyncBlock}: `yield* tryWait(future)` is the value of the `Ok` that `future` outputs. An `Err`
 * ends the block: its `finally`s run, and the `Err` is the block's output. (A `Result` that is at hand needs no more
 * than `if (!result.ok) return result`.)
 *
 * Rust: `future.await?`.
 *
 * @throws TypeError at the call if `future` is none, BorrowError if it is pinned; TypeError at the `yield*` if its output is no `Result`.
 * @example
 * const block = asyncBlock(function* () {
 *   const config = yield* tryWait(readConfig()) // Config
 *   return Ok(config.port)
 * })
 * blockOn(block) // Result<number, never> | Result<never, ConfigError>
 */
export function tryWait<T, E>(future: Future<Result<T, E>>): TryWait<T, E>
export function tryWait<F extends Future<Result<unknown, unknown>>>(future: F): TryWait<OkOf<Output<F>>, ErrOf<Output<F>>>
export function tryWait(future: Future<Result<unknown, unknown>>): TryWait<unknown, unknown> {
  requireFuture(future, 'tryWait')
  return new TryWait(future)
}
