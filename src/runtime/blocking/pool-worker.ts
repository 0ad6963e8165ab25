/** A worker of the pool, as the main thread sees it. */
import type { BlockingJob } from './job.ts'
import type { Thread } from './threads.ts'

export class PoolWorker {
  readonly id: number
  readonly thread: Thread
  /** What it has to do, also if nobody waits for it any more; null while it is free. */
  job: BlockingJob<unknown> | null
  /** The seats that it knows of, by number. */
  readonly told: Set<number>
  /** The targets that it knows of, by number; and how often all had been forgotten when it was told of the first of them. */
  readonly calls: Set<number>
  emptied: number

  constructor(id: number, thread: Thread) {
    this.id = id
    this.thread = thread
    this.job = null
    this.told = new Set()
    this.calls = new Set()
    this.emptied = 0
  }
}
