/**
 * The life of a hand-written future, and what misuse of each phase throws.
 *
 *     Waiting ──poll──▶ Polling ──Pending──▶ Waiting            (1)
 *        │                 └────Ready, throw──▶ Finished        (2)
 *        └────dispose──▶ Disposed                               (3)
 *
 * (1), (2) the future's own `poll`; (3) its `[Symbol.dispose]`, which from Finished or Disposed does nothing and from
 * Polling throws, because nothing is disposed from inside its own poll.
 *
 * Every combinator keeps a `phase` field and opens with `if (this.phase !== Waiting) refusePoll(this, this.phase)`:
 * one comparison on the hot path, the explanations off it. They are small integers, not an enum, so that the field
 * stays an unboxed Smi.
 */
import { BorrowError, PolledAfterCompletionError } from './errors.ts'
import { nameOf } from './inspect.ts'

export type Phase = 0 | 1 | 2 | 3
export const Waiting = 0
export const Polling = 1
export const Finished = 2
export const Disposed = 3

const PHASE_NAMES = ['Waiting', 'Polling', 'Finished', 'Disposed'] as const

/** The phase in words, for `[inspect]`. */
export function phaseName(phase: Phase): string {
  return PHASE_NAMES[phase]
}

/** Throws what a poll outside `Waiting` deserves. */
export function refusePoll(future: object, phase: Phase, remedy?: string): never {
  if (phase === Polling) {
    throw new BorrowError(
      `${nameOf(future)} was polled from inside its own poll; a future is borrowed while it runs: wake it instead, and it is polled again afterwards`,
    )
  }
  throw new PolledAfterCompletionError(nameOf(future), phase === Disposed ? 'disposed' : 'finished', remedy)
}

/**
 * Opens a dispose: true if there is something to dispose, false if the future had ended already.
 *
 * @throws BorrowError from inside the future's own poll.
 */
export function mayDispose(future: object, phase: Phase): boolean {
  if (phase === Polling) refuseDispose(future)
  return phase === Waiting
}

export function refuseDispose(future: object): never {
  throw new BorrowError(
    `${nameOf(future)} was disposed from inside its own poll; return from the poll first, or let the owner dispose it (a task: abort it)`,
  )
}
