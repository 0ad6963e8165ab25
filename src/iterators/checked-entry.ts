/** The entry that `checked` lends: it knows when it is out of date. */
import { BorrowError } from '../future/errors.ts'
import type { KvEntry } from './kv-iterator.ts'

/**
 * What stale bytes are overwritten with. A read of raw bytes cannot be made to throw (a detached array reads as
 * `undefined`, silently), but nobody takes a run of these for a key: 0xdd begins a two-byte character of UTF-8 that
 * another 0xdd cannot end.
 */
export const POISON = 0xdd

/** Holds copies of the bytes, so that they can be poisoned without harm to the iterator that they came from. */
export class CheckedEntry implements KvEntry {
  private readonly keyBytes: Uint8Array
  private readonly valueBytes: Uint8Array
  private readonly label: string
  /** Why it may not be read any more; null while it may. */
  private stale: string | null

  /** `label` names the loan that it was the output of. */
  constructor(entry: KvEntry, label: string) {
    this.keyBytes = entry.key.slice()
    this.valueBytes = entry.value.slice()
    this.label = label
    this.stale = null
  }

  /** @throws BorrowError once the iterator has moved on. */
  get key(): Uint8Array {
    if (this.stale !== null) this.refuse('key', this.stale)
    return this.keyBytes
  }

  /** @throws BorrowError once the iterator has moved on. */
  get value(): Uint8Array {
    if (this.stale !== null) this.refuse('value', this.stale)
    return this.valueBytes
  }

  /** The iterator moves on, because of `why`. */
  retire(why: string): void {
    if (this.stale !== null) return
    this.stale = why
    this.keyBytes.fill(POISON)
    this.valueBytes.fill(POISON)
  }

  private refuse(what: string, why: string): never {
    throw new BorrowError(
      `the ${what} lent by ${this.label} was read after ${why}; an entry is valid until then: ` +
        `read it before, or keep a copy, entry.${what}.slice()`,
    )
  }
}
