/** What the merges read: ten sorted sources whose keys alternate, so that each entry comes from another child than the last. */
import type { Context, Future, Poll } from '../../src/index.ts'
import type { KvEntry } from '../../src/iterators/index.ts'

export const CHILDREN = 10

/** Numbers as keys of four bytes, the largest byte first, so that bytes sort as the numbers do. Entries are lent. */
export class MergeSource implements KvEntry {
  readonly key: Uint8Array
  readonly value: Uint8Array
  private at: number
  private readonly to: number

  /** The numbers that leave `child` when divided by ten, below `entries`. */
  constructor(child: number, entries: number) {
    this.key = new Uint8Array(4)
    this.value = Uint8Array.of(child)
    this.at = child
    this.to = entries
  }

  advance(): boolean {
    const { at, key } = this
    if (at >= this.to) return false
    key[0] = at >>> 24
    key[1] = at >>> 16
    key[2] = at >>> 8
    key[3] = at
    this.at = at + CHILDREN
    return true
  }
}

/** The last byte of the key, weighed with where it stands, so that a wrong order is a wrong answer. */
export function fold(state: number, { key }: KvEntry): number {
  return (Math.imul(state, 31) + key[3]!) | 0
}

export function answer(entries: number): number {
  let state = 0
  for (let n = 0; n < entries; n++) state = (Math.imul(state, 31) + (n & 255)) | 0
  return state
}

/** An iterator as a user writes it. */
export class MergeLeaf {
  private readonly loan: MergeLeafNext

  constructor(child: number, entries: number) {
    this.loan = new MergeLeafNext(new MergeSource(child, entries))
  }

  next(): MergeLeafNext {
    return this.loan
  }
}

class MergeLeafNext implements Future<KvEntry | null> {
  private readonly source: MergeSource

  constructor(source: MergeSource) {
    this.source = source
  }

  poll(_cx: Context): Poll<KvEntry | null> {
    return this.source.advance() ? this.source : null
  }
}
