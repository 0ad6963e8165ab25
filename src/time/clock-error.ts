/**
 * A clock was paused twice, or moved or resumed while it ran by itself.
 *
 * Rust: the panics "time is already frozen" and "time is not frozen".
 */
export class ClockError extends Error {
  override readonly name = 'ClockError'
  readonly code = 'ERR_POLLUX_CLOCK'
}
