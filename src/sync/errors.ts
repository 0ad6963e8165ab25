/** The failures that this room raises. What could not be delivered comes back with the error. */

/**
 * The other side is gone, or what was waited for is closed: it will not happen any more.
 *
 * Rust: `AcquireError`, `oneshot::error::RecvError`, `watch::error::RecvError`.
 */
export class ClosedError extends Error {
  override readonly name = 'ClosedError'
  readonly code = 'ERR_POLLUX_CLOSED'
  /** What could not be sent, where something was to be. */
  readonly value: unknown

  constructor(message: string, value?: unknown) {
    super(message)
    this.value = value
  }
}

/**
 * A value that nobody will receive, or not now. It belongs to whoever catches this.
 *
 * Rust: `mpsc::error::SendError<T>`, and `TrySendError<T>`, which tells the two reasons apart.
 *
 * @example
 * try {
 *   tx.trySend(job)
 * } catch (error) {
 *   if (!(error instanceof SendError && error.isFull())) throw error
 *   later.push(error.value)
 * }
 */
export class SendError<T = unknown> extends Error {
  override readonly name = 'SendError'
  readonly code = 'ERR_POLLUX_SEND'
  /** What was to be sent. */
  readonly value: T
  private readonly reason: 'full' | 'closed'

  constructor(message: string, value: T, reason: 'full' | 'closed' = 'closed') {
    super(message)
    this.value = value
    this.reason = reason
  }

  /** There is no room now; there may be later. */
  isFull(): boolean {
    return this.reason === 'full'
  }

  /** Nobody is there to receive, or ever will be. */
  isClosed(): boolean {
    return this.reason === 'closed'
  }
}

/**
 * A receiver of a broadcast was slower than the channel is long: the oldest items it had not seen were overwritten. The
 * next `recv` goes on with the oldest that is still there.
 *
 * Rust: `broadcast::error::RecvError::Lagged`.
 */
export class LaggedError extends Error {
  override readonly name = 'LaggedError'
  readonly code = 'ERR_POLLUX_LAGGED'
  /** How many items this receiver has missed. */
  readonly count: number

  constructor(count: number) {
    super(`a broadcast receiver fell behind and missed ${count} item${count === 1 ? '' : 's'}; receive more often, or make the channel longer`)
    this.count = count
  }
}
