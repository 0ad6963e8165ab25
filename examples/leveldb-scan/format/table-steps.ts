/**
 * A table on disk, as far as it does not matter how it is read. What reads is a generator that yields what it needs next; whoever runs it
 * fetches those bytes, at once or when they have come, and goes on:
 *
 *     table-file.ts           `readSync`: the plain loop, and the head start of a scan
 *     source/io-reader.ts     `File.readAt` of `pollux/io`: the reader thread
 */
import { LevelDbError } from '../errors.ts'
import { BlockMemory } from './block-memory.ts'
import { decodeFooter, FOOTER, TableIndex, type BlockHandle } from './table-index.ts'
import { BLOCK_TRAILER, isPlain, takePlainBlocks, unpackBlocks, unpackPlaced, type RawBytes } from './unpack-blocks.ts'

/** Most bytes that one `readBlocks` reads, but always a block: what 64 blocks of the usual 4 KiB take. */
const MOST_BYTES = 288 * 1024

/** `length` bytes of the file from `offset` on, into the beginning of `bytes`. */
export interface ReadStep {
  readonly bytes: Uint8Array
  readonly length: number
  readonly offset: number
}

export type Steps<T> = Generator<ReadStep, T, void>

export class TableSteps {
  readonly file: string
  /** Where the index lies. */
  readonly handle: BlockHandle
  /** Null until it was loaded. */
  index: TableIndex | null
  /** The last block that was read was not compressed. As a rule a table's blocks are alike. */
  private plain: boolean

  private constructor(file: string, handle: BlockHandle) {
    this.file = file
    this.handle = handle
    this.index = null
    this.plain = false
  }

  /**
   * Reads the footer of `file`, which has `found` bytes, and `size` of them as the manifest says.
   *
   * @throws LevelDbError `TRUNCATED`, `MAGIC` or `TABLE`.
   */
  static *open(file: string, size: number, found: number): Steps<TableSteps> {
    if (found < size) throw new LevelDbError('ERR_LEVELDB_TRUNCATED', file, found, `the table is cut off: the manifest says ${size} bytes`)
    if (size < FOOTER) throw new LevelDbError('ERR_LEVELDB_TABLE', file, 0, `no table has ${size} bytes`)
    const bytes = new Uint8Array(FOOTER)
    yield { bytes, length: FOOTER, offset: size - FOOTER }
    return new TableSteps(file, decodeFooter(file, size, bytes))
  }

  /**
   * Reads the index block into `memory`, as its only block.
   *
   * @returns 0, or the bytes of room that it needs.
   */
  *readIndex(raw: RawBytes, memory: BlockMemory): Steps<number> {
    const { offset, size } = this.handle
    raw.reserve(size + BLOCK_TRAILER)
    yield { bytes: raw.bytes, length: size + BLOCK_TRAILER, offset }
    return unpackPlaced(this.file, this.handle, raw, memory)
  }

  /** The decoded index; read when first asked for. */
  *loadIndex(raw: RawBytes): Steps<TableIndex> {
    if (this.index !== null) return this.index
    let memory = BlockMemory.private(32768)
    const needed = yield* this.readIndex(raw, memory)
    if (needed > 0) {
      memory = BlockMemory.private(needed)
      yield* this.readIndex(raw, memory)
    }
    return (this.index = new TableIndex(this.file, this.handle, memory.bytes.subarray(memory.start(0), memory.end(0))))
  }

  /**
   * Reads blocks from `first` on, up to `count`, with one read of bounded size, and unpacks into `memory` those that
   * fit. `memory.count` says how many came: 0 only beyond the last block. Blocks that are not compressed are read to
   * where they stay.
   *
   * @returns 0; or, when not even the first block fits, the bytes of room that it needs.
   * @throws LevelDbError with the offset of the block that is damaged.
   */
  *readBlocks(first: number, count: number, raw: RawBytes, memory: BlockMemory): Steps<number> {
    const index = this.index ?? (yield* this.loadIndex(raw))
    if (first >= index.count) {
      memory.count = 0
      return 0
    }
    const offset = index.offsets[first]!
    const most = Math.min(count, index.count - first)
    count = 1
    while (count < most && index.end(first + count) - offset <= MOST_BYTES) count++
    const length = index.end(first + count - 1) - offset
    if (this.plain && length <= memory.capacity) {
      yield { bytes: memory.bytes, length, offset }
      if (takePlainBlocks(this.file, index, first, count, memory)) return 0
    }
    raw.reserve(length)
    yield { bytes: raw.bytes, length, offset }
    const needed = unpackBlocks(this.file, index, first, count, raw, memory)
    this.plain = needed === 0 && isPlain(index, first, first + memory.count - 1, raw)
    return needed
  }
}

/** @throws LevelDbError, always. */
export function cutOff(file: string, offset: number): never {
  throw new LevelDbError('ERR_LEVELDB_TRUNCATED', file, offset, 'the table is cut off')
}
