/** What `timeout` throws. */

/**
 * A deadline passed first.
 *
 * Rust: `tokio::time::error::Elapsed`.
 */
export class Elapsed extends Error {
  override readonly name = 'Elapsed'
  readonly code = 'ERR_POLLUX_ELAPSED'
  /** The time that there was, in milliseconds. */
  readonly ms: number

  /** @param what the future that was not done; @param waiting what it waited for, or ''. */
  constructor(ms: number, what: string, waiting = '') {
    super(`${what} was not done within ${ms} ms${waiting === '' ? '' : `; it was waiting for ${waiting}`}`)
    this.ms = ms
  }
}
