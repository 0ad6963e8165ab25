/**
 * One direction of a stream of bytes: which future has it on loan, and which task waits. Waiting, it is a source of the runtime that
 * polls: a parked `blockOn` says why it cannot go on, and a host loop keeps the process alive.
 *
 *     borrow ──▶ lent ──wait──▶ waiting ──ready──▶ lent ──end──▶ free        (1)
 *                                   └────end──▶ free                         (2)
 *
 * (1) every operation that runs to its end; (2) one that is disposed. `wait` without a loan is legal: that is a `pollRead` called by hand.
 */
import type { Context } from '../future/context.ts'
import { BorrowError } from '../future/errors.ts'
import { nameOf, type Inspection } from '../future/inspect.ts'
import { Pending } from '../future/poll.ts'
import { inspect, sendable } from '../future/symbols.ts'
import type { Waker } from '../future/waker.ts'
import { watch } from '../future/watch.ts'
import { JoinError, NO_TASK } from '../runtime/errors.ts'
import { ExternalSource } from '../runtime/external-source.ts'
import { printUnhandled } from '../runtime/unhandled.ts'
import { attendReactor } from './reactor/current-reactor.ts'

export class Interest {
  /** What it is a direction of, and what it waits for, in words. */
  private readonly name: string
  readonly what: string
  private readonly source: ExternalSource
  private waker: Waker | null
  private borrower: object | null
  /** What was said to begin to wait. */
  private leaf: object | null

  constructor(name: string, what: string, kind: 'host' | 'thread') {
    this.name = name
    this.what = what
    this.source = new ExternalSource(kind)
    this.waker = null
    this.borrower = null
    this.leaf = null
  }

  /** @throws BorrowError while another future has it. */
  borrow(by: object): void {
    if (this.borrower === by) return
    if (this.borrower !== null) {
      throw new BorrowError(
        `${nameOf(by)}: ${nameOf(this.borrower)} is under way on the same ${this.name}; one at a time: poll it to its end, or dispose it, first`,
      )
    }
    this.borrower = by
  }

  /** The loan is over, if it was `by` who had it. */
  end(by: object): void {
    if (this.borrower !== by) return
    this.borrower = null
    this.forget()
  }

  /** The answer of a poll that has to wait. */
  wait(cx: Context): Pending {
    if (this.waker === null && watch.current !== null) watch.current.began((this.leaf = this.borrower ?? this))
    if (this.waker === null || !this.waker.willWake(cx.waker)) this.waker = cx.waker
    this.source.hold()
    if (this.source.kind === 'thread') attendReactor()
    return Pending
  }

  /** What it waited for has come. The waker may poll, drop or close whatever it likes. */
  ready(): void {
    const { waker, leaf } = this
    if (waker === null) return
    if (leaf !== null && watch.current !== null) watch.current.ready(leaf)
    this.forget()
    try {
      waker.wake()
    } catch (error) {
      printUnhandled(JoinError.panic(NO_TASK, `the waker of a ${this.name}`, error))
    }
  }

  /** Nobody waits. */
  forget(): void {
    const { leaf } = this
    this.waker = null
    this.leaf = null
    if (leaf !== null && watch.current !== null) watch.current.released(leaf)
    this.source.release()
  }

  get kind(): 'host' | 'thread' {
    return this.source.kind
  }

  isWaiting(): boolean {
    return this.waker !== null
  }

  /** It holds a runtime, and nothing that a task could take with it. */
  get [sendable](): boolean {
    return true
  }

  [inspect](): Inspection {
    return { name: this.name, waitsOn: this.what }
  }
}
