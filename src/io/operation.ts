/**
 * One call of a file's, from its start to the poll that takes its answer.
 *
 *     start ──▶ under way ──answer──▶ answered ──pollAnswer──▶ taken            (1)
 *                  └──abandon──▶ `late` gets the value when it comes      (2)
 */
import type { Context } from '../future/context.ts'
import type { Poll } from '../future/poll.ts'
import { Interest } from './interest.ts'
import { IoError } from './io-error.ts'
import type { Answer, Failure } from './io-host.ts'

export class Operation<T> {
  private readonly name: string
  private readonly interest: Interest
  private answered: boolean
  private failure: Failure | null
  private value: T | null
  private late: ((value: T) => void) | null

  constructor(name: string, what: string, kind: 'host' | 'thread', start: (done: Answer<T>) => void) {
    this.name = name
    this.interest = new Interest(name, what, kind)
    this.answered = false
    this.failure = null
    this.value = null
    this.late = null
    start((failure, value) => this.answer(failure, value))
  }

  private answer(failure: Failure | null, value: T | null): void {
    const { late } = this
    if (late !== null) {
      if (failure === null) late(value as T)
      return
    }
    this.answered = true
    this.failure = failure
    this.value = value
    this.interest.ready()
  }

  isAnswered(): boolean {
    return this.answered
  }

  /** @throws IoError, if it failed. */
  pollAnswer(cx: Context): Poll<T> {
    if (!this.answered) return this.interest.wait(cx)
    if (this.failure !== null) throw new IoError(this.name, this.failure)
    return this.value as T
  }

  /** Nobody waits for now. */
  forget(): void {
    this.interest.forget()
  }

  /** Nobody ever takes the answer: `late` gets what it gave, or will. */
  abandon(late: (value: T) => void): void {
    this.interest.forget()
    if (!this.answered) this.late = late
    else if (this.failure === null) late(this.value as T)
  }
}

