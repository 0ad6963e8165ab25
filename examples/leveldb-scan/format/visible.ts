/** What a reader of the database sees of its history. */
import type { InternalEntry } from './internal-entry.ts'
import { Deletion, TRAILER } from './internal-key.ts'

/**
 * Decides which entries, given in the order of internal keys, are to be seen: the first of each user key, unless that
 * is a deletion. It remembers the last user key, whose later entries are older.
 */
export class Visibility {
  private last: Uint8Array
  private lastLength: number

  constructor() {
    this.last = new Uint8Array(64)
    this.lastLength = -1
  }

  /** Whether `entry`, the next in order, is to be seen. */
  shows(entry: InternalEntry): boolean {
    const { keyBytes } = entry
    const length = entry.keyLength - TRAILER
    const { last } = this
    if (length === this.lastLength) {
      // From the end, where neighbours differ.
      let at = length - 1
      while (at >= 0 && keyBytes[at] === last[at]) at--
      if (at < 0) return false
    }
    if (length > last.length) this.grow(length)
    const copy = this.last
    for (let at = 0; at < length; at++) copy[at] = keyBytes[at]!
    this.lastLength = length
    return keyBytes[length] !== Deletion
  }

  /** The last user key, as a view; null before the first. */
  get lastKey(): Uint8Array | null {
    return this.lastLength < 0 ? null : this.last.subarray(0, this.lastLength)
  }

  /** Forgets the last key: the next entry comes from elsewhere. */
  reset(): void {
    this.lastLength = -1
  }

  private grow(length: number): void {
    this.last = new Uint8Array(2 * length)
  }
}
