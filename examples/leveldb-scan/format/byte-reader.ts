/** Reads the numbers and strings that manifests, log records and block handles are made of. */
import { LevelDbError, type LevelDbErrorCode } from '../errors.ts'

/**
 * A place in `bytes` that moves forward. Whatever cannot be read is damage, reported with the file and the offset that
 * the reader was made with.
 */
export class ByteReader {
  private bytes: Uint8Array
  private at: number
  private end: number
  private readonly code: LevelDbErrorCode
  private readonly file: string
  private readonly offset: number

  constructor(bytes: Uint8Array, start: number, end: number, code: LevelDbErrorCode, file: string, offset: number) {
    this.bytes = bytes
    this.at = start
    this.end = end
    this.code = code
    this.file = file
    this.offset = offset
  }

  /** Goes on with other bytes of the same place. */
  turnTo(bytes: Uint8Array, start: number, end: number): void {
    this.bytes = bytes
    this.at = start
    this.end = end
  }

  isAtEnd(): boolean {
    return this.at >= this.end
  }

  byte(what: string): number {
    if (this.at >= this.end) this.fail(`${what} is cut off`)
    return this.bytes[this.at++]!
  }

  /** A varint below 2^32. */
  varint32(what: string): number {
    const value = this.varint(what, 5)
    if (value > 0xffffffff) this.fail(`${what} is above 32 bits`)
    return value
  }

  /** A varint below 2^53: file numbers, sizes and offsets beyond that are damage, not data. */
  varint64(what: string): number {
    const value = this.varint(what, 10)
    if (value > Number.MAX_SAFE_INTEGER) this.fail(`${what} is impossibly large`)
    return value
  }

  private varint(what: string, most: number): number {
    let value = 0
    let scale = 1
    for (let i = 0; i < most; i++) {
      const byte = this.byte(what)
      value += (byte & 127) * scale
      if (byte < 128) return value
      scale *= 128
    }
    return this.fail(`${what} is no varint`)
  }

  /** A varint that may take all 64 bits and of which nobody needs the value. */
  skipVarint64(what: string): void {
    this.varint(what, 10)
  }

  fixed32(what: string): number {
    const at = this.skip(4, what)
    const { bytes } = this
    return (bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)) >>> 0
  }

  /** A string behind its length, as a view. */
  slice(what: string): Uint8Array {
    const length = this.varint32(what)
    const at = this.skip(length, what)
    return this.bytes.subarray(at, at + length)
  }

  private skip(length: number, what: string): number {
    const at = this.at
    if (length > this.end - at) this.fail(`${what} is cut off`)
    this.at = at + length
    return at
  }

  /** @throws LevelDbError always. */
  fail(what: string): never {
    throw new LevelDbError(this.code, this.file, this.offset, what)
  }
}
