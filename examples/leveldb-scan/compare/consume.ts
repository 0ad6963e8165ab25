/** What every variant does with its entries, so that each does the same and each can be checked. */

/** A variant's answer. */
export interface Answer {
  readonly entries: number
  /** Of keys and values. */
  readonly bytes: number
  /** Over all keys and values, in order; 0 where it was not asked for. */
  readonly checksum: number
}

/** Counts entries; if `thorough`, reads every byte of them too. Bytes are taken in place: no variant has to make views. */
export class Consumer {
  private readonly thorough: boolean
  private entries: number
  private bytes: number
  private checksum: number

  constructor(thorough: boolean) {
    this.thorough = thorough
    this.entries = 0
    this.bytes = 0
    this.checksum = 0
  }

  /** The key is the first `keyLength` bytes of `key`, the value `valueLength` bytes of `value` from `valueStart` on. */
  take(key: Uint8Array, keyLength: number, value: Uint8Array, valueStart: number, valueLength: number): void {
    this.entries += 1
    this.bytes += keyLength + valueLength
    if (!this.thorough) return
    this.add(key, 0, keyLength)
    this.add(value, valueStart, valueLength)
  }

  /** FNV-1a, the length first, so that what belongs to a key cannot pass for part of a value. */
  private add(bytes: Uint8Array, start: number, length: number): void {
    let hash = Math.imul(this.checksum ^ length, 0x01000193)
    for (let at = start; at < start + length; at++) hash = Math.imul(hash ^ bytes[at]!, 0x01000193)
    this.checksum = hash
  }

  answer(): Answer {
    return { entries: this.entries, bytes: this.bytes, checksum: this.checksum >>> 0 }
  }
}
