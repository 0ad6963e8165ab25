/** `stream.throttle(ms)`: the items, with at least some time between one and the next. */
import type { Context } from '../../future/context.ts'
import { dropAll } from '../../future/dispose.ts'
import type { Inspection } from '../../future/inspect.ts'
import { Done, Pending, type Poll } from '../../future/poll.ts'
import { inspect } from '../../future/symbols.ts'
import { sleep, type Sleep } from '../../time/sleep.ts'
import { recall } from '../recall.ts'
import { type Stage, Through } from './stage.ts'

/** See `Stream.throttle`. The source is not polled while the time runs, so nothing is held and nothing dropped. */
export class Throttle<T> extends Through<T, T> {
  private readonly ms: number
  /** The time since the last item, while it runs. */
  private delay: Sleep | null

  constructor(source: Stage<T>, ms: number) {
    super(source)
    this.ms = ms
    this.delay = null
  }

  protected get type(): string {
    return `throttle(${this.ms})`
  }

  pollNext(cx: Context): Poll<T | Done> {
    if (this.delay !== null) {
      if (this.delay.poll(cx) === Pending) return Pending
      this.delay = null
    }
    const item = this.source.pollNext(cx)
    if (item !== Pending && item !== Done && this.ms > 0) this.delay = sleep(this.ms)
    return item
  }

  override [Symbol.dispose](): void {
    const { delay } = this
    this.delay = null
    dropAll([this.source, delay])
  }

  /** The time goes on running; only the timer is put aside. */
  override [recall](): void {
    this.delay?.leave()
    super[recall]()
  }

  override [inspect](): Inspection {
    if (this.delay === null) return super[inspect]()
    return { ...super[inspect](), state: 'delayed', children: [this.delay, this.source] }
  }
}
