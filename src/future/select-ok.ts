/** `selectOk(futures)`: the first success. */
import type { Context } from './context.ts'
import { drop } from './dispose.ts'
import type { Future, Output } from './future.ts'
import { Finished, Polling, refusePoll, Waiting } from './phase.ts'
import { Pending as PendingSymbol, type Poll } from './poll.ts'
import { requireResult } from './require-result.ts'
import type { ErrOf, OkOf, Result } from './result.ts'
import { SelectMachine, takeBranches } from './select-machine.ts'

/** A constant of this module: V8 folds it, an imported one it loads. See `poll.ts`. */
const Pending: typeof PendingSymbol = PendingSymbol

/** See {@link selectOk}. A branch that gave `Err` has ended; its place is null, and its error dropped unless it is the last. */
export class SelectOk<T, E> extends SelectMachine<Result<T, E>> {
  /** Branches that have not ended. */
  private left: number

  /** @throws as {@link selectOk} does. */
  constructor(futures: Iterable<Future<Result<T, E>>>) {
    const taken = takeBranches(futures, 'selectOk')
    super('SelectOk', taken)
    this.left = taken.length
  }

  protected first(): number {
    return 0
  }

  override poll(cx: Context): Poll<Result<T, E>> {
    if (this.phase !== Waiting) refusePoll(this, this.phase)
    this.phase = Polling
    const branches = this.branches!
    let result: Result<unknown, unknown> | null = null
    let at = 0
    try {
      for (; at < branches.length; at++) {
        const branch = branches[at]!
        if (branch === null) continue
        const output = branch.poll(cx)
        if (output === Pending) continue
        branches[at] = null
        result = requireResult(output, `selectOk: future ${at}`)
        if (result.ok || --this.left === 0) break
        drop(result.error)
        result = null
      }
    } catch (error) {
      this.fail(at, error)
    }
    if (result !== null) return this.settle(at, result)
    this.phase = Waiting
    return Pending
  }

  protected override held(result: unknown): unknown {
    return (result as { value: unknown }).value
  }

  /** `result` ends the whole: the first `Ok`, or the `Err` after which no branch is left. */
  private settle(index: number, result: Result<unknown, unknown>): Result<T, E> {
    if (result.ok) return this.win(index, result)
    this.end(Finished)
    return result as Result<T, E>
  }
}

/**
 * A future of the first `Ok` among `futures`, which are taken from the iterable at once; the others are disposed, in index
 * order, before it is handed on. If all give `Err`, it is the last of them to come; the earlier errors are dropped. Each
 * poll polls those that have not ended, in order, until there is an `Ok`.
 *
 * A throw is no `Err`: the others are disposed and it is thrown on.
 *
 * Chains: some 1,500 deep; see “How deep” in `future.ts`.
 *
 * Rust: `futures::future::select_ok`, which also gives the rest.
 *
 * @throws RangeError at the call without futures; TypeError at the call for what is no iterable or no future; BorrowError
 *   at the call for a future given twice; from the poll, whatever a future throws, and TypeError for an output that is no
 *   `Result`.
 * @example
 * const answer = blockOn(selectOk(mirrors.map(ask))) // of the first mirror that has one
 */
export function selectOk<T, E>(futures: Iterable<Future<Result<T, E>>>): SelectOk<T, E>
export function selectOk<F extends Future<Result<unknown, unknown>>>(futures: Iterable<F>): SelectOk<OkOf<Output<F>>, ErrOf<Output<F>>>
export function selectOk(futures: Iterable<Future<Result<unknown, unknown>>>): SelectOk<unknown, unknown> {
  return new SelectOk(futures)
}
