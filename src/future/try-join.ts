/** `tryJoin(a, b, …)`: all of them, concurrently, unless one fails. */
import type { Future, Output } from './future.ts'
import { JoinMachine } from './join-machine.ts'
import { requireFutures } from './require-futures.ts'
import type { ErrOf, OkOf, Result } from './result.ts'

/** The result of a tuple of futures of results: their values, or the error of any. */
export type TryOutputs<F extends Future<unknown>[]> = Result<{ [K in keyof F]: OkOf<Output<F[K]>> }, ErrOf<Output<F[number]>>>

/** See {@link tryJoin}; how it works is in `join-machine.ts`. */
export class TryJoin<T> extends JoinMachine<T> {
  /** @throws as {@link tryJoin} does. */
  constructor(...futures: Future<Result<unknown, unknown>>[]) {
    requireFutures(futures, 'tryJoin')
    super('TryJoin', futures, true)
  }
}

/**
 * A future of the values of all, in the order of the arguments, as one `Ok`; or of the first `Err`, which is the very one
 * that the future gave. Before an `Err` is given, everything else is dropped in index order: the unfinished futures, and
 * the values of those that had finished. Each poll polls every child that is not finished, in order, until one gives `Err`.
 *
 * A throw is no `Err`: as in `join`, the others are dropped and it is thrown on. With no arguments it gives `Ok([])`.
 *
 * Chains: some 1,500 deep; see “How deep” in `future.ts`.
 *
 * Rust: `futures::try_join!`, `tokio::try_join!`.
 *
 * @throws TypeError at the call for what is no future; BorrowError at the call for a future given twice; from the poll,
 *   whatever a child throws, and TypeError for an output that is no `Result`.
 * @example
 * const both = blockOn(tryJoin(readConfig(), openDatabase())) // Result<[Config, Database], ConfigError | DatabaseError>
 * if (both.ok) serve(...both.value)
 */
export function tryJoin<F extends Future<Result<unknown, unknown>>[]>(...futures: F): TryJoin<TryOutputs<F>> {
  return new TryJoin(...futures)
}
