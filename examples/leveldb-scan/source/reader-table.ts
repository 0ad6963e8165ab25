/**
 * One open table on the main thread's side: its index, and a few runs of blocks.
 *
 *     blocks   … 17 18 19 20 21 │ 22 23 24 25 26 27 28 │ 29 30 31 32 33 │ …
 *                └─ runs[0] ──┘   └───── runs[1] ────┘   └── runs[2] ─┘
 *
 * The iterator reads from the first run while the reader fills the others. Once a block of the second is being read,
 * nobody looks at the first any more, and its memory is given to another run at the end.
 *
 * A run may come up short: blocks are larger than usual, or one is damaged. The one after it was asked for by then, and
 * leaves a gap; whoever comes to the gap finds it in no run, and all are asked for anew, from there on and no longer
 * than the one that came up short.
 */
import { MOST_BLOCKS, type BlockMemory } from '../format/block-memory.ts'
import { tablePath } from '../format/file-names.ts'
import { TableIndex } from '../format/table-index.ts'
import type { TableMeta } from '../format/version-edit.ts'
import { Pending, type Context, type Poll } from '../pollux.ts'
import { Answer } from './answer.ts'
import type { BlockPlace, TableBlocks } from './block-source.ts'
import { ReadBlock } from './read-block.ts'
import { Done, INDEX, readJson, stateOf, TooSmall, type IndexPlace } from './read-request.ts'
import type { ReaderSource } from './reader-source.ts'

/** Blocks that were asked for together. How many of them came is `memory.count`, once the answer is there. */
interface Run {
  readonly first: number
  readonly count: number
  memory: BlockMemory
}

export class ReaderTable implements TableBlocks {
  readonly meta: TableMeta
  private readonly source: ReaderSource
  private readonly answer: Answer
  private readonly loan: ReadBlock
  private readonly place: { bytes: Uint8Array; start: number; end: number }
  private indexMemory: BlockMemory | null
  private known: TableIndex | null
  private readonly runs: Run[]
  /** Most blocks in a run of this table. */
  private longest: number

  /** Asks for the index at once. */
  constructor(source: ReaderSource, meta: TableMeta) {
    this.meta = meta
    this.source = source
    this.answer = new Answer(source)
    this.loan = new ReadBlock(this)
    this.indexMemory = source.takeMemory()
    this.place = { bytes: this.indexMemory.bytes, start: 0, end: 0 }
    this.known = null
    this.runs = []
    this.longest = MOST_BLOCKS
    this.requestIndex()
  }

  get index(): TableIndex {
    return this.known!
  }

  get file(): string {
    return this.known === null ? tablePath('', this.meta.number) : this.known.file
  }

  // ---- opening ----

  private requestIndex(): void {
    this.source.request({ table: this.meta.number, size: this.meta.size, first: INDEX, count: 1, memory: this.indexMemory! })
  }

  /** Asks for the first run before the index has come. */
  prefetchFirst(): void {
    if (this.runs.length === 0) this.newRun(0)
  }

  /** True once the index is there. @throws LevelDbError */
  pollOpen(cx: Context): Poll<true> {
    for (;;) {
      const memory = this.indexMemory
      if (memory === null) return true
      const state = this.answer.poll(memory, cx)
      if (state === Pending) return Pending
      if (state === TooSmall) {
        this.indexMemory = this.source.newMemory(memory.count)
        this.requestIndex()
      } else {
        this.takeIndex(memory)
      }
    }
  }

  private takeIndex(memory: BlockMemory): void {
    const { file, offset, size } = readJson(memory, memory.start(1), memory.end(1)) as IndexPlace
    this.known = new TableIndex(file, { offset, size }, memory.bytes.subarray(memory.start(0), memory.end(0)))
    this.indexMemory = null
    this.source.giveMemory(memory)
  }

  // ---- reading ----

  read(number: number): ReadBlock {
    return this.loan.lend(number)
  }

  /** The place of block `number`. @throws LevelDbError */
  pollBlock(number: number, cx: Context): Poll<BlockPlace> {
    for (;;) {
      const run = this.runOf(number)
      const state = this.answer.poll(run.memory, cx)
      if (state === Pending) return Pending
      if (state === TooSmall) {
        run.memory = this.source.newMemory(run.memory.count)
        this.requestRun(run)
      } else if (isWithin(run, number)) {
        this.source.bytesRead += this.index.end(number) - this.index.offsets[number]!
        return this.placeOf(run.memory, number - run.first)
      }
      // Else the run came up short of this block, which is asked for anew.
    }
  }

  /** The run that has block `number`, or will have; asked for now if there is none. */
  private runOf(number: number): Run {
    for (const run of this.runs) if (isWithin(run, number)) return run
    // The first block, a seek, or a gap.
    while (this.runs.length > 0) this.discard(this.runs.shift()!)
    return this.newRun(number)
  }

  private placeOf(memory: BlockMemory, at: number): BlockPlace {
    const { place } = this
    place.bytes = memory.bytes
    place.start = memory.start(at)
    place.end = memory.end(at)
    return place
  }

  prefetch(number: number): boolean {
    const { runs } = this
    while (runs.length > 1 && number > runs[1]!.first) this.discard(runs.shift()!)
    for (;;) {
      const last = runs.at(-1)
      const next = last === undefined ? number : endOf(last)
      if (next >= this.index.count) return false
      if (runs.length >= this.source.depth()) return true
      this.newRun(next)
    }
  }

  private newRun(first: number): Run {
    const run = { first, count: Math.min(this.source.nextRunLength(), this.longest), memory: this.source.takeMemory() }
    this.requestRun(run)
    this.runs.push(run)
    return run
  }

  private requestRun({ first, count, memory }: Run): void {
    this.source.request({ table: this.meta.number, size: this.meta.size, first, count, memory })
  }

  private discard({ first, count, memory }: Run): void {
    if (stateOf(memory) === Done && first + memory.count < this.index.count) this.longest = memory.count < count ? Math.max(1, memory.count) : MOST_BLOCKS
    this.source.giveMemory(memory)
  }

  // ---- the end ----

  /** Nobody waits for an answer any more; it may be asked for again. */
  recall(): void {
    this.answer.forget()
  }

  [Symbol.dispose](): void {
    this.answer.forget()
    for (const { memory } of this.runs) this.source.giveMemory(memory)
    this.runs.length = 0
    if (this.indexMemory !== null) this.source.giveMemory(this.indexMemory)
    this.indexMemory = null
    this.source.close(this.meta.number)
  }
}

function isWithin(run: Run, number: number): boolean {
  return number >= run.first && number < endOf(run)
}

/** The number of the block after the run: as was asked for, until it is known how many came. */
function endOf({ first, count, memory }: Run): number {
  return first + (stateOf(memory) === Done ? memory.count : count)
}
