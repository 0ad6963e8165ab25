/** `race(a, b, …)`: the first output, whosever it is. */
import { chooser } from './chooser.ts'
import type { Future, Output } from './future.ts'
import { requireBranches, SelectMachine } from './select-machine.ts'

/** See {@link race}; how it works is in `select-machine.ts`. */
export class Race<T> extends SelectMachine<T> {
  /** @throws as {@link race} does. */
  constructor(...branches: Future<unknown>[]) {
    requireBranches(branches, 'race')
    super('Race', branches)
  }

  protected first(n: number): number {
    return chooser.current.below(n)
  }
}

/**
 * `select` that gives the bare value, for branches that answer the same question.
 *
 * Chains: some 1,500 deep; see “How deep” in `future.ts`.
 *
 * Rust: `futures_lite::future::race`, of any number; the crate `futures-concurrency`'s `Race`.
 *
 * @throws as `select` does.
 * @example
 * const answer = blockOn(race(ask(mirrorA), ask(mirrorB)))
 */
export function race<F extends Future<unknown>[]>(...futures: F): Race<Output<F[number]>> {
  return new Race(...futures)
}
