/** What is refused as a duration. Durations are milliseconds. */

/** @throws RangeError for NaN; TypeError for what is no number. */
export function requireDuration(ms: number, where: string): number {
  if (typeof ms !== 'number') {
    throw new TypeError(`${where}: expected milliseconds, a number, and got ${ms === null ? 'null' : typeof ms}`)
  }
  if (Number.isNaN(ms)) throw new RangeError(`${where}: expected milliseconds, and got NaN`)
  return ms
}
