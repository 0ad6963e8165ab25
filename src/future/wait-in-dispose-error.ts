/**
 * The cleanup of a disposed `asyncBlock` waited for a future. Its owner has let go and will not poll again, so nothing
 * can wait there: the future is disposed, and this is thrown where it was waited for.
 *
 * Rust: there is no `.await` in `Drop`; the compiler refuses it (E0728).
 */
export class WaitInDisposeError extends Error {
  override readonly name = 'WaitInDisposeError'
  readonly code = 'ERR_POLLUX_WAIT_IN_DISPOSE'

  constructor(block: string, future: string) {
    super(
      `${block} was disposed, and its cleanup waits for ${future}; a disposed block is not polled any more: ` +
        `clean up with plain calls in finally, or spawn a task that does the waiting`,
    )
  }
}
