/**
 * The context and the waker that a future is polled with under lints: new ones for each poll, so that it is seen which
 * poll's waker is looked at, kept, called, and let go of.
 *
 * The waker of one poll says of the next one's that it would wake something else. A future that follows contract 9 keeps
 * the new one then; one that does not is found out when it calls the old one.
 */
import { budget } from '../../future/budget.ts'
import type { Context } from '../../future/context.ts'
import type { Waker } from '../../future/waker.ts'
import { contextKept, staleWaker } from './complaints.ts'
import type { Record } from './record.ts'

/** Told when a waker is gone. */
export interface Graveyard {
  register(waker: LintWaker, record: Record): void
}

/** The waker of one poll. */
export class LintWaker implements Waker {
  readonly record: Record
  private readonly poll: number
  private readonly target: Waker

  constructor(record: Record, poll: number, target: Waker) {
    this.record = record
    this.poll = poll
    this.target = target
  }

  wake(): void {
    const { record } = this
    if (record.stage !== 'ended') this.note(record)
    this.target.wake()
  }

  private note(record: Record): void {
    if (record.stage === 'polling') {
      // At zero, it is the budget that wants the others to have a turn.
      if (this.poll === record.polls && budget.left !== 0) record.selfWoken = true
    } else if (this.poll < record.polls && !record.woken && (record.strict || !record.hasLooked)) {
      staleWaker(record, this.poll)
    }
    record.woken = true
  }

  willWake(other: Waker): boolean {
    if (other === this) return true
    // Asked by who keeps this one and is offered the other. With two tasks, that may be one owner too many.
    if (other instanceof LintWaker && this.isOfAnotherTask(other.record) && this.record.stage === 'waiting') other.record.rival = this.record
    return false
  }

  /** Records of other lints, which may have come or gone meanwhile, may be of this very task. */
  private isOfAnotherTask(record: Record): boolean {
    return record !== this.record && record.findings === this.record.findings
  }
}

/** The context of one poll. */
export class LintContext implements Context {
  private readonly record: Record
  private readonly poll: number
  private readonly target: Waker
  private readonly graveyard: Graveyard | null
  private made: LintWaker | null

  constructor(record: Record, target: Waker, graveyard: Graveyard | null) {
    this.record = record
    this.poll = record.polls
    this.target = target
    this.graveyard = graveyard
    this.made = null
  }

  get waker(): Waker {
    const { record, poll } = this
    if ((record.stage !== 'polling' || record.polls !== poll) && record.stage !== 'ended') contextKept(record)
    if (record.looked < poll) record.looked = poll
    return (this.made ??= this.make())
  }

  private make(): LintWaker {
    const { record, poll } = this
    const waker = new LintWaker(record, poll, this.target)
    record.wakersOut++
    this.graveyard?.register(waker, record)
    return waker
  }
}
