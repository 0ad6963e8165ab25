import { crc32c, maskCrc } from '../../../../examples/leveldb-scan/format/crc32c.ts'

/** The parts that logs and manifests are made of, written as LevelDB writes them. */

export const Whole = 1
export const First = 2
export const Middle = 3
export const Last = 4

export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

/** One fragment: its header, with a checksum that is right, and `data`. */
export function fragment(type: number, data: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(7 + data.length)
  bytes.set(data, 7)
  bytes[6] = type
  viewOf(bytes).setUint16(4, data.length, true)
  viewOf(bytes).setInt32(0, maskCrc(crc32c(bytes, viewOf(bytes), 6, bytes.length)), true)
  return bytes
}

/** A log of `records`, split where its blocks end. */
export function logOf(records: readonly Uint8Array[]): Uint8Array {
  const parts: Uint8Array[] = []
  let at = 0
  const add = (part: Uint8Array) => {
    parts.push(part)
    at += part.length
  }
  for (const record of records) {
    let from = 0
    let begun = false
    do {
      let left = 32768 - (at % 32768)
      if (left < 7) {
        add(new Uint8Array(left))
        left = 32768
      }
      const length = Math.min(record.length - from, left - 7)
      const last = from + length === record.length
      add(fragment(begun ? (last ? Last : Middle) : last ? Whole : First, record.subarray(from, from + length)))
      begun = true
      from += length
    } while (from < record.length)
  }
  return Buffer.concat(parts)
}

export function varint(value: number): Uint8Array {
  const bytes: number[] = []
  for (; value >= 128; value = Math.floor(value / 128)) bytes.push((value % 128) | 128)
  return Uint8Array.from([...bytes, value])
}

export function counted(bytes: Uint8Array): Uint8Array {
  return Buffer.concat([varint(bytes.length), bytes])
}

/** An internal key. */
export function internalKey(user: string, sequence: number, type = 1): Uint8Array {
  const key = Buffer.alloc(user.length + 8)
  key.write(user, 'latin1')
  key.writeBigUInt64LE((BigInt(sequence) << 8n) | BigInt(type), user.length)
  return key
}

export interface Table {
  readonly level: number
  readonly number: number
  readonly size: number
  readonly smallest: Uint8Array
  readonly largest: Uint8Array
}

export interface Edit {
  readonly comparator?: string
  readonly logNumber?: number
  readonly nextFileNumber?: number
  readonly lastSequence?: number
  readonly added?: readonly Table[]
  readonly deleted?: readonly { level: number; number: number }[]
  /** Bytes at the end, as they are. */
  readonly raw?: Uint8Array
}

/** A manifest's record. */
export function editOf({ comparator, logNumber, nextFileNumber, lastSequence, added = [], deleted = [], raw }: Edit): Uint8Array {
  const parts: Uint8Array[] = []
  if (comparator !== undefined) parts.push(varint(1), counted(Buffer.from(comparator)))
  if (logNumber !== undefined) parts.push(varint(2), varint(logNumber))
  if (nextFileNumber !== undefined) parts.push(varint(3), varint(nextFileNumber))
  if (lastSequence !== undefined) parts.push(varint(4), varint(lastSequence))
  for (const { level, number } of deleted) parts.push(varint(6), varint(level), varint(number))
  for (const { level, number, size, smallest, largest } of added) {
    parts.push(varint(7), varint(level), varint(number), varint(size), counted(smallest), counted(largest))
  }
  if (raw !== undefined) parts.push(raw)
  return Buffer.concat(parts)
}

/** A log's record: the writes of a batch. */
export function batchOf(sequence: number, writes: readonly (readonly [key: string, value: string | null])[], count = writes.length): Uint8Array {
  const header = Buffer.alloc(12)
  header.writeBigUInt64LE(BigInt(sequence))
  header.writeUInt32LE(count, 8)
  const parts: Uint8Array[] = [header]
  for (const [key, value] of writes) {
    parts.push(Uint8Array.of(value === null ? 0 : 1), counted(Buffer.from(key)))
    if (value !== null) parts.push(counted(Buffer.from(value)))
  }
  return Buffer.concat(parts)
}
