/**
 * Where blocks come from: the seam between the iterators and the disk.
 *
 * The futures are lazy, as futures are: they ask for nothing until they are polled. Reading ahead is therefore a
 * request of its own, `prefetch` and `prepare`, which nobody waits for.
 */
import type { TableIndex } from '../format/table-index.ts'
import type { TableMeta } from '../format/version-edit.ts'
import type { Future } from '../pollux.ts'

/** A block in memory: `bytes[start, end)`, valid until the second block after it is asked for. */
export interface BlockPlace {
  readonly bytes: Uint8Array
  readonly start: number
  readonly end: number
}

/** An open table. */
export interface TableBlocks extends Disposable {
  readonly file: string
  readonly index: TableIndex
  /**
   * Lends the future of block `number`; one at a time. The object that it gives is used again.
   *
   * @throws LevelDbError from a poll.
   */
  read(number: number): Future<BlockPlace>
  /**
   * Asks for block `number`, which follows the one that was read last, without waiting for it.
   *
   * @returns false if the table has nothing more to ask for.
   */
  prefetch(number: number): boolean
}

export interface BlockSource extends Disposable {
  /**
   * Opens a table: footer and index.
   *
   * @throws LevelDbError from a poll.
   */
  open(table: TableMeta): Future<TableBlocks>
  /** Begins to open a table that will be asked for next, and to read its first blocks. */
  prepare(table: TableMeta): void
}
