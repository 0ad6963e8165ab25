/** From what a file holds to what a block holds: checksum, then compression. */
import { LevelDbError } from '../errors.ts'
import type { BlockMemory } from './block-memory.ts'
import { crc32c, unmaskCrc } from './crc32c.ts'
import { SLACK, snappyExpand, snappyLength } from './snappy.ts'
import type { BlockHandle, TableIndex } from './table-index.ts'

/** What follows a block in the file: its compression (1) and its checksum (4), which is not part of its size. */
export const BLOCK_TRAILER = 5

const Plain = 0
const Snappy = 1

/** Memory that can be looked at both ways. */
interface Bytes {
  readonly bytes: Uint8Array
  readonly view: DataView
}

/** Bytes as they are in a file. Grows, is used again, and has the slack that decoders read into. */
export class RawBytes {
  bytes: Uint8Array
  view: DataView

  constructor() {
    this.bytes = new Uint8Array(0)
    this.view = new DataView(this.bytes.buffer)
  }

  /** Makes room for `length` bytes. What was there before is lost. */
  reserve(length: number): void {
    if (length + SLACK <= this.bytes.length) return
    this.bytes = new Uint8Array(length + SLACK)
    this.view = new DataView(this.bytes.buffer)
  }
}

/**
 * Unpacks blocks `first` to `first + count` of a table into `memory`, as many as fit. `raw` holds the file from the
 * first block's offset on.
 *
 * @returns 0; or, when not even the first block fits, the bytes that it needs.
 * @throws LevelDbError `CHECKSUM` or `COMPRESSION`, with the block's offset.
 */
export function unpackBlocks(file: string, index: TableIndex, first: number, count: number, raw: RawBytes, memory: BlockMemory): number {
  const base = index.offsets[first]!
  let to = 0
  let done = 0
  try {
    for (; done < count; done++) {
      const offset = index.offsets[first + done]!
      const start = offset - base
      const end = start + index.sizes[first + done]!
      const length = verifiedLength(file, offset, raw, start, end)
      if (to + length > memory.capacity) {
        if (done === 0) return length
        break
      }
      unpackBlock(file, offset, raw, start, end, memory, to)
      memory.place(done, to, to + length)
      to += length
    }
  } catch (error) {
    // Damage counts when somebody comes to it: the good blocks before it go out, and the next request begins with it.
    if (done === 0) throw error
  }
  memory.count = done
  return 0
}

/**
 * As {@link unpackBlocks}, for blocks that were read into `memory` itself and are taken where they lie.
 *
 * @returns false if one of them is compressed; then nothing was taken.
 */
export function takePlainBlocks(file: string, index: TableIndex, first: number, count: number, memory: BlockMemory): boolean {
  const base = index.offsets[first]!
  let done = 0
  try {
    for (; done < count; done++) {
      const offset = index.offsets[first + done]!
      const start = offset - base
      const end = start + index.sizes[first + done]!
      if (memory.bytes[end] !== Plain) return false
      verifiedLength(file, offset, memory, start, end)
      memory.place(done, start, end)
    }
  } catch (error) {
    if (done === 0) throw error
  }
  memory.count = done
  return true
}

/** Whether block `number` of those that `raw` holds, the first of them being `first`, is not compressed. */
export function isPlain(index: TableIndex, first: number, number: number, raw: RawBytes): boolean {
  return raw.bytes[index.offsets[number]! - index.offsets[first]! + index.sizes[number]!] === Plain
}

/**
 * Unpacks the one block that `raw` begins with and that `handle` places in the file.
 *
 * @returns as {@link unpackBlocks}.
 */
export function unpackPlaced(file: string, { offset, size }: BlockHandle, raw: RawBytes, memory: BlockMemory): number {
  memory.count = 0
  const length = verifiedLength(file, offset, raw, 0, size)
  if (length > memory.capacity) return length
  unpackBlock(file, offset, raw, 0, size, memory, 0)
  memory.place(0, 0, length)
  memory.count = 1
  return 0
}

/** Verifies the block in `raw.bytes[start, end)`, which `offset` places in the file, and gives its length once expanded. */
function verifiedLength(file: string, offset: number, raw: Bytes, start: number, end: number): number {
  const { bytes, view } = raw
  if (crc32c(bytes, view, start, end + 1) !== unmaskCrc(view.getInt32(end + 1, true))) {
    throw new LevelDbError('ERR_LEVELDB_CHECKSUM', file, offset, 'the checksum of a block does not match')
  }
  const compression = bytes[end]!
  if (compression === Plain) return end - start
  if (compression !== Snappy) {
    const name = compression === 2 ? 'Zstandard' : `method ${compression}`
    throw new LevelDbError('ERR_LEVELDB_COMPRESSION', file, offset, `a block is compressed with ${name}; only Snappy can be read`)
  }
  const length = snappyLength(bytes, start, end)
  if (length < 0) throw damagedSnappy(file, offset)
  return length
}

function unpackBlock(
  file: string, offset: number, raw: RawBytes, start: number, end: number,
  memory: BlockMemory, to: number,
): void {
  const { bytes, view } = raw
  if (bytes[end] === Snappy) {
    if (!snappyExpand(bytes, view, start, end, memory.bytes, memory.view, to)) throw damagedSnappy(file, offset)
    return
  }
  memory.bytes.set(bytes.subarray(start, end), to)
}

function damagedSnappy(file: string, offset: number): LevelDbError {
  return new LevelDbError('ERR_LEVELDB_COMPRESSION', file, offset, 'the Snappy data of a block cannot be expanded')
}
