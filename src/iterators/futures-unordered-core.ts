/** `FuturesUnordered` as operators use it: without the methods of a stream, which themselves need it. */
import type { Context } from '../future/context.ts'
import { Polling, refusePoll, Waiting } from '../future/phase.ts'
import { Done as DoneSymbol, Pending as PendingSymbol, type Done as DoneType, type Poll } from '../future/poll.ts'
import { FuturesMachine } from './futures-unordered-machine.ts'
import type { PollNext } from './stream.ts'

/** Constants of this module: V8 folds them, imported ones it loads. See `poll.ts`. */
const Pending: typeof PendingSymbol = PendingSymbol
const Done: typeof DoneSymbol = DoneSymbol

export class FuturesUnorderedCore<T> extends FuturesMachine<T> implements PollNext<T> {
  pollNext(cx: Context): Poll<T | DoneType> {
    if (this.phase !== Waiting) refusePoll(this, this.phase)
    if (this.members.size === 0) return Done
    const { ready } = this
    this.phase = Polling
    try {
      ready.begin(cx.waker)
      const member = this.step()
      if (member === null) {
        ready.end()
        return Pending
      }
      ready.leave()
      return this.handOn(member)
    } finally {
      this.phase = Waiting
    }
  }

  get resumable(): boolean {
    return true
  }
}
