/** What the timer workloads ask of each kind of timers, and the stages in which they ask it. */
import type { Staged } from '../harness/workload.ts'

/** Many timers, all pending at once. Each method gives how many there were, by its own count. */
export interface Timers {
  /** Makes them and sets them. */
  insert(): number
  /** Cancels all. */
  cancel(): number
  /** Lets all come due, and gives each to whoever waits for it. */
  fire(): number | Promise<number>
  /** Blocks until all are due, if time passes by itself. */
  wait?(): void
}

export function inserting(timers: Timers): Staged {
  return { run: () => timers.insert(), after: () => void timers.cancel() }
}

export function cancelling(timers: Timers): Staged {
  return { before: () => void timers.insert(), run: () => timers.cancel() }
}

export function firing(timers: Timers): Staged {
  const before = () => {
    timers.insert()
    timers.wait?.()
  }
  return { before, run: () => timers.fire() }
}

/** From making to firing, in one sample. */
export function wholeLife(timers: Timers): Staged['run'] {
  return () => {
    timers.insert()
    return timers.fire()
  }
}
