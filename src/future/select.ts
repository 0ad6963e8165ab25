/** `select(a, b, …)`: the first of them, starting each poll at random. */
import { chooser } from './chooser.ts'
import type { Future, Output } from './future.ts'
import { requireBranches, SelectMachine } from './select-machine.ts'

/** `{ index: 0, value: A } | { index: 1, value: B } | …` for `[Future<A>, Future<B>, …]`. */
export type SelectOutput<F extends Future<unknown>[]> = number extends F['length']
  ? { index: number; value: Output<F[number]> }
  : { [K in keyof F]: K extends `${infer N extends number}` ? { index: N; value: Output<F[K]> } : never }[number]

/** See {@link select}; how it works is in `select-machine.ts`. */
export class Select<T> extends SelectMachine<T> {
  /** @throws as {@link select} does. */
  constructor(...branches: Future<unknown>[]) {
    requireBranches(branches, 'select')
    super('Select', branches)
  }

  protected first(n: number): number {
    return chooser.current.below(n)
  }

  protected override output(index: number, value: unknown): T {
    return { index, value } as T
  }
}

/**
 * A future of the first branch that is ready, as `{ index, value }`; the others are disposed, in index order, before
 * it is handed on. Each poll starts at a branch drawn from the runtime's seed and goes on cyclically, so that a branch
 * which is always ready cannot starve the others.
 *
 * If a branch throws, the others are disposed and the select throws the same. To keep a branch for later, lend it:
 * `select(byRef(a), b)`.
 *
 * Chains: some 1,500 deep; see “How deep” in `future.ts`.
 *
 * Rust: `tokio::select!`, `futures::select!`.
 *
 * @throws RangeError at the call without futures; TypeError at the call for what is no future; BorrowError at the call
 *   for a future given twice; from the poll, whatever a branch throws.
 * @example
 * const first = blockOn(select(inbox.recv(), sleep(100)))
 * if (first.index === 0) handle(first.value)
 */
export function select<F extends Future<unknown>[]>(...futures: F): Select<SelectOutput<F>> {
  return new Select(...futures)
}
