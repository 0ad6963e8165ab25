/** What `stream.next()` lends, and `peek()` of a peekable one. The states are those of every loan, in `loan-phase.ts`. */
import type { Context } from '../future/context.ts'
import { BorrowError } from '../future/errors.ts'
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
  /** Of the stream, which lends it. */
  private readonly method: string

  constructor(stream: PollNext<T>, recall: () => void, method = 'next()') {
    this.phase = Free
    this.ended = false
    this.stream = stream
    this.recall = recall
    this.method = method
  }

  /** For the stream's `next()`. */
  lend(): this {
    if (this.phase === Free) this.phase = Lent
    else refuseLoan(this.stream, this.phase, this.method, 'a stream')
    return this
  }

  /** @throws BorrowError while it is neither finished nor disposed, for a `method` of the stream that excludes it. */
  refuseWhileOut(method: string): void {
    if (this.phase !== Lent && this.phase !== Polling) return
    throw new BorrowError(
      `${nameOf(this.stream)}: ${method} was called while the future of ${this.method} is still out; ` +
        `poll that to its output, or dispose it, first`,
    )
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
    return { name: `${nameOf(this.stream)}.${this.method}`, state: loanPhaseName(this.phase), children: [this.stream] }
  }
}
