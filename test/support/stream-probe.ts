import { Done, Pending } from '../../src/index.ts'
import type { Context, Poll, Waker } from '../../src/index.ts'

/** What one poll does: wait, give an item, end, fail; or run a function first and go on to the next step. */
export type StreamStep = 'pending' | 'done' | { item: unknown } | { throw: unknown } | { run: (cx: Context) => void }

export const item = (value: unknown): StreamStep => ({ item: value })

/**
 * A stream that follows a script, one step a poll, Pending after the last. It counts what its owner does to it, and writes down as
 * `misuse` what an owner must never do.
 */
export class StreamProbe {
  polls = 0
  disposes = 0
  /** The waker of the latest poll. */
  waker: Waker | null = null
  onDispose: (() => void) | null = null
  readonly misuse: string[] = []
  readonly resumable: boolean
  private readonly steps: StreamStep[]
  private end: 'done' | 'throw' | 'dispose' | null = null

  constructor(steps: StreamStep[] = [], resumable = false) {
    this.steps = [...steps]
    this.resumable = resumable
  }

  /** Adds steps, and wakes whoever polled last. */
  push(...steps: StreamStep[]): void {
    this.steps.push(...steps)
    this.waker?.wake()
  }

  pollNext(cx: Context): Poll<unknown> {
    this.polls++
    if (this.end !== null) this.misuse.push(`polled after ${this.end}`)
    this.waker = cx.waker
    for (;;) {
      const step = this.steps.shift()
      if (step === undefined || step === 'pending') return Pending
      if (step === 'done') return this.ends('done', Done)
      if ('item' in step) return step.item
      if ('throw' in step) {
        if (!this.resumable) this.ends('throw', Done)
        throw step.throw
      }
      step.run(cx)
    }
  }

  private ends(how: 'done' | 'throw', answer: typeof Done): typeof Done {
    this.end = how
    return answer
  }

  [Symbol.dispose](): void {
    this.disposes++
    if (this.end !== null) this.misuse.push(`disposed after ${this.end}`)
    this.end = 'dispose'
    this.onDispose?.()
  }
}
