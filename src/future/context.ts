/** What an executor hands to a poll: for now, the waker. A task of this runtime is its own context. */
import type { Waker } from './waker.ts'

/** Rust: `std::task::Context`. */
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
