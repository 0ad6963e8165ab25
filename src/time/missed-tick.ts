/** When an interval ticks next, in particular when it comes late. */

/**
 * What an {@link interval} does about ticks that it missed because nobody asked for them in time.
 *
 * - `burst`: gives them one right after the other until it has caught up; the schedule stays.
 * - `delay`: forgets them; the next one comes a period from now, and the schedule moves.
 * - `skip`: forgets them; the next one comes when the schedule says.
 *
 * Rust: `tokio::time::MissedTickBehavior`.
 */
export type MissedTickBehavior = 'burst' | 'delay' | 'skip'

/**
 * How late a tick may be, in milliseconds, before it counts as missed. From tokio: late by a busy poll or a coarse clock
 * is not missed, and moving the schedule for it would make an interval drift.
 */
export const TOLERANCE = 5

/** The tick after the one that was due at `due` and is given at `now`. All in milliseconds. */
export function nextTick(due: number, now: number, period: number, behavior: MissedTickBehavior): number {
  if (now <= due + TOLERANCE || behavior === 'burst') return due + period
  if (behavior === 'delay') return now + period
  return now + period - ((now - due) % period)
}

export function requireBehavior(behavior: string): MissedTickBehavior {
  if (behavior === 'burst' || behavior === 'delay' || behavior === 'skip') return behavior
  throw new TypeError(`interval: missedTickBehavior must be 'burst', 'delay' or 'skip', and is ${JSON.stringify(behavior)}`)
}
