/** The order of the variants within a round: shuffled, so that none always runs behind the same neighbour. */

/** A generator of numbers in [0, 1), the same for the same seed (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** A shuffled copy (Fisher–Yates). */
export function shuffled<T>(items: readonly T[], random: () => number): T[] {
  const result = [...items]
  for (let end = result.length - 1; end > 0; end--) {
    const pick = Math.floor(random() * (end + 1))
    const item = result[end]!
    result[end] = result[pick]!
    result[pick] = item
  }
  return result
}
