/** What is refused as a duration. Durations are milliseconds. */
import { kindOf } from '../future/kind-of.ts'

/** @throws RangeError for NaN; TypeError for what is no number. */
export function requireDuration(ms: number, where: string): number {
  if (typeof ms !== 'number') {
    throw new TypeError(`${where}: expected milliseconds, a number, and got ${kindOf(ms)}`)
  }
  if (Number.isNaN(ms)) throw new RangeError(`${where}: expected milliseconds, and got NaN`)
  return ms
}
