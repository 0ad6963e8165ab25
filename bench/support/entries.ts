/** What every concat variant reads, and what it does with each entry. */
import type { KvEntry } from '../../src/iterators/index.ts'

/** Ten children, of this many entries in all. */
export const CHILDREN = 10

/** Gives entry `n`, lent until the next call. Each child has a source of its own. */
export interface EntrySource {
  at(n: number): KvEntry
}

/** The consumer's work: the last byte of the key and of the value. */
export function weigh({ key, value }: KvEntry): number {
  return key[key.length - 1]! + value[value.length - 1]!
}

/** The bounds of child `child`: `[from, to)`. */
export function boundsOf(child: number, entries: number): [from: number, to: number] {
  const each = entries / CHILDREN
  return [child * each, (child + 1) * each]
}

/** Each entry is formatted into reused buffers, by the function that `TestIterator` uses. */
export async function formatted(): Promise<() => EntrySource> {
  const { NumberedPair } = await import('../../src/iterators/numbered-pair.ts')
  class Formatted implements EntrySource {
    private readonly pair: InstanceType<typeof NumberedPair>

    constructor() {
      this.pair = new NumberedPair()
    }

    at(n: number): KvEntry {
      this.pair.write(n)
      return this.pair
    }
  }
  return () => new Formatted()
}

/** Each entry is one of sixteen that were made before, so that nothing is left but the iteration. */
export class Fixed implements EntrySource {
  private readonly entries: readonly KvEntry[]

  constructor() {
    this.entries = Array.from({ length: 16 }, (_, n) => ({ key: Uint8Array.of(107, n), value: Uint8Array.of(118, n) }))
  }

  at(n: number): KvEntry {
    return this.entries[n & 15]!
  }
}

/** The sum of {@link weigh} over all entries, worked out without any of the variants. */
export function weightOfFormatted(entries: number): number {
  let sum = 0
  for (let n = 0; n < entries; n++) sum += 2 * `${n % 10}`.charCodeAt(0)
  return sum
}

export function weightOfFixed(entries: number): number {
  let sum = 0
  for (let n = 0; n < entries; n++) sum += 2 * (n % 16)
  return sum
}
