/** The check of a number of permits. */

/** @throws RangeError unless `count` is a whole number from `least` to the largest that is exact. */
export function requireCount(count: number, least: number, where: string): void {
  if (Number.isSafeInteger(count) && count >= least) return
  throw new RangeError(`${where}: the number of permits must be a whole number, ${least} or more, and is ${String(count)}`)
}
