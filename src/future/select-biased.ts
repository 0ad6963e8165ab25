/** `selectBiased(a, b, …)`: the first of them, in order. */
import type { Future } from './future.ts'
import type { SelectOutput } from './select.ts'
import { requireBranches, SelectMachine } from './select-machine.ts'

/** See {@link selectBiased}; how it works is in `select-machine.ts`. */
export class SelectBiased<T> extends SelectMachine<T> {
  /** @throws as {@link selectBiased} does. */
  constructor(...branches: Future<unknown>[]) {
    requireBranches(branches, 'selectBiased')
    super('SelectBiased', branches)
  }

  protected first(): number {
    return 0
  }

  protected override output(index: number, value: unknown): T {
    return { index, value } as T
  }
}

/**
 * `select` whose every poll starts at the first branch: earlier ones win ties. Put what must not be missed (a stop
 * signal) first, and nothing that is always ready before the last place.
 *
 * Chains: some 1,500 deep; see “How deep” in `future.ts`.
 *
 * Rust: `tokio::select! { biased; … }`, `futures::select_biased!`.
 *
 * @throws as `select` does.
 * @example
 * const next = blockOn(selectBiased(stop.cancelled(), inbox.recv()))
 */
export function selectBiased<F extends Future<unknown>[]>(...futures: F): SelectBiased<SelectOutput<F>> {
  return new SelectBiased(...futures)
}
