/**
 * An entry as the iterators hand it on: an internal key and a value, in place.
 *
 * There is one object an iterator, written anew for each entry. `key` and `value`, which anybody may ask for, are views
 * that are made when asked for; code on the hot path reads the bytes in place and needs none. Views of the key are kept
 * by length, since the key's buffer is always the same, so that a merge, which compares keys, makes none either.
 */
import { TRAILER } from './internal-key.ts'

/** A longer key has its views made anew: few have one, and what is kept is an array as long as the longest. */
const KEPT_LENGTH = 256

export class InternalEntry {
  /** The key is its first `keyLength` bytes. Replaced when it grows. */
  keyBytes: Uint8Array
  keyLength: number
  /** The value is `valueLength` bytes from `valueStart` on. */
  valueBytes: Uint8Array
  valueStart: number
  valueLength: number
  private keyViews: (Uint8Array | null)[]
  private valueView: Uint8Array | null

  constructor() {
    this.keyBytes = new Uint8Array(64)
    this.keyLength = 0
    this.valueBytes = this.keyBytes
    this.valueStart = 0
    this.valueLength = 0
    this.keyViews = []
    this.valueView = null
  }

  /** The internal key. */
  get key(): Uint8Array {
    return this.keyView(this.keyLength)
  }

  /** The key without its trailer. */
  get userKey(): Uint8Array {
    return this.keyView(this.keyLength - TRAILER)
  }

  get value(): Uint8Array {
    const { valueBytes, valueStart, valueLength } = this
    const view = this.valueView
    if (
      view !== null && view.length === valueLength &&
      view.byteOffset === valueBytes.byteOffset + valueStart && view.buffer === valueBytes.buffer
    ) {
      return view
    }
    return (this.valueView = valueBytes.subarray(valueStart, valueStart + valueLength))
  }

  private keyView(length: number): Uint8Array {
    if (length > KEPT_LENGTH) return this.keyBytes.subarray(0, length)
    while (this.keyViews.length <= length) this.keyViews.push(null)
    return (this.keyViews[length] ??= this.keyBytes.subarray(0, length))
  }

  /** Makes room for a key of `length` bytes and keeps the first `kept` of the present one. */
  growKey(length: number, kept: number): void {
    const grown = new Uint8Array(Math.max(length, 2 * this.keyBytes.length))
    grown.set(this.keyBytes.subarray(0, kept))
    this.keyBytes = grown
    this.keyViews = []
  }

  /** Copies `key`, from outside, into place. */
  setKey(key: Uint8Array): void {
    if (key.length > this.keyBytes.length) this.growKey(key.length, 0)
    this.keyBytes.set(key)
    this.keyLength = key.length
  }
}
