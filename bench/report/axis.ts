/** A logarithmic axis: ratios and orders of magnitude are equal distances on it. */

export interface Axis {
  readonly ticks: readonly number[]
  /** Where a value lies, between `from` and `to`. */
  place(value: number): number
}

/** An axis over `values` and `always`, laid between the coordinates `from` and `to`, with ticks at powers of ten. */
export function logAxis(values: readonly number[], from: number, to: number, always: readonly number[] = []): Axis {
  const all = [...values, ...always].filter(value => value > 0 && Number.isFinite(value))
  let low = Math.floor(Math.log10(Math.min(...all)) + 1e-9)
  let high = Math.ceil(Math.log10(Math.max(...all)) - 1e-9)
  if (all.length === 0) [low, high] = [0, 1]
  if (low === high) high = low + 1
  const ticks = Array.from({ length: high - low + 1 }, (_, step) => 10 ** (low + step))
  return { ticks, place: value => from + ((Math.log10(value) - low) / (high - low)) * (to - from) }
}

/** A power of ten as it is read: 0.01, 1, 1,000; from a million on 10⁶. */
export function tickText(value: number): string {
  if (value < 1_000_000) return value < 1 ? String(Number(value.toPrecision(1))) : value.toLocaleString('en-US')
  return `10${[...String(Math.round(Math.log10(value)))].map(digit => '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(digit)]!).join('')}`
}
