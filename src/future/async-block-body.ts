/** The user's half of an `asyncBlock`: the function it is given, the generator that this returns, and closing one. */
import { driver } from './async-block-driver.ts'
import type { DisposeErrors } from './dispose.ts'
import { EarlyExit } from './early-exit.ts'
import type { Future } from './future.ts'
import { nameOf } from './inspect.ts'
import { isObject } from './is-object.ts'
import { kindOf } from './kind-of.ts'
import { refusePinned } from './pinned-set.ts'
import { isAsync } from './refuse-promise.ts'
import { WaitInDisposeError } from './wait-in-dispose-error.ts'

/** A body that runs. What it is resumed with is the affair of `wait` and `tryWait`. */
export type Running<R> = Generator<unknown, R, never>
export type Body<R> = (...own: never[]) => Running<R>

/** See `asyncBlock`. */
export interface AsyncBlockOptions<Own extends unknown[] = unknown[]> {
  /** Values that belong to the block: given to its body, and dropped in order when it ends unless they moved out; see `asyncBlock`. */
  readonly own?: readonly [...Own]
  /** The tag, where what the block owns and waits for does not tell it: the locals of a generator cannot be seen. */
  readonly sendable?: boolean
  /** For errors and dumps; by default `AsyncBlock`, with the function's name. */
  readonly name?: string
}

/** @throws TypeError unless `options` may be those of `asyncBlock`; BorrowError if a value in `own` is pinned. */
export function requireOptions(options: unknown): asserts options is AsyncBlockOptions {
  if (typeof options !== 'object' || options === null) throw new TypeError(`asyncBlock: expected options before the body, { own, sendable, name }, and got ${kindOf(options)}`)
  const { own } = options as AsyncBlockOptions
  if (own !== undefined && !Array.isArray(own)) throw new TypeError(`asyncBlock: expected own to be an array, and got ${kindOf(own)}`)
  for (const value of own ?? []) refusePinned(value, 'asyncBlock, in own')
}

/** @throws TypeError unless `body` is a function that may be a generator function. */
export function requireBody(body: unknown): asserts body is Body<unknown> {
  if (typeof body !== 'function') throw new TypeError(`asyncBlock: expected a generator function, function* () { … }, and got ${kindOf(body)}`)
  if (isAsync(body)) {
    throw new TypeError('asyncBlock: expected a generator function, and got one that is async; write function* and yield* wait(…) for async and await')
  }
}

/** Calls `body`. @throws TypeError if it gives no generator. */
export function start<R>(body: Body<R>, own: readonly unknown[]): Running<R> {
  const running: unknown = own.length === 0 ? body() : body(...(own as never[]))
  if (isObject(running) && typeof (running as Running<R>).next === 'function' && Symbol.iterator in running) return running as Running<R>
  throw new TypeError(`asyncBlock: expected a generator function, function* () { … }, and got one that returns ${kindOf(running)}`)
}

/** @throws TypeError unless `yielded`, by a body, is a future; BorrowError if it is pinned. */
export function requireAwaitable(yielded: unknown): asserts yielded is Future<unknown> {
  const { poll, then } = Object(yielded) as { poll?: unknown; then?: unknown }
  if (typeof poll === 'function') return refusePinned(yielded, 'asyncBlock')
  const starless = /^write yield\* (\w+)/.exec(Object.keys(Object(poll))[0] ?? '')?.[1]
  if (starless !== undefined) {
    throw new TypeError(`asyncBlock: its body yielded a ${starless}(…) without the star; write yield* ${starless}(…)`)
  }
  const got = typeof then === 'function' ? 'a promise; write yield* wait(fromPromise(…))' : `${kindOf(yielded)}; write yield* wait(future), with the star`
  throw new TypeError(`asyncBlock: expected its body to wait for futures, and it yielded ${got}`)
}

/**
 * How often cleanup may try to wait. A body that swallows each refusal and waits again, as `for (;;) try { … } finally
 * { continue }` does, has no end; no cleanup that has one comes near.
 */
const MOST_REFUSALS = 10_000

/**
 * Ends a suspended body: its `finally`s run, innermost first. Nothing is polled. What cleanup waits for is disposed and
 * refused at the `yield`, as often as it tries, up to {@link MOST_REFUSALS}: then the body is left where it is. What it
 * throws goes to `errors`.
 */
export function close(running: Running<unknown>, block: object, errors: DisposeErrors): void {
  const { cx } = driver
  driver.cx = null
  try {
    let step = running.return(undefined)
    for (let refusals = 1; !step.done; refusals++) {
      const refusal = refuse(step.value, block, errors)
      if (refusals > MOST_REFUSALS) throw refusal
      step = running.throw(refusal)
    }
  } catch (error) {
    errors.add(error)
  } finally {
    driver.cx = cx
  }
}

function refuse(yielded: unknown, block: object, errors: DisposeErrors): WaitInDisposeError {
  if (!(yielded instanceof EarlyExit)) errors.drop(yielded)
  return new WaitInDisposeError(nameOf(block), nameOf(yielded))
}

/** What was left behind by a block that ended with `output`: `own`, but for what *is* the output, which moves out. */
export function dropOwn(own: readonly unknown[], output: unknown, errors: DisposeErrors): void {
  for (const value of own) if (value !== output) errors.drop(value)
}
