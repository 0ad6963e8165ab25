/** `asyncFn`, `asyncFnMut`, `asyncFnOnce`: functions that give futures, with the rule by which each may be called. */
import { BorrowError } from '../future/errors.ts'
import { requireFuture, type Future } from '../future/future.ts'
import { nameOfFn, requireRule, ruled, type AsyncFn, type AsyncFnMut, type AsyncFnOnce } from './call-rule.ts'
import { MutCall } from './mut-call.ts'

/**
 * `fn`, which may be called at any time, several of its futures being under way at once.
 *
 * Rust: a closure that is `AsyncFn`: it captures by shared reference.
 *
 * @throws TypeError if `fn` is no function, or is called by a narrower rule; from a call, if it gives no future, or is async.
 * @example
 * const greet = asyncFn((name: string) => map(sleep(1), () => `hello, ${name}`))
 * blockOn(join(greet('Ada'), greet('Bob')))
 */
export function asyncFn<A extends unknown[], T>(fn: (...args: A) => Future<T>): AsyncFn<A, T> {
  requireRule(fn, 'fn')
  const call = (...args: A): Future<T> => {
    const future = fn(...args)
    requireFuture(future, `asyncFn, what ${nameOfFn(fn)} gave`)
    return future
  }
  return ruled(call, 'fn', fn) as AsyncFn<A, T>
}

/**
 * `fn`, which may be called again when the future of its last call has finished, failed or been disposed: each has what
 * was captured to itself.
 *
 * Rust: a closure that is `AsyncFnMut`: `async || counter += 1`.
 *
 * @throws TypeError as {@link asyncFn}; from a call, BorrowError if the future of the call before is not over.
 * @example
 * let total = 0
 * const add = asyncFnMut((n: number) => map(sleep(1), () => (total += n)))
 * blockOn(add(1))
 * blockOn(add(2)) // 3
 */
export function asyncFnMut<A extends unknown[], T>(fn: (...args: A) => Future<T>): AsyncFnMut<A, T> {
  requireRule(fn, 'mut')
  let latest: MutCall<T> | 'calling' | null = null
  const name = nameOfFn(fn)
  const call = (...args: A): Future<T> => {
    if (latest === 'calling' || (latest !== null && !latest.isOver)) {
      throw new BorrowError(
        `${name} was called while the future of its last call is under way, which has what it captured to itself: ` +
          'wait for that one, or dispose it; or use asyncFn, if calls may overlap',
      )
    }
    latest = 'calling'
    try {
      const future = fn(...args)
      requireFuture(future, `asyncFnMut, what ${name} gave`)
      return (latest = new MutCall(future, name))
    } finally {
      if (latest === 'calling') latest = null
    }
  }
  return ruled(call, 'mut', fn) as AsyncFnMut<A, T>
}

/**
 * `fn`, which may be called once. It is let go at that call, with what it captured: its future has that now.
 *
 * Rust: a closure that is `AsyncFnOnce`: it moves out of what it captured.
 *
 * @throws TypeError as {@link asyncFn}; from a second call, BorrowError.
 * @example
 * const send = asyncFnOnce(() => new SendAll(takeMessages()))
 * blockOn(send())
 * send() // BorrowError
 */
export function asyncFnOnce<A extends unknown[], T>(fn: (...args: A) => Future<T>): AsyncFnOnce<A, T> {
  requireRule(fn, 'once')
  let left: typeof fn | null = fn
  const name = nameOfFn(fn)
  const call = (...args: A): Future<T> => {
    if (left === null) {
      throw new BorrowError(`${name} was called twice, and its first call took what it captured: make a new one for each call, or use asyncFnMut or asyncFn`)
    }
    const taken = left
    left = null
    const future = taken(...args)
    requireFuture(future, `asyncFnOnce, what ${name} gave`)
    return future
  }
  return ruled(call, 'once', fn) as AsyncFnOnce<A, T>
}
