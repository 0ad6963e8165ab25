/**
 * Where in the wheel a tick belongs. Ticks are read as numbers in base 64: level 0 is told by the last digit, level 1
 * by the one before it, and nine digits are enough for every whole number that a double holds (2⁵³ ms, 285,000 years).
 *
 * A timer's level is the position of the highest digit in which its tick differs from the wheel's present tick; its
 * slot there is its own digit. A slot's number is `level * 64 + digit`.
 *
 * Bit operations see 32 bits, so a tick is taken in two halves: five digits (30 bits, 12 days) and the four above. Only
 * the lower half is looked at when the upper ones agree.
 */
export const DIGIT = 6
export const SLOTS_A_LEVEL = 1 << DIGIT
export const LEVELS = 9

const LAST_DIGIT = SLOTS_A_LEVEL - 1
const LOWER_DIGITS = 5
const LOWER = 2 ** (DIGIT * LOWER_DIGITS)
const LOWER_MASK = LOWER - 1

/** The slot of `tick` on a wheel that stands at `present`; `tick` is not below it, and both are below 2⁵³. */
export function slotOf(tick: number, present: number): number {
  if (tick >= LOWER) {
    const upper = Math.floor(tick / LOWER)
    const differing = upper ^ Math.floor(present / LOWER)
    if (differing !== 0) {
      const position = highestDigit(differing)
      return ((LOWER_DIGITS + position) << DIGIT) | ((upper >>> (DIGIT * position)) & LAST_DIGIT)
    }
  }
  const level = highestDigit((tick ^ present) & LOWER_MASK)
  return (level << DIGIT) | ((tick >>> (DIGIT * level)) & LAST_DIGIT)
}

/** The slot of the present tick itself, for what is due already. */
export function slotOfPresent(present: number): number {
  return present & LAST_DIGIT
}

/** The first tick that belongs into `slot` on a wheel that stands at `present`: its digit put in, zeros below it. */
export function startOf(slot: number, present: number): number {
  const level = slot >>> DIGIT
  const digit = slot & LAST_DIGIT
  const upper = Math.floor(present / LOWER)
  if (level >= LOWER_DIGITS) return withDigit(upper, level - LOWER_DIGITS, digit) * LOWER
  return upper * LOWER + withDigit(present & LOWER_MASK, level, digit)
}

function withDigit(half: number, position: number, digit: number): number {
  const shift = DIGIT * position
  const above = shift + DIGIT
  return ((half >>> above) << above) | (digit << shift)
}

/** The position of the highest digit of `x` that is not zero; 0 for 0. */
function highestDigit(x: number): number {
  return ((31 - Math.clz32(x | LAST_DIGIT)) / DIGIT) | 0
}
