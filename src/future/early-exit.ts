/** What a `tryWait` gives its block in order to leave it. */
import type { Result } from './result.ts'

/** Yielded to the block, which runs the `finally`s and then outputs `result`. */
export class EarlyExit<E> {
  readonly result: Result<never, E>

  constructor(result: Result<never, E>) {
    this.result = result
  }
}
