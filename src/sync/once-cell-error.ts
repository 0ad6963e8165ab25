/** The failure of `OnceCell.set`. */

/**
 * A `OnceCell` did not take a value: it has one, or one is being made. The value is handed back.
 *
 * Rust: `tokio::sync::SetError`.
 */
export class SetError<T = unknown> extends Error {
  override readonly name = 'SetError'
  readonly code = 'ERR_POLLUX_SET'
  /** What was to be set: the caller's again. */
  readonly value: T
  private readonly initializing: boolean

  constructor(value: T, why: 'initialized' | 'initializing') {
    super(
      why === 'initialized'
        ? 'OnceCell.set: the cell has a value, and takes one only once; get() gives it'
        : 'OnceCell.set: the value is just being made by a getOrInit(…); wait for it with another getOrInit(…)',
    )
    this.value = value
    this.initializing = why === 'initializing'
  }

  /** Whether the cell has a value. Rust: `SetError::is_already_init_err`. */
  isAlreadyInitialized(): boolean {
    return !this.initializing
  }

  /** Whether a `getOrInit` is making one. Rust: `SetError::is_initializing_err`. */
  isInitializing(): boolean {
    return this.initializing
  }
}
