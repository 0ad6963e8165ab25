/** The wait for one answer of the reader; the leaf below `OpenTable` and `ReadBlock`. */
import type { BlockMemory } from '../format/block-memory.ts'
import { drop, Pending, sleep, type Context, type Poll, type Sleep } from '../pollux.ts'
import { Failed, readFailure, Requested, stateOf } from './read-request.ts'
import type { ReaderSource } from './reader-source.ts'

/** Used again for wait after wait; holds nothing in between. */
export class Answer {
  private readonly source: ReaderSource
  private memory: BlockMemory | null
  private timer: Sleep | null

  constructor(source: ReaderSource) {
    this.source = source
    this.memory = null
    this.timer = null
  }

  /**
   * The state of `memory`, which is not Requested, or `Pending`.
   *
   * @throws LevelDbError what the reader answered with; `READER` if it broke, or has not answered in time.
   */
  poll(memory: BlockMemory, cx: Context): Poll<number> {
    const state = stateOf(memory)
    if (state !== Requested) {
      if (this.memory !== null) this.forget()
      if (state === Failed) throw readFailure(memory)
      return state
    }
    return this.wait(memory, cx)
  }

  private wait(memory: BlockMemory, cx: Context): Pending {
    const { source } = this
    this.memory = memory
    const failure = source.failure()
    if (failure !== null) this.fail(failure)
    source.wait(memory, cx.waker)
    this.timer ??= sleep(source.patience)
    if (this.timer.poll(cx) !== Pending) {
      this.timer = null
      this.fail(source.lost())
    }
    return Pending
  }

  private fail(error: Error): never {
    this.forget()
    throw error
  }

  /** Nobody waits any more. */
  forget(): void {
    if (this.memory === null) return
    this.source.forget(this.memory)
    this.memory = null
    const timer = this.timer
    this.timer = null
    drop(timer)
  }
}
