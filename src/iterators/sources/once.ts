/** One item: a value, or what a future gives. */
import type { Context } from '../../future/context.ts'
import { drop } from '../../future/dispose.ts'
import type { Future } from '../../future/future.ts'
import type { Inspection } from '../../future/inspect.ts'
import { Done, Pending, refuseAnswer, type Poll } from '../../future/poll.ts'
import { isSendable, sendableAtSuspension } from '../../future/sendable.ts'
import { atSuspension, inspect, sendable } from '../../future/symbols.ts'
import { Stage } from '../operators/stage.ts'

/** See `Stream.once`. */
export class Once<T> extends Stage<T> {
  /** Null once it has given its output, has thrown, or was dropped. */
  private future: Future<T> | null

  constructor(future: Future<T>) {
    super()
    this.future = future
  }

  pollNext(cx: Context): Poll<T | Done> {
    const { future } = this
    if (future === null) return Done
    let item: Poll<T>
    try {
      item = future.poll(cx)
    } catch (error) {
      this.future = null
      throw error
    }
    if (item === Pending) return Pending
    this.future = null
    refuseAnswer(item, 'Stream.once')
    return item
  }

  [Symbol.dispose](): void {
    const { future } = this
    this.future = null
    drop(future)
  }

  get [sendable](): boolean {
    return isSendable(this.future)
  }

  [atSuspension](): boolean {
    return this.future === null || sendableAtSuspension(this.future)
  }

  [inspect](): Inspection {
    return { name: 'Stream.once', children: this.future === null ? [] : [this.future] }
  }
}
