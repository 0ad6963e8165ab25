/** What a program is given by `explore`, `replay` and `simulate`: its own say in the schedule. */
import { nounOf, shownValue } from '../wrong-use.ts'
import type { Choices } from './choices.ts'
import { InjectedFailure } from './errors.ts'
import type { Trace } from './trace.ts'

export class Trial {
  private readonly choices: Choices
  private readonly trace: Trace | null
  private failuresLeft: number
  /**
   * Whether the schedule has dropped the main future, under `dropAt: 'main'`: the program was cancelled, and what it left undone is
   * no failure. For the checks of `atEnd`.
   */
  cancelled: boolean
  /** For the run: checks to be made at its end; null if none. */
  checks: (() => void)[] | null

  constructor(choices: Choices, failures: number, trace: Trace | null) {
    this.choices = choices
    this.trace = trace
    this.failuresLeft = failures
    this.cancelled = false
    this.checks = null
  }

  /**
   * One of 0 to n − 1: each is tried.
   *
   * @param n a whole number from 1 to 2⁵³ − 1.
   * @throws RangeError if it is none.
   * @example
   * const size = [0, 1, 1000][trial.choose(3)]
   */
  choose(n: number): number {
    if (!Number.isSafeInteger(n) || n < 1) {
      throw new RangeError(`choose: the number of alternatives must be a whole number from 1 to 2⁵³ − 1, and is ${shownValue(n)}`)
    }
    return n === 1 ? 0 : this.choices.pick(n, 'program')
  }

  /**
   * Marks a place where `what` may fail. Under the option `failures` it does, in some of the schedules.
   *
   * @param what for the trace, and the error's message.
   * @throws InjectedFailure then; TypeError if `what` is no string.
   * @example
   * trial.mayFail('the write')
   */
  mayFail(what: string): void {
    if (typeof what !== 'string') throw new TypeError(`mayFail: expected what may fail, in words, and got ${nounOf(what)}`)
    if (this.failuresLeft === 0 || this.choices.pick(2, 'failure') === 0) return
    this.failuresLeft--
    this.trace?.injects(what)
    throw new InjectedFailure(what)
  }

  /**
   * Has `check` called when the run has ended, and everything unfinished is disposed; not if it was cut off after too many
   * turns. What it throws is a failure. Nothing in it can wait: a promise, future or generator that it gives is a failure, too.
   * Under `dropAt` it is to hold whatever was dropped.
   *
   * @throws TypeError if `check` is no function.
   * @example
   * trial.atEnd(() => assert(lock.isFree() && (trial.cancelled || received.length === sent.length)))
   */
  atEnd(check: () => void): void {
    if (typeof check !== 'function') throw new TypeError(`atEnd: expected a function, and got ${nounOf(check)}`)
    this.checks ??= []
    this.checks.push(check)
  }
}
