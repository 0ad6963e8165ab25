/** `selectAll(futures)`: the first of any number, and the others back. */
import type { Future, Output } from './future.ts'
import { Finished } from './phase.ts'
import { SelectMachine, takeBranches } from './select-machine.ts'

/** What {@link selectAll} gives: the first output, whose it was, and the futures that are left, which are the caller's now. */
export interface SelectAllOutput<F extends Future<unknown>> {
  value: Output<F>
  index: number
  rest: F[]
}

/** See {@link selectAll}; how it works is in `select-machine.ts`. */
export class SelectAll<F extends Future<unknown>> extends SelectMachine<SelectAllOutput<F>> {
  /** @throws as {@link selectAll} does. */
  constructor(futures: Iterable<F>) {
    super('SelectAll', takeBranches(futures, 'selectAll'))
  }

  protected first(): number {
    return 0
  }

  /** Nobody has lost: the others are handed on with the value. */
  protected override win(index: number, value: unknown): SelectAllOutput<F> {
    const rest = this.branches! as F[]
    this.end(Finished)
    rest.splice(index, 1)
    return { value: value as Output<F>, index, rest }
  }
}

/**
 * A future of the first output of `futures`, which are taken from the iterable at once, with its `index` among them; and
 * `rest`: the others in their order, undisposed, the caller's to go on with or dispose. Each poll polls them in order until
 * one is ready, so earlier ones win ties.
 *
 * If one throws, the others are disposed in index order and the same is thrown.
 *
 * Chains: some 1,500 deep; see “How deep” in `future.ts`.
 *
 * Rust: `futures::future::select_all`, whose rest is in no particular order.
 *
 * @throws RangeError at the call without futures; TypeError at the call for what is no iterable or no future; BorrowError
 *   at the call for a future given twice; from the poll, whatever a future throws.
 * @example
 * let left = urls.map(fetchPage)
 * while (left.length > 0) {
 *   const { value, rest } = blockOn(selectAll(left))
 *   show(value)
 *   left = rest
 * }
 */
export function selectAll<F extends Future<unknown>>(futures: Iterable<F>): SelectAll<F> {
  return new SelectAll(futures)
}
