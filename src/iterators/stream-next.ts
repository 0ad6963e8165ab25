/** What `stream.next()` lends. The states are those of every loan, in `loan-phase.ts`. */
import type { Context } from '../future/context.ts'
import type { Future } from '../future/future.ts'
import { nameOf, type Inspection } from '../future/inspect.ts'
import { Done, Pending, type Poll } from '../future/poll.ts'
import { sendableAtSuspension } from '../future/sendable.ts'
import { atSuspension, inspect } from '../future/symbols.ts'
import { Disposed, Failed, Free, Lent, loanPhaseName, mayClose, mayEndLoan, Polling, refuseLoan, refusePoll, type LoanPhase } from './loan-phase.ts'
import type { PollNext } from './stream.ts'

/**
 * It has no `[sendable]` tag: it and its stream point at each other, and the structural walk, which is safe against
 * cycles, finds the stream's.
 */
export class StreamNext<T> implements Future<T | Done>, Disposable {
  private phase: LoanPhase
  /** The stream gave `Done` and will never give more. */
  private ended: boolean
  private readonly stream: PollNext<T>
  private readonly recall: () => void

  constructor(stream: PollNext<T>, recall: () => void) {
    this.phase = Free
    this.ended = false
    this.stream = stream
    this.recall = recall
  }

  /** For the stream's `next()`. */
  lend(): this {
    if (this.phase === Free) this.phase = Lent
    else refuseLoan(this.stream, this.phase)
    return this
  }

  poll(cx: Context): Poll<T | Done> {
    if (this.phase !== Lent) refusePoll(this, this.phase)
    if (this.ended) {
      this.phase = Free
      return Done
    }
    this.phase = Polling
    let item: Poll<T | Done>
    try {
      item = this.stream.pollNext(cx)
    } catch (error) {
      this.phase = this.stream.resumable === true ? Free : Failed
      throw error
    }
    this.phase = item === Pending ? Lent : Free
    if (item === Done) this.ended = this.stream.resumable !== true
    return item
  }

  [Symbol.dispose](): void {
    if (!mayEndLoan(this, this.phase)) return
    this.phase = Free
    const recall = this.recall
    recall()
  }

  /** For the stream's dispose. */
  close(): void {
    if (mayClose(this.stream, this.phase)) this.phase = Disposed
  }

  [atSuspension](): boolean {
    return sendableAtSuspension(this.stream)
  }

  [inspect](): Inspection {
    return { name: `${nameOf(this.stream)}.next()`, state: loanPhaseName(this.phase), children: [this.stream] }
  }
}
