/** A variant did not do the work it was timed for. */
import type { Answer } from './workload.ts'

export class WrongAnswerError extends Error {
  readonly code = 'ERR_POLLUX_BENCH_WRONG_ANSWER'

  constructor(variant: string, expected: Answer, got: unknown) {
    super(`${variant} answered ${String(got)}, and ${String(expected)} is right; its time means nothing`)
    this.name = 'WrongAnswerError'
  }
}

/** Throws a {@link WrongAnswerError} unless the answer is the expected one. */
export function checkAnswer(variant: string, expected: Answer, got: unknown): void {
  if (!Object.is(got, expected)) throw new WrongAnswerError(variant, expected, got)
}
