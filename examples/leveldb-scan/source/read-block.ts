/** The future of one block; a table lends the same object for each. */
import {
  Disposed, Finished, inspect, mayDispose, Pending, phaseName, Polling, refusePoll, Waiting,
  type Context, type Future, type Inspection, type Phase, type Poll,
} from '../pollux.ts'
import type { BlockPlace } from './block-source.ts'
import type { ReaderTable } from './reader-table.ts'

export class ReadBlock implements Future<BlockPlace> {
  private phase: Phase
  private readonly table: ReaderTable
  private number: number

  constructor(table: ReaderTable) {
    this.phase = Finished
    this.table = table
    this.number = -1
  }

  /** For the table's `read`. */
  lend(number: number): this {
    this.phase = Waiting
    this.number = number
    return this
  }

  poll(cx: Context): Poll<BlockPlace> {
    if (this.phase !== Waiting) refusePoll(this, this.phase)
    this.phase = Polling
    try {
      const place = this.table.pollBlock(this.number, cx)
      this.phase = place === Pending ? Waiting : Finished
      return place
    } catch (error) {
      this.phase = Finished
      throw error
    }
  }

  [Symbol.dispose](): void {
    if (!mayDispose(this, this.phase)) return
    this.phase = Disposed
    this.table.recall()
  }

  [inspect](): Inspection {
    return {
      name: 'ReadBlock',
      state: phaseName(this.phase),
      waitsOn: `the reader thread, for block ${this.number} of table ${this.table.meta.number}`,
    }
  }
}
