/** The writes that are in logs only, sorted as a table is. */
import { InternalEntry } from './internal-entry.ts'
import { compareInternalKeys } from './internal-key.ts'
import type { Write } from './write-batch.ts'

/**
 * A sorted list of writes. LevelDB keeps a skip list, since it goes on writing; a reader sorts once.
 */
export class Memtable {
  readonly writes: readonly Write[]

  /** @param writes in any order; sorted in place. */
  constructor(writes: Write[]) {
    this.writes = writes.sort((a, b) => compareInternalKeys(a.key, b.key))
  }

  /** The place of the first write whose internal key is not below `target`. */
  find(target: Uint8Array): number {
    let low = 0
    let high = this.writes.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (compareInternalKeys(this.writes[middle]!.key, target) < 0) low = middle + 1
      else high = middle
    }
    return low
  }
}

/** Walks a memtable; the counterpart of `BlockReader`. */
export class MemtableReader {
  readonly entry: InternalEntry
  private readonly memtable: Memtable
  private at: number

  constructor(memtable: Memtable) {
    this.entry = new InternalEntry()
    this.memtable = memtable
    this.at = 0
  }

  /** Moves to the next entry; false after the last. */
  advance(): boolean {
    const { writes } = this.memtable
    if (this.at >= writes.length) return false
    const { key, value } = writes[this.at++]!
    const { entry } = this
    entry.setKey(key)
    entry.valueBytes = value
    entry.valueStart = 0
    entry.valueLength = value.length
    return true
  }

  /** Moves before the first entry whose internal key is not below `target`. */
  seek(target: Uint8Array): void {
    this.at = this.memtable.find(target)
  }
}
