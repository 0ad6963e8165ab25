/**
 * Who asks over and over instead of waiting. A task that wakes itself is no sign of that alone: `yieldNow`, a set of
 * futures that goes on, a channel between two halves of one task all do so, and get on. So two things must meet: more than
 * half of a window of polls woke themselves, in which nothing came that anybody waited for; and at its end the task waits
 * for the same futures as at its start, which tell the same of themselves.
 */
import { inspectionOf } from '../../future/inspect.ts'
import { busyPoll } from './complaints.ts'
import { below, yields } from './leaves.ts'
import type { Record } from './record.ts'

/** One for each task, made at its first poll that wakes itself. */
export class BusyWatch {
  private readonly window: number
  private polls: number
  private self: number
  /** What was below the task when this window began, as it told of itself; null in the first, whose beginning was not seen. */
  private waited: WeakMap<object, string> | null

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
    const { all, leaves, cut } = below(record.future)
    if (cut || leaves.some(yields)) return
    if (before !== null && all.every(future => before.get(future) === told(future))) busyPoll(record, self, this.window)
    this.waited = new WeakMap(all.map(future => [future, told(future)]))
  }
}

/** What `future` says of itself: one that steps from state to state gets on. */
function told(future: object): string {
  const { name, state = '', waitsOn = '' } = inspectionOf(future)
  return `${name}\n${state}\n${waitsOn}`
}
