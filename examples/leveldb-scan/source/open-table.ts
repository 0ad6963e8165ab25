/** The future of an open table. */
import type { TableMeta } from '../format/version-edit.ts'
import {
  Disposed, Finished, inspect, mayDispose, Pending, phaseName, Polling, refusePoll, Waiting,
  type Context, type Future, type Inspection, type Phase, type Poll,
} from '../pollux.ts'
import type { TableBlocks } from './block-source.ts'
import type { ReaderSource } from './reader-source.ts'
import type { ReaderTable } from './reader-table.ts'

export class OpenTable implements Future<TableBlocks> {
  private phase: Phase
  private readonly source: ReaderSource
  private readonly meta: TableMeta
  /** From the first poll on. */
  private table: ReaderTable | null

  constructor(source: ReaderSource, meta: TableMeta) {
    this.phase = Waiting
    this.source = source
    this.meta = meta
    this.table = null
  }

  poll(cx: Context): Poll<TableBlocks> {
    if (this.phase !== Waiting) refusePoll(this, this.phase)
    this.phase = Polling
    const table = (this.table ??= this.source.takePrepared(this.meta))
    try {
      const opened = table.pollOpen(cx)
      this.phase = opened === Pending ? Waiting : Finished
      if (opened === Pending) return Pending
    } catch (error) {
      this.phase = Finished
      this.table = null
      table[Symbol.dispose]()
      throw error
    }
    this.table = null
    return table
  }

  [Symbol.dispose](): void {
    if (!mayDispose(this, this.phase)) return
    this.phase = Disposed
    const table = this.table
    this.table = null
    if (table === null) return
    table.recall()
    this.source.putBack(table)
  }

  [inspect](): Inspection {
    return { name: 'OpenTable', state: phaseName(this.phase), waitsOn: `the reader thread, to open table ${this.meta.number}` }
  }
}
