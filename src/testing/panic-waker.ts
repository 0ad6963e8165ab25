/** `panicWaker()`: a waker that nobody may call. */
import type { Waker } from '../future/waker.ts'

/** See {@link panicWaker}. */
export class PanicWaker implements Waker {
  wake(): never {
    throw new Error('panicWaker: a waker was called where nobody was to be woken; the stack shows by whom')
  }

  /** All of them do the same. */
  willWake(other: Waker): boolean {
    return other instanceof PanicWaker
  }
}

const panicking = new PanicWaker()

/**
 * A waker whose `wake` throws, for polls that must wake nobody: a ready one, or one that finds nothing new. All calls
 * give the same one.
 *
 * A throw from a waker goes to whoever called it. Code that must wake several, as a channel does, keeps it back until the
 * others are woken, and a runtime reports it; where that would hide it, count with `countingWaker` instead.
 *
 * Rust: `futures_test::task::panic_waker`.
 *
 * @example
 * ready(7).poll(contextFrom(panicWaker()))  // 7
 * yieldNow().poll(contextFrom(panicWaker())) // throws: it wakes at once
 */
export function panicWaker(): PanicWaker {
  return panicking
}
