/** A table's footer and index: where its blocks lie, and which of them a key is in. */
import { LevelDbError } from '../errors.ts'
import { BlockReader } from './block-reader.ts'
import { ByteReader } from './byte-reader.ts'
import { BLOCK_TRAILER } from './unpack-blocks.ts'

/** The length of a footer in bytes. */
export const FOOTER = 48

const MAGIC_LOW = 0x8b80fb57
const MAGIC_HIGH = 0xdb477524

/** Where a block lies in its file. `size` counts neither its compression byte nor its checksum. */
export interface BlockHandle {
  readonly offset: number
  readonly size: number
}

/**
 * The handle of the index block, from the last {@link FOOTER} bytes of a table of `fileSize` bytes.
 *
 * @throws LevelDbError `MAGIC` or `TABLE`.
 */
export function decodeFooter(file: string, fileSize: number, footer: Uint8Array): BlockHandle {
  const view = new DataView(footer.buffer, footer.byteOffset, FOOTER)
  if (view.getUint32(40, true) !== MAGIC_LOW || view.getUint32(44, true) !== MAGIC_HIGH) {
    throw new LevelDbError('ERR_LEVELDB_MAGIC', file, fileSize - 8, 'the magic number of a table is not there')
  }
  const at = fileSize - FOOTER
  const reader = new ByteReader(footer, 0, 40, 'ERR_LEVELDB_TABLE', file, at)
  // The first handle is that of the meta-index, which leads to filters only.
  reader.skipVarint64('the footer')
  reader.skipVarint64('the footer')
  return decodeHandle(reader, at)
}

/** @throws LevelDbError unless the block lies before `limit`. */
function decodeHandle(reader: ByteReader, limit: number): BlockHandle {
  const offset = reader.varint64('the offset of a block')
  const size = reader.varint64('the size of a block')
  checkPlace(reader, offset, size, limit)
  return { offset, size }
}

function checkPlace(reader: ByteReader, offset: number, size: number, limit: number): void {
  if (offset + size + BLOCK_TRAILER > limit) reader.fail(`a block at ${offset} of ${size} bytes reaches beyond its place`)
}

export class TableIndex {
  readonly file: string
  /** How many blocks the table has. */
  readonly count: number
  /** Of each block, in the order of keys, which is that of the file. */
  readonly offsets: Float64Array
  readonly sizes: Float64Array
  private readonly bytes: Uint8Array
  private readonly handle: BlockHandle

  /** @param bytes the index block, unpacked; it is copied. */
  constructor(file: string, handle: BlockHandle, bytes: Uint8Array) {
    this.file = file
    this.handle = handle
    this.bytes = bytes.slice()
    const offsets: number[] = []
    const sizes: number[] = []
    const block = this.blockReader()
    const handles = this.handleReader()
    let end = 0
    while (block.advance()) {
      const { valueBytes, valueStart, valueLength } = block.entry
      handles.turnTo(valueBytes, valueStart, valueStart + valueLength)
      const offset = handles.varint64('the offset of a block')
      const size = handles.varint64('the size of a block')
      // Data blocks lie before the index.
      checkPlace(handles, offset, size, handle.offset)
      if (offset < end) handles.fail('the blocks are out of order')
      end = offset + size + BLOCK_TRAILER
      offsets.push(offset)
      sizes.push(size)
    }
    this.count = offsets.length
    this.offsets = Float64Array.from(offsets)
    this.sizes = Float64Array.from(sizes)
  }

  /** Where block `number` and its trailer end in the file. */
  end(number: number): number {
    return this.offsets[number]! + this.sizes[number]! + BLOCK_TRAILER
  }

  /** The number of the first block that can hold an internal key not below `target`; `count` if there is none. */
  find(target: Uint8Array): number {
    const block = this.blockReader()
    block.seek(target)
    if (!block.advance()) return this.count
    const handles = this.handleReader()
    const { valueBytes, valueStart, valueLength } = block.entry
    handles.turnTo(valueBytes, valueStart, valueStart + valueLength)
    const offset = handles.varint64('the offset of a block')
    let low = 0
    let high = this.count
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.offsets[middle]! < offset) low = middle + 1
      else high = middle
    }
    return low
  }

  private blockReader(): BlockReader {
    const block = new BlockReader()
    block.load(this.bytes, 0, this.bytes.length, this.file, this.handle.offset)
    return block
  }

  private handleReader(): ByteReader {
    return new ByteReader(this.bytes, 0, 0, 'ERR_LEVELDB_TABLE', this.file, this.handle.offset)
  }
}
