/** Schedules at random: each choice drawn by itself, or, as PCT has it, tasks by priority. */
import type { SeededChooser } from '../../future/chooser.ts'
import type { RunQueue } from '../../runtime/run-queue.ts'
import { Choices } from './choices.ts'
import { choicesOf } from './seed.ts'

/** Each choice is drawn, all alternatives being equally likely. */
export class RandomWalk {
  private readonly random: SeededChooser

  constructor(seed: number) {
    this.random = choicesOf(seed)
  }

  next(): Choices {
    return new Choices([], n => this.random.below(n))
  }
}

/** With extras to choose from (a spurious poll, a drop, the clock), one in so many choices takes one. */
const EXTRAS = 4

/**
 * PCT, probabilistic concurrency testing: each task has a random priority, and the highest that is ready runs; at
 * `depth − 1` random moments the one that would run gets the lowest. A bug that needs d orderings among n tasks in k
 * steps is hit by a run with a probability of 1 ∕ (n·k^(d−1)) at least, however rare it is among all schedules.
 */
export class PriorityWalk {
  private readonly random: SeededChooser
  private readonly changes: number
  private priorities: Map<number, number>
  private moments: Set<number>
  /** Choices among tasks in this run, and in the longest so far: where the moments are drawn from. */
  private step: number
  private longest: number
  private lowest: number
  private queue: RunQueue | null

  constructor(seed: number, depth: number) {
    this.random = choicesOf(seed)
    this.changes = depth - 1
    this.priorities = new Map()
    this.moments = new Set()
    this.step = 0
    this.longest = 8
    this.lowest = 0
    this.queue = null
  }

  next(): Choices {
    this.longest = Math.max(this.longest, this.step)
    this.step = 0
    this.lowest = 0
    this.priorities = new Map()
    this.moments = new Set(Array.from({ length: this.changes }, () => this.random.below(this.longest)))
    return new Choices([], (n, kind) => (kind === 'task' ? this.task(n) : this.random.below(n)))
  }

  /** The queue of the run that begins. */
  attach(queue: RunQueue): void {
    this.queue = queue
  }

  private task(n: number): number {
    const ids = [...this.queue!].map(task => task.id)
    if (ids.length === 0 || (n > ids.length && this.random.below(EXTRAS) === 0)) return this.random.below(n)
    if (this.moments.has(this.step++)) this.priorities.set(ids[this.highest(ids)]!, --this.lowest)
    return this.highest(ids)
  }

  private highest(ids: readonly number[]): number {
    let best = 0
    for (let at = 1; at < ids.length; at++) if (this.priority(ids[at]!) > this.priority(ids[best]!)) best = at
    return best
  }

  private priority(id: number): number {
    let priority = this.priorities.get(id)
    if (priority === undefined) {
      priority = 1 + this.random.below(2 ** 30)
      this.priorities.set(id, priority)
    }
    return priority
  }
}
