/**
 * The states of a loan, and what misuse of each throws. Each lending iterator's one future keeps a `phase`:
 *
 *     Free ──next──▶ Lent ──poll──▶ Polling ──Pending──▶ Lent       (1)
 *       ▲             │                │ └──entry, null──▶ Free      (2)
 *       └──dispose────┘                └──────throw──▶ Failed        (3)
 *     Free ──seek──▶ Seeking ──poll──▶ Polling ──▶ Free              (4)
 *     any but Polling ──dispose of the iterator──▶ Disposed          (5)
 *
 * (1) to (3) the loan's `poll` and dispose; (4) the future of `seek`, another borrower of the same iterator, which is
 * why the two exclude each other through one field; (5) `close`, for the iterator's dispose.
 *
 * A leaf that calls nobody goes from Lent to Free without Polling: nothing could see it in between.
 *
 * The hot path compares once in `next()` and once in `poll`; what follows a failed comparison is here. The comparisons
 * are written out in each class, not inherited: a method that five classes share sees five shapes, and V8 gives up on
 * its inline cache.
 */
import { BorrowError, PolledAfterCompletionError } from '../future/errors.ts'
import { nameOf } from '../future/inspect.ts'
import { refuseDispose } from '../future/phase.ts'

export type LoanPhase = 0 | 1 | 2 | 3 | 4 | 5
/** Nothing is lent; the iterator can be asked. */
export const Free = 0
/** `next()` was called: the loan is unpolled or waits. */
export const Lent = 1
/** Inside a poll. */
export const Polling = 2
/** `seek` was called and its future is not finished. */
export const Seeking = 3
/** A poll threw: the iterator is finished. */
export const Failed = 4
/** The iterator was disposed. */
export const Disposed = 5

const PHASE_NAMES = ['Free', 'Lent', 'Polling', 'Seeking', 'Failed', 'Disposed'] as const

/** The phase in words, for `[inspect]`. */
export function loanPhaseName(phase: LoanPhase): string {
  return PHASE_NAMES[phase]
}

/**
 * Throws if the iterator is borrowed. Returns where it has ended by a throw or a dispose: `next()` lends then as ever,
 * and the loan's poll says why there is nothing to be had.
 */
export function refuseLoan(iterator: object, phase: LoanPhase, method = 'next()', lender = 'an iterator'): void {
  if (phase === Free || phase === Failed || phase === Disposed) return
  const name = nameOf(iterator)
  if (phase === Polling) {
    throw new BorrowError(`${name}: ${method} was called from inside its own poll; return from the poll first`)
  }
  const lent = phase === Lent ? 'the future of the last next()' : 'the future of seek(…)'
  throw new BorrowError(
    `${name}: ${method} was called while ${lent} is still out; ${lender} lends one future at a time: ` +
      `poll it to its output, or dispose it, before asking again`,
  )
}

/** Throws what a poll of a loan that is not out deserves. */
export function refusePoll(loan: object, phase: LoanPhase): never {
  const name = nameOf(loan)
  if (phase === Polling) throw new BorrowError(`${name} was polled from inside its own poll; wake it instead`)
  throw new PolledAfterCompletionError(name, phase === Disposed ? 'disposed' : 'finished')
}

/** Throws where a cursor is asked for an entry that it cannot lend. */
export function refuseRead(cursor: object, phase: LoanPhase, method: string): never {
  const name = nameOf(cursor)
  if (phase === Free || phase === Failed || phase === Disposed) {
    const why = phase === Free ? 'it is not at an entry' : phase === Failed ? 'it has failed' : 'it was disposed'
    throw new BorrowError(`${name}: ${method} has nothing to lend, ${why}; call next(), then ask isValid()`)
  }
  throw new BorrowError(
    `${name}: ${method} was called while the future of next() is still out; the cursor is moving: ` +
      `poll that future to its output, or dispose it, before reading`,
  )
}

/**
 * Opens the dispose of a loan: true if there is a loan to end.
 *
 * @throws BorrowError from inside the loan's own poll.
 */
export function mayEndLoan(loan: object, phase: LoanPhase): boolean {
  if (phase === Polling) refuseDispose(loan)
  return phase === Lent
}

/**
 * Opens the dispose of an iterator: true unless it is disposed already.
 *
 * @throws BorrowError from inside its loan's poll.
 */
export function mayClose(iterator: object, phase: LoanPhase): boolean {
  if (phase === Polling) refuseDispose(iterator)
  return phase !== Disposed
}
