/**
 * What the wheel keeps: a node of its lists that can be fired. The future that waits is the node itself, so a timer
 * costs no object of its own and cancelling one needs no search.
 */
export interface Timer {
  /** When it fires: a whole number of milliseconds on the wheel's clock, finite. Constant while it is linked. */
  readonly tick: number
  /** Which list it is in; negative outside any. The wheel alone makes it non-negative. */
  slot: number
  /** The links of that list; null outside any. */
  prev: Timer | null
  next: Timer | null
  /** Called once, when it has been taken off the wheel because it is due. May set, cancel or fire anything. */
  fire(): void
}

/** The `slot` of a timer that is in no list. */
export const UNLINKED = -1
