/**
 * The yardstick: the same decode as one synchronous program, without futures, wakers, loans or threads.
 *
 * It shares all that is `format/`: reading runs of blocks, checksums, Snappy, entries, what is visible. So the
 * difference to the scan is what the scan adds, and what its reader thread takes off the main thread.
 */
import type { Database } from '../database.ts'
import { BlockMemory } from '../format/block-memory.ts'
import { BlockReader } from '../format/block-reader.ts'
import type { InternalEntry } from '../format/internal-entry.ts'
import { compareInternal, seekKey, TRAILER } from '../format/internal-key.ts'
import { MemtableReader } from '../format/memtable.ts'
import { TableFile } from '../format/table-file.ts'
import { RawBytes } from '../format/unpack-blocks.ts'
import type { TableMeta } from '../format/version-edit.ts'
import { Visibility } from '../format/visible.ts'
import { levelsIn, type Range } from '../range.ts'
import { Consumer, type Answer } from './consume.ts'

/** Blocks that are read at once, as the reader thread does. */
const RUN = 64

/** A sorted source of entries. */
interface Cursor {
  readonly entry: InternalEntry
  advance(): boolean
}

/** The tables of a level one after the other, or one table. */
class TablesCursor implements Cursor {
  readonly entry: InternalEntry
  private readonly folder: string
  private readonly tables: readonly TableMeta[]
  private readonly block: BlockReader
  private readonly raw: RawBytes
  private memory: BlockMemory
  private table: TableFile | null
  private nextTable: number
  private nextBlock: number
  /** Of the run in `memory`. */
  private first: number
  private at: number
  private target: Uint8Array | null

  constructor(folder: string, tables: readonly TableMeta[], target: Uint8Array | null) {
    this.block = new BlockReader()
    this.entry = this.block.entry
    this.folder = folder
    this.tables = tables
    this.raw = new RawBytes()
    this.memory = BlockMemory.private(300 * 1024)
    this.table = null
    this.nextTable = 0
    this.nextBlock = 0
    this.first = 0
    this.at = 0
    this.target = target
  }

  advance(): boolean {
    while (!this.block.advance()) if (!this.nextLeaf()) return false
    return true
  }

  private nextLeaf(): boolean {
    while (this.at >= this.memory.count) if (!this.nextRun()) return false
    const { memory, at } = this
    const { file } = this.table!
    this.block.load(memory.bytes, memory.start(at), memory.end(at), file, this.table!.loadIndex(this.raw).offsets[this.first + at]!)
    if (this.target !== null) this.block.seek(this.target)
    this.target = null
    this.at += 1
    return true
  }

  private nextRun(): boolean {
    while (this.table === null || this.nextBlock >= this.table.loadIndex(this.raw).count) if (!this.openNext()) return false
    const needed = this.table.readBlocks(this.nextBlock, RUN, this.raw, this.memory)
    if (needed > 0) {
      this.memory = BlockMemory.private(needed)
      this.table.readBlocks(this.nextBlock, 1, this.raw, this.memory)
    }
    this.first = this.nextBlock
    this.nextBlock += this.memory.count
    this.at = 0
    return true
  }

  private openNext(): boolean {
    this.table?.close()
    this.table = null
    const meta = this.tables[this.nextTable++]
    if (meta === undefined) return false
    this.table = TableFile.open(this.folder, meta.number, meta.size)
    this.nextBlock = this.target === null ? 0 : this.table.loadIndex(this.raw).find(this.target)
    return true
  }
}

function cursors(database: Database, range: Range): Cursor[] {
  const target = range.from === null ? null : seekKey(range.from)
  const all: Cursor[] = []
  if (database.memtable.writes.length > 0) {
    const memtable = new MemtableReader(database.memtable)
    if (target !== null) memtable.seek(target)
    all.push(memtable)
  }
  for (const { level, tables } of levelsIn(database, range)) {
    if (level === 0) all.push(...tables.map(table => new TablesCursor(database.folder, [table], target)))
    else all.push(new TablesCursor(database.folder, tables, target))
  }
  return all
}

/** Reads the range. */
export function plainLoop(database: Database, range: Range, thorough: boolean): Answer {
  const consumer = new Consumer(thorough)
  const visibility = new Visibility()
  const heads = cursors(database, range).filter(cursor => cursor.advance())
  let left = range.limit
  while (heads.length > 0 && left > 0) {
    const at = heads.length === 1 ? 0 : smallest(heads)
    const cursor = heads[at]!
    const { entry } = cursor
    if (visibility.shows(entry)) {
      if (range.to !== null && !isBelow(entry, range.to)) break
      consumer.take(entry.keyBytes, entry.keyLength - TRAILER, entry.valueBytes, entry.valueStart, entry.valueLength)
      left -= 1
    }
    if (!cursor.advance()) heads.splice(at, 1)
  }
  return consumer.answer()
}

function smallest(heads: readonly Cursor[]): number {
  let best = 0
  for (let at = 1; at < heads.length; at++) {
    const a = heads[at]!.entry
    const b = heads[best]!.entry
    if (compareInternal(a.keyBytes, 0, a.keyLength, b.keyBytes, b.keyLength) < 0) best = at
  }
  return best
}

function isBelow({ keyBytes, keyLength }: InternalEntry, to: Uint8Array): boolean {
  const length = Math.min(keyLength - TRAILER, to.length)
  for (let at = 0; at < length; at++) if (keyBytes[at] !== to[at]) return keyBytes[at]! < to[at]!
  return keyLength - TRAILER < to.length
}
