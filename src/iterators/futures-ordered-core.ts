/**
 * `FuturesOrdered` as operators use it: without the methods of a stream.
 *
 * An output that is there before its turn stays in its member, and the member in its place: the order of the list is the
 * order of the outputs. So nothing is sorted, no number is compared, and handing on costs the same however many wait.
 */
import type { Context } from '../future/context.ts'
import type { Future } from '../future/future.ts'
import { Polling, refusePoll, Waiting } from '../future/phase.ts'
import { Done as DoneSymbol, Pending as PendingSymbol, type Done as DoneType, type Poll } from '../future/poll.ts'
import { FuturesMachine } from './futures-unordered-machine.ts'
import type { PollNext } from './stream.ts'

/** Constants of this module: V8 folds them, imported ones it loads. See `poll.ts`. */
const Pending: typeof PendingSymbol = PendingSymbol
const Done: typeof DoneSymbol = DoneSymbol

export class FuturesOrderedCore<T> extends FuturesMachine<T> implements PollNext<T> {
  /** Takes `future` over as the first one: its output is the next to be handed on. */
  pushFront(future: Future<T>): void {
    const member = this.admit(future)
    if (member === null) return
    this.members.addFirst(member)
    member.wake()
  }

  pollNext(cx: Context): Poll<T | DoneType> {
    if (this.phase !== Waiting) refusePoll(this, this.phase)
    const { members, ready } = this
    const head = members.oldest
    if (head === null) return Done
    if (head.child === null) return this.handOn(head)
    this.phase = Polling
    try {
      ready.begin(cx.waker)
      for (let member = this.step(); member !== null; member = this.step()) {
        // Asked anew each time: a child may have pushed another to the front.
        if (member !== members.oldest) continue
        ready.leave()
        return this.handOn(member)
      }
      ready.end()
      return Pending
    } finally {
      this.phase = Waiting
    }
  }

  get resumable(): boolean {
    return true
  }
}
