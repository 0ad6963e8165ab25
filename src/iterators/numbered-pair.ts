/**
 * The entries that the test iterators make up: `key_00007` and `value_00007`, in buffers that are written over.
 *
 * The number has five digits, zero-padded, as Rust's `{:05}`; from 100,000 on it has as many as it needs. Its digits are
 * computed once and written to both buffers: Rust's two `write!` calls compute them twice.
 */
import type { KvEntry } from './kv-iterator.ts'

const ZERO = 48
const KEY = [107, 101, 121, 95]
const VALUE = [118, 97, 108, 117, 101, 95]
const KEY_AT = KEY.length
const VALUE_AT = VALUE.length
/** Digits that are always written. */
const WIDTH = 5
/** Below this, five digits are enough. */
const WIDE = 100_000

/** A reusable pair of buffers, and the entry that lends them. */
export class NumberedPair implements KvEntry {
  key: Uint8Array
  value: Uint8Array
  private digits: number

  constructor() {
    this.key = withRoomFor(KEY, WIDTH)
    this.value = withRoomFor(VALUE, WIDTH)
    this.digits = WIDTH
  }

  /** Writes the number `n`, a safe integer not below 0. The views stay the same as long as the number of digits does. */
  write(n: number): void {
    if (n >= WIDE || this.digits !== WIDTH) return this.writeWide(n)
    const key = this.key
    const value = this.value
    const tens = (n / 10) | 0
    const hundreds = (n / 100) | 0
    const thousands = (n / 1000) | 0
    const top = (n / 10_000) | 0
    key[KEY_AT] = value[VALUE_AT] = ZERO + top
    key[KEY_AT + 1] = value[VALUE_AT + 1] = ZERO + thousands - top * 10
    key[KEY_AT + 2] = value[VALUE_AT + 2] = ZERO + hundreds - thousands * 10
    key[KEY_AT + 3] = value[VALUE_AT + 3] = ZERO + tens - hundreds * 10
    key[KEY_AT + 4] = value[VALUE_AT + 4] = ZERO + n - tens * 10
  }

  private writeWide(n: number): void {
    const digits = Math.max(WIDTH, countDigits(n))
    if (digits !== this.digits) this.resize(digits)
    let rest = n
    for (let at = digits - 1; at >= 0; at--) {
      const digit = rest % 10
      this.key[KEY_AT + at] = this.value[VALUE_AT + at] = ZERO + digit
      rest = (rest - digit) / 10
    }
  }

  /** Buffers of another length: at most a dozen times in the life of an iterator that only goes forward. */
  private resize(digits: number): void {
    this.key = withRoomFor(KEY, digits)
    this.value = withRoomFor(VALUE, digits)
    this.digits = digits
  }
}

function withRoomFor(prefix: number[], digits: number): Uint8Array {
  const bytes = new Uint8Array(prefix.length + digits)
  bytes.set(prefix)
  return bytes
}

function countDigits(n: number): number {
  let digits = 1
  for (let rest = n; rest >= 10; rest = Math.floor(rest / 10)) digits += 1
  return digits
}
