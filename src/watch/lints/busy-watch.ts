/**
 * Who asks over and over instead of waiting. A task that wakes itself is no sign of that alone: `yieldNow`, a set of
 * futures that goes on, a channel between two halves of one task all do so, and get on. So two things must meet: more
 * than half of a window of polls woke themselves, and at its end the task waits for the same futures as at its start.
 */
import { busyPoll } from './complaints.ts'
import { below, yields } from './leaves.ts'
import type { Record } from './record.ts'

/** One for each task, made at its first poll that wakes itself. */
export class BusyWatch {
  private readonly window: number
  private polls: number
  private self: number
  /** What the task waited for when this window began; null in the first, whose beginning was not seen. */
  private waited: WeakSet<object> | null

  /** `window`: polls. */
  constructor(window: number) {
    this.window = window
    this.polls = 0
    this.self = 0
    this.waited = null
  }

  /** After each poll that answered Pending. */
  suspended(record: Record): void {
    this.polls++
    if (record.selfWoken) this.self++
    if (this.polls < this.window) return
    const busy = this.self * 2 > this.window
    const { self } = this
    this.polls = this.self = 0
    this.compare(record, busy, self)
  }

  private compare(record: Record, busy: boolean, self: number): void {
    const before = this.waited
    this.waited = null
    if (!busy || record.future === null) return
    const { leaves, cut } = below(record.future)
    if (cut || leaves.some(yields)) return
    if (before !== null && leaves.every(leaf => before.has(leaf))) busyPoll(record, self, this.window)
    this.waited = new WeakSet(leaves)
  }
}
