/** Jobs that wait once, so many at a time, on the queue of `bare-queue.ts`: each place takes the next number when its job is done. */
import type { BareQueue, BareStep } from './bare-queue.ts'

/** The numbers that are left, and the sum of those that are done. */
export class BareJobs {
  private next: number
  private readonly count: number
  sum: number

  constructor(count: number) {
    this.next = 0
    this.count = count
    this.sum = 0
  }

  /** The next number; −1 when there is none. */
  take(): number {
    return this.next === this.count ? -1 : this.next++
  }
}

export class BarePlace implements BareStep {
  next: BareStep | null
  private readonly jobs: BareJobs
  private job: number

  constructor(jobs: BareJobs) {
    this.next = null
    this.jobs = jobs
    this.job = jobs.take()
  }

  step(queue: BareQueue): boolean {
    if (this.job < 0) return false
    this.jobs.sum += this.job
    this.job = this.jobs.take()
    queue.push(this)
    return true
  }
}
