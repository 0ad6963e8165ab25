/** The failure that tells of events that were lost. */

/**
 * More events came than a `fromEvent` keeps while nobody polls it, and `.count` of them were let go. Those that came before
 * were given first.
 *
 * Rust: `broadcast::error::RecvError::Lagged`.
 */
export class MissedEventsError extends Error {
  override readonly name = 'MissedEventsError'
  readonly code = 'ERR_POLLUX_MISSED_EVENTS'
  /** The event's name. */
  readonly type: string
  /** How many events were let go. */
  readonly count: number

  constructor(type: string, count: number, highWaterMark: number) {
    super(
      `fromEvent: ${count} '${type}' event${count === 1 ? '' : 's'} came while ${highWaterMark} waited to be polled, and ` +
        `${count === 1 ? 'was' : 'were'} lost; poll more often, raise highWaterMark, or say what to lose: { overflow: 'dropOldest' } or 'dropNewest'`,
    )
    this.type = type
    this.count = count
  }
}
