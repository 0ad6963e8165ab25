/**
 * # The future
 *
 * A future is a value with one method that matters: `poll(cx)`. It does as much work as it can without blocking and
 * answers with its output, or with `Pending`. Nothing runs until somebody polls; nobody needs to poll again until the
 * waker of the latest poll has been called. That is the whole protocol, and everything else in this library is built
 * on it.
 *
 * **Who owns what.** Each future has one owner: the variable, combinator or task that will poll it. The owner either
 * polls it until it finishes or fails, or disposes it, once. A future that finished, failed or was disposed is
 * forgotten: never polled, never disposed again. A throw from `poll` is a failure, and finishes the future.
 *
 * **Dropping is cancelling.** `[Symbol.dispose]` releases what an unfinished future holds: a waiter's place in a
 * queue, a timer, a socket, its children. So a cancelled computation needs no flag and no token; its owner lets go.
 *
 * **What a poll may not do.** Block; keep an old waker when it was polled with a new one; return `Pending` without
 * having arranged a wake; dispose itself.
 *
 * **How deep.** A future polls its child on the same stack, as it disposes it and is judged with it. With Node's default
 * stack (984 KB), in code that runs for the first time and so is not compiled yet, this many fit inside one another:
 *
 *     chain of …                               polled   disposed   spawned (judged sendable)
 *     map, andThen, boxed, fuse, pin, …         4,000      3,000       2,000
 *     shared                                    3,000      3,000       1,000
 *     join, select, race and their kin          2,500      1,500       2,000
 *     map around asyncBlock, in pairs           1,000      1,000         800
 *
 * A chain of a thousand always fits. Past the limit the engine throws a `RangeError`, which `blockOn`, `spawn` and tasks
 * explain. The remedy is to cut the chain: a spawned task is polled on a stack of its own.
 *
 * Hand-written futures in this room share one shape, worth reading once (`map.ts` is the shortest): a `phase`, the
 * children, `poll`, dispose, and the two descriptions `[sendable]` and `[inspect]`.
 */
import type { Context } from './context.ts'
import type { Inspection } from './inspect.ts'
import { kindOf } from './kind-of.ts'
import { refusePinned } from './pinned-set.ts'
import type { Pending, Poll } from './poll.ts'
import type { inspect, sendable } from './symbols.ts'

/**
 * A computation that somebody polls: it does nothing between polls, nothing before the first one, and ends with its
 * output, a throw, or its dispose. What owners and futures owe each other is told above.
 *
 * Rust: `std::future::Future`; and `Drop`, `Send` and `Debug`, which are methods here.
 *
 * @example
 * class Countdown implements Future<string> {
 *   left = 3
 *   poll(cx: Context): Poll<string> {
 *     if (this.left === 0) return 'lift-off'
 *     this.left -= 1
 *     cx.waker.wake() // it wants to be polled again, so it sees to that
 *     return Pending
 *   }
 * }
 * blockOn(new Countdown()) // 'lift-off'
 */
export interface Future<T> {
  /**
   * Works until it must wait. Gives the output, or `Pending` once the context's waker is sure to be called.
   *
   * @throws whatever the computation fails with; the future is finished then.
   * @throws PolledAfterCompletionError when it had already finished or been disposed.
   * @throws BorrowError from inside its own poll.
   */
  poll(cx: Context): Poll<T>
  /** Rust's drop: releases everything at once. Does nothing on a future that finished. */
  [Symbol.dispose]?(): void
  /** The `Send` tag: data, or a getter over the current state. */
  readonly [sendable]?: boolean
  /** What it is and what it waits on; asked for by errors, dumps and tools only. */
  [inspect]?(): Inspection
}

/**
 * The output of a future type.
 *
 * Rust: `<F as Future>::Output`.
 *
 * @example
 * type Bytes = Output<ReadFuture> // Uint8Array
 */
export type Output<F> = F extends Future<infer T> ? Exclude<T, Pending> : never

/**
 * Throws a `TypeError` unless `value` has a `poll` method, and a `BorrowError` if it is pinned; `where` names the function
 * that was given it.
 */
export function requireFuture(value: unknown, where: string): void {
  if (typeof (value as { poll?: unknown } | null | undefined)?.poll === 'function') {
    refusePinned(value, where)
    return
  }
  const got = kindOf(value)
  const thenable = typeof (value as { then?: unknown } | null | undefined)?.then === 'function'
  throw new TypeError(
    `${where}: expected a future, an object with a poll method, and got ${
      thenable ? 'a promise; wrap it in fromPromise(…)' : got === 'function' ? 'a function; call it, or wrap it in lazy(…) or pollFn(…)' : got
    }`,
  )
}
