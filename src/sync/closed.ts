/** What a sender's `closed()` gives: the future of the moment from which nobody receives. */
import type { Context } from '../future/context.ts'
import type { Future } from '../future/future.ts'
import type { Inspection } from '../future/inspect.ts'
import { Disposed, Finished, mayDispose, phaseName, refusePoll, Waiting, type Phase } from '../future/phase.ts'
import { Pending, type Poll } from '../future/poll.ts'
import '../future/symbols.ts'
import { inspect, sendable } from '../future/symbols.ts'
import type { Waker } from '../future/waker.ts'
import { detachAll } from './detach-all.ts'
import { Waiter, WaiterList } from './waiter-list.ts'

/** A channel, as seen by those who wait for its receiver to go. */
export interface Closable {
  readonly closed: boolean
  /** Made for the first who waits: most channels never have one. */
  closings: WaiterList<Closed> | null
}

/** Ready once the receiver has closed its side or is gone. It costs nothing of the budget, and disposing it loses nothing. */
export class Closed extends Waiter implements Future<void>, Disposable {
  private phase: Phase
  private readonly channel: Closable

  constructor(channel: Closable) {
    super()
    this.phase = Waiting
    this.channel = channel
  }

  poll(cx: Context): Poll<void> {
    if (this.phase !== Waiting) refusePoll(this, this.phase)
    const { channel } = this
    if (channel.closed) {
      this.phase = Finished
      this.waker = null
      return undefined
    }
    if (this.list === null) (channel.closings ??= new WaiterList()).push(this)
    this.keepWaker(cx)
    return Pending
  }

  [Symbol.dispose](): void {
    if (!mayDispose(this, this.phase)) return
    this.phase = Disposed
    this.waker = null
    this.channel.closings?.remove(this)
  }

  get [sendable](): true {
    return true
  }

  [inspect](): Inspection {
    if (this.phase !== Waiting) return { name: 'Closed', state: phaseName(this.phase) }
    return { name: 'Closed', waitsOn: 'the end of a channel’s receiver' }
  }
}

/** Takes those out who wait for `channel` to close, now that it is closed: adds their wakers to `wakers`. */
export function takeClosings(channel: Closable, wakers: Waker[]): void {
  const { closings } = channel
  if (closings === null) return
  channel.closings = null
  detachAll(closings, wakers)
}
