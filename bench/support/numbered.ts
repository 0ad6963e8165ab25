/** The futures of the spawning workloads: the cheapest task there is, and two that await many. */
import { Pending, sendable, type Context, type Future, type Poll } from '../../src/index.ts'

/** Ready at once with its number: what is measured is everything around it. */
export class Numbered implements Future<number> {
  protected readonly value: number

  constructor(value: number) {
    this.value = value
  }

  poll(): Poll<number> {
    return this.value
  }
}

/** The same with a tag, as every future should have that is spawned where speed counts. */
export class TaggedNumbered extends Numbered {
  get [sendable](): boolean {
    return true
  }
}

/** Awaits one handle after the other; outputs the sum. */
export class SumInOrder implements Future<number> {
  private readonly handles: readonly Future<number>[]
  private at: number
  private sum: number

  constructor(handles: readonly Future<number>[]) {
    this.handles = handles
    this.at = 0
    this.sum = 0
  }

  poll(cx: Context): Poll<number> {
    const { handles } = this
    while (this.at < handles.length) {
      const value = handles[this.at]!.poll(cx)
      if (value === Pending) return Pending
      this.sum += value
      this.at += 1
    }
    return this.sum
  }
}

/** Starts one task and awaits it, then the next; outputs the sum. */
export class OneByOne implements Future<number> {
  private readonly tasks: number
  private readonly start: (i: number) => Future<number>
  private handle: Future<number>
  private at: number
  private sum: number

  /** Starts the first at once, with `start(0)`. */
  constructor(tasks: number, start: (i: number) => Future<number>) {
    this.tasks = tasks
    this.start = start
    this.handle = start(0)
    this.at = 0
    this.sum = 0
  }

  poll(cx: Context): Poll<number> {
    for (;;) {
      const value = this.handle.poll(cx)
      if (value === Pending) return Pending
      this.sum += value
      this.at += 1
      if (this.at === this.tasks) return this.sum
      const { start } = this
      this.handle = start(this.at)
    }
  }
}
