/** `stream.timeout(ms)`: the items, as long as each comes in time. */
import type { Context } from '../../future/context.ts'
import { dropAll } from '../../future/dispose.ts'
import { nameOf, waitsOn, type Inspection } from '../../future/inspect.ts'
import { Pending, type Done, type Poll } from '../../future/poll.ts'
import { inspect } from '../../future/symbols.ts'
import { Elapsed } from '../../time/elapsed.ts'
import { sleep, type Sleep } from '../../time/sleep.ts'
import { recall } from '../recall.ts'
import { type Stage, Through } from './stage.ts'

/**
 * See `Stream.timeout`. The source is polled first, so that an item that is there wins over a deadline that has passed, and
 * an item that is there at once costs no timer.
 */
export class StreamTimeout<T> extends Through<T, T> {
  private readonly ms: number
  /** The time that the item still has; null while nobody has waited for it. */
  private timer: Sleep | null

  constructor(source: Stage<T>, ms: number) {
    super(source)
    this.ms = ms
    this.timer = null
  }

  protected get type(): string {
    return `timeout(${this.ms})`
  }

  pollNext(cx: Context): Poll<T | Done> {
    const item = this.source.pollNext(cx)
    if (item !== Pending) {
      if (this.timer !== null) this.stop()
      return item
    }
    this.timer ??= sleep(this.ms)
    if (this.timer.poll(cx) === Pending) return Pending
    this.timer = null
    throw new Elapsed(this.ms, `an item of ${nameOf(this.source)}`, waitsOn(this.source))
  }

  private stop(): void {
    const { timer } = this
    this.timer = null
    timer?.[Symbol.dispose]()
  }

  override [Symbol.dispose](): void {
    const { timer } = this
    this.timer = null
    dropAll([this.source, timer])
  }

  /** Nobody waits: the next wait has its time to itself. */
  override [recall](): void {
    this.stop()
    super[recall]()
  }

  override [inspect](): Inspection {
    return { ...super[inspect](), children: this.timer === null ? [this.source] : [this.source, this.timer] }
  }
}
