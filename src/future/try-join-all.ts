/** `tryJoinAll(futures)`: all of any number, concurrently, unless one fails. */
import type { Future, Output } from './future.ts'
import { JoinAllMachine } from './join-all-machine.ts'
import type { ErrOf, OkOf, Result } from './result.ts'

/** See {@link tryJoinAll}; how it works is in `join-all-machine.ts`. */
export class TryJoinAll<T, E> extends JoinAllMachine<Result<T[], E>> {
  /** @throws as {@link tryJoinAll} does. */
  constructor(futures: Iterable<Future<Result<T, E>>>) {
    super('TryJoinAll', futures, true, 'tryJoinAll', 'tryJoin')
  }
}

/**
 * A future of the values of all, in the order of `futures`, as one `Ok`; or of the first `Err`. What `tryJoin` does before
 * it gives an `Err`, this does; which children a poll polls is as in `joinAll`: up to 30 all, beyond those that were woken.
 * Without futures it gives `Ok([])` at its first poll.
 *
 * Chains: some 1,500 deep; see “How deep” in `future.ts`.
 *
 * Rust: `futures::future::try_join_all`.
 *
 * @throws as `joinAll` does; and TypeError from the poll for an output that is no `Result`.
 * @example
 * const pages = blockOn(tryJoinAll(urls.map(fetchPage)))
 * if (!pages.ok) report(pages.error)
 */
export function tryJoinAll<T, E>(futures: Iterable<Future<Result<T, E>>>): TryJoinAll<T, E>
export function tryJoinAll<F extends Future<Result<unknown, unknown>>>(futures: Iterable<F>): TryJoinAll<OkOf<Output<F>>, ErrOf<Output<F>>>
export function tryJoinAll(futures: Iterable<Future<Result<unknown, unknown>>>): TryJoinAll<unknown, unknown> {
  return new TryJoinAll(futures)
}
