/** What an executor hands to a poll: for now, the waker. A task of this runtime is its own context. */
import type { Waker } from './waker.ts'

/**
 * What comes with a poll, and is good for that poll alone: keep its waker, not the context. An executor may hand out the
 * same object each time, or another one.
 *
 * Rust: `std::task::Context`.
 *
 * @example
 * poll(cx: Context): Poll<void> {
 *   if (this.done) return
 *   this.waker = cx.waker // for whoever finishes this
 *   return Pending
 * }
 */
export interface Context {
  /** The waker to store, or to call, before `Pending` is returned. */
  readonly waker: Waker
}

class WakerContext implements Context {
  readonly waker: Waker

  constructor(waker: Waker) {
    this.waker = waker
  }
}

/**
 * A context around `waker`, for polling by hand.
 *
 * Rust: `Context::from_waker`.
 *
 * @example
 * const answer = future.poll(contextFrom(noopWaker()))
 */
export function contextFrom(waker: Waker): Context {
  return new WakerContext(waker)
}
