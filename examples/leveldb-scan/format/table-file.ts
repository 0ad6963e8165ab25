/** A table on disk, read synchronously: by the reader thread, and by the plain loop that it is compared with. */
import { closeSync, readSync } from 'node:fs'
import { ioError, LevelDbError, systemCode } from '../errors.ts'
import { BlockMemory } from './block-memory.ts'
import { oldTablePath, tablePath } from './file-names.ts'
import { openPlainFile } from './open-file.ts'
import { decodeFooter, FOOTER, TableIndex, type BlockHandle } from './table-index.ts'
import { BLOCK_TRAILER, isPlain, RawBytes, takePlainBlocks, unpackBlocks, unpackPlaced } from './unpack-blocks.ts'

/** Most bytes that one `readBlocks` reads, but always a block: what 64 blocks of the usual 4 KiB take. */
const MOST_BYTES = 288 * 1024

export class TableFile {
  readonly file: string
  /** Where the index lies. */
  readonly handle: BlockHandle
  private readonly fd: number
  private index: TableIndex | null
  /** The last block that was read was not compressed. As a rule a table's blocks are alike. */
  private plain: boolean

  private constructor(file: string, handle: BlockHandle, fd: number) {
    this.file = file
    this.handle = handle
    this.fd = fd
    this.index = null
    this.plain = false
  }

  /**
   * Opens table `number`, of which the manifest says that it has `size` bytes, and reads its footer.
   *
   * @throws LevelDbError `MISSING_TABLE`, `TRUNCATED`, `MAGIC`, `TABLE`, `FILE_KIND` or `IO`.
   */
  static open(folder: string, number: number, size: number): TableFile {
    const { file, fd, size: found } = openTable(folder, number)
    try {
      if (found < size) throw new LevelDbError('ERR_LEVELDB_TRUNCATED', file, found, `the table is cut off: the manifest says ${size} bytes`)
      if (size < FOOTER) throw new LevelDbError('ERR_LEVELDB_TABLE', file, 0, `no table has ${size} bytes`)
      const footer = new Uint8Array(FOOTER)
      readFully(file, fd, footer, FOOTER, size - FOOTER)
      return new TableFile(file, decodeFooter(file, size, footer), fd)
    } catch (error) {
      closeSync(fd)
      throw ioError(file, 0, error)
    }
  }

  /**
   * Reads the index block into `memory`, as its only block.
   *
   * @returns 0, or the bytes of room that it needs.
   */
  readIndex(raw: RawBytes, memory: BlockMemory): number {
    const { offset, size } = this.handle
    raw.reserve(size + BLOCK_TRAILER)
    readFully(this.file, this.fd, raw.bytes, size + BLOCK_TRAILER, offset)
    return unpackPlaced(this.file, this.handle, raw, memory)
  }

  /** The decoded index; read when first asked for. */
  loadIndex(raw: RawBytes): TableIndex {
    if (this.index !== null) return this.index
    let memory = BlockMemory.private(32768)
    const needed = this.readIndex(raw, memory)
    if (needed > 0) {
      memory = BlockMemory.private(needed)
      this.readIndex(raw, memory)
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
  readBlocks(first: number, count: number, raw: RawBytes, memory: BlockMemory): number {
    const index = this.loadIndex(raw)
    if (first >= index.count) {
      memory.count = 0
      return 0
    }
    const start = index.offsets[first]!
    const most = Math.min(count, index.count - first)
    count = 1
    while (count < most && index.end(first + count) - start <= MOST_BYTES) count++
    const length = index.end(first + count - 1) - start
    if (this.plain && length <= memory.capacity) {
      readFully(this.file, this.fd, memory.bytes, length, start)
      if (takePlainBlocks(this.file, index, first, count, memory)) return 0
    }
    raw.reserve(length)
    readFully(this.file, this.fd, raw.bytes, length, start)
    const needed = unpackBlocks(this.file, index, first, count, raw, memory)
    this.plain = needed === 0 && isPlain(index, first, first + memory.count - 1, raw)
    return needed
  }

  close(): void {
    closeSync(this.fd)
  }
}

function openTable(folder: string, number: number): { file: string; fd: number; size: number } {
  const file = tablePath(folder, number)
  for (const path of [file, oldTablePath(folder, number)]) {
    try {
      return { file: path, ...openPlainFile(path) }
    } catch (error) {
      if (systemCode(error) !== 'ENOENT') throw ioError(path, 0, error)
    }
  }
  throw new LevelDbError('ERR_LEVELDB_MISSING_TABLE', file, 0, 'the table is missing; the manifest lists it')
}

function readFully(file: string, fd: number, bytes: Uint8Array, length: number, offset: number): void {
  let done = 0
  while (done < length) {
    const read = readSync(fd, bytes, done, length - done, offset + done)
    if (read === 0) throw new LevelDbError('ERR_LEVELDB_TRUNCATED', file, offset + done, 'the table is cut off')
    done += read
  }
}
