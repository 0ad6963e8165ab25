/**
 * The failures that this room raises: each says what happened, to which type, and where it is misuse the remedy.
 */
import { misuse } from './misuse.ts'

const KEEP_OR_FUSE = 'a future gives its output once: forget it then, or wrap it in fuse(…), which answers Pending for ever'

/** The remedy for what one writes to be run, and takes for a function: blocks, and what consumes a stream. */
export const RUN_ANEW = 'it runs once: make a new one for each run, by a function that returns it'

/**
 * A future was polled although it had already given its output, failed, or been disposed.
 *
 * Rust: the panic "`async fn` resumed after completion".
 */
export class PolledAfterCompletionError extends Error {
  override readonly name = 'PolledAfterCompletionError'
  readonly code = 'ERR_POLLUX_POLLED_AFTER_COMPLETION'
  /** The type's name. */
  readonly what: string

  /** @param remedy what to do instead. */
  constructor(what: string, how: 'finished' | 'disposed' = 'finished', remedy: string = KEEP_OR_FUSE) {
    super(
      `${what} was polled after it ${how === 'finished' ? 'finished' : 'was disposed'}; ${remedy}`,
    )
    this.what = what
    if (misuse.heard !== null) misuse.heard(what)
  }
}

/**
 * Two uses of one thing overlap where Rust's borrow checker would have refused the program: a poll inside the same
 * future's poll, a dispose from inside its own poll, a second loan while one is out.
 *
 * Rust: E0499, E0502, `RefCell`'s `BorrowMutError`.
 */
export class BorrowError extends Error {
  override readonly name = 'BorrowError'
  readonly code = 'ERR_POLLUX_BORROW'
}

/**
 * What an `abortable` gives, as an `Err`, once its handle was told to abort.
 *
 * Rust: `futures::future::Aborted`.
 */
export class AbortedError extends Error {
  override readonly name = 'AbortedError'
  readonly code = 'ERR_POLLUX_ABORTED'

  /** @param what the name of the future that was aborted. */
  constructor(what: string) {
    super(`${what} was aborted through its AbortHandle before it had finished`)
  }
}
