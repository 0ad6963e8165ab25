/**
 * The same iterators as async generators: what the language offers for a tower of iterators that may wait.
 *
 * Blocks are read with `node:fs/promises`, in runs as the reader thread reads them and one run ahead, and decoded on this
 * thread by the same code. Entries are lent here too: each generator yields the same object over and over.
 */
import { open, type FileHandle } from 'node:fs/promises'
import type { Database } from '../database.ts'
import { LevelDbError } from '../errors.ts'
import { BlockMemory } from '../format/block-memory.ts'
import { BlockReader } from '../format/block-reader.ts'
import { tablePath } from '../format/file-names.ts'
import type { InternalEntry } from '../format/internal-entry.ts'
import { compareInternalKeys, seekKey, TRAILER } from '../format/internal-key.ts'
import { MemtableReader, type Memtable } from '../format/memtable.ts'
import { decodeFooter, FOOTER, TableIndex } from '../format/table-index.ts'
import { BLOCK_TRAILER, RawBytes, unpackBlocks, unpackPlaced } from '../format/unpack-blocks.ts'
import type { TableMeta } from '../format/version-edit.ts'
import { Visibility } from '../format/visible.ts'
import { compareBytes } from '../pollux.ts'
import { levelsIn, type Range } from '../range.ts'
import { Consumer, type Answer } from './consume.ts'

const RUN = 64

type Entries = AsyncGenerator<InternalEntry, void, undefined>

/** An open table, and the blocks of it that have been read. */
class AsyncTable {
  readonly file: string
  readonly index: TableIndex
  private readonly handle: FileHandle

  private constructor(file: string, index: TableIndex, handle: FileHandle) {
    this.file = file
    this.index = index
    this.handle = handle
  }

  static async open(folder: string, { number, size }: TableMeta): Promise<AsyncTable> {
    const file = tablePath(folder, number)
    const handle = await open(file)
    const raw = await readRaw(file, handle, size - FOOTER, FOOTER)
    const place = decodeFooter(file, size, raw.bytes)
    const block = await readRaw(file, handle, place.offset, place.size + BLOCK_TRAILER)
    let memory = BlockMemory.private(32768)
    const needed = unpackPlaced(file, place, block, memory)
    if (needed > 0) unpackPlaced(file, place, block, (memory = BlockMemory.private(needed)))
    return new AsyncTable(file, new TableIndex(file, place, memory.bytes.subarray(0, memory.end(0))), handle)
  }

  /** Blocks from `first` on. */
  async read(first: number): Promise<BlockMemory> {
    const { index } = this
    const count = Math.min(RUN, index.count - first)
    const start = index.offsets[first]!
    const raw = await readRaw(this.file, this.handle, start, index.end(first + count - 1) - start)
    const memory = BlockMemory.private(300 * 1024)
    const needed = unpackBlocks(this.file, index, first, count, raw, memory)
    if (needed === 0) return memory
    const larger = BlockMemory.private(needed)
    unpackBlocks(this.file, index, first, 1, raw, larger)
    return larger
  }

  async close(): Promise<void> {
    await this.handle.close()
  }
}

async function readRaw(file: string, handle: FileHandle, offset: number, length: number): Promise<RawBytes> {
  const raw = new RawBytes()
  raw.reserve(length)
  const { bytesRead } = await handle.read(raw.bytes, 0, length, offset)
  if (bytesRead < length) throw new LevelDbError('ERR_LEVELDB_TRUNCATED', file, offset + bytesRead, 'the table is cut off')
  return raw
}

async function* tableEntries(folder: string, meta: TableMeta, target: Uint8Array | null): Entries {
  const table = await AsyncTable.open(folder, meta)
  const block = new BlockReader()
  const { count, offsets } = table.index
  let first = target === null ? 0 : table.index.find(target)
  let ahead = first < count ? table.read(first) : null
  try {
    while (ahead !== null) {
      const memory: BlockMemory = await ahead
      const next: number = first + memory.count
      ahead = next < count ? table.read(next) : null
      for (let at = 0; at < memory.count; at++) {
        block.load(memory.bytes, memory.start(at), memory.end(at), table.file, offsets[first + at]!)
        if (target !== null) block.seek(target)
        target = null
        while (block.advance()) yield block.entry
      }
      first = next
    }
  } finally {
    // Whoever stops early leaves a read under way.
    await ahead?.catch(() => {})
    await table.close()
  }
}

async function* levelEntries(folder: string, tables: readonly TableMeta[], target: Uint8Array | null): Entries {
  for (const [at, table] of tables.entries()) yield* tableEntries(folder, table, at === 0 ? target : null)
}

async function* memtableEntries(memtable: Memtable, target: Uint8Array | null): Entries {
  const reader = new MemtableReader(memtable)
  if (target !== null) reader.seek(target)
  while (reader.advance()) yield reader.entry
}

async function* mergeEntries(children: readonly Entries[]): Entries {
  const heads: { entry: InternalEntry; child: Entries }[] = []
  for (const child of children) {
    const { value } = await child.next()
    if (value !== undefined) heads.push({ entry: value, child })
  }
  try {
    while (heads.length > 0) {
      let best = 0
      for (let at = 1; at < heads.length; at++) {
        if (compareInternalKeys(heads[at]!.entry.key, heads[best]!.entry.key) < 0) best = at
      }
      const head = heads[best]!
      yield head.entry
      const { value } = await head.child.next()
      if (value === undefined) heads.splice(best, 1)
      else head.entry = value
    }
  } finally {
    for (const { child } of heads) await child.return()
  }
}

async function* visibleEntries(child: Entries): Entries {
  const visibility = new Visibility()
  for await (const entry of child) if (visibility.shows(entry)) yield entry
}

/** Reads the range. */
export async function asyncGenerators(database: Database, range: Range, thorough: boolean): Promise<Answer> {
  const { folder, memtable } = database
  const target = range.from === null ? null : seekKey(range.from)
  const children: Entries[] = []
  if (memtable.writes.length > 0) children.push(memtableEntries(memtable, target))
  for (const { level, tables } of levelsIn(database, range)) {
    if (level === 0) children.push(...tables.map(table => tableEntries(folder, table, target)))
    else children.push(levelEntries(folder, tables, target))
  }
  const consumer = new Consumer(thorough)
  let left = range.limit
  if (left === 0) return consumer.answer()
  for await (const entry of visibleEntries(children.length === 1 ? children[0]! : mergeEntries(children))) {
    if (range.to !== null && compareBytes(entry.userKey, range.to) >= 0) break
    consumer.take(entry.keyBytes, entry.keyLength - TRAILER, entry.valueBytes, entry.valueStart, entry.valueLength)
    if (--left === 0) break
  }
  return consumer.answer()
}
