/** `join(a, b, …)`: all of them, concurrently. */
import type { Future, Output } from './future.ts'
import { JoinMachine } from './join-machine.ts'
import { requireFutures } from './require-futures.ts'

/** The outputs of a tuple of futures: `[Future<A>, Future<B>]` gives `[A, B]`. */
export type Outputs<F extends Future<unknown>[]> = { [K in keyof F]: Output<F[K]> }

/** See {@link join}; how it works is in `join-machine.ts`. */
export class Join<T extends unknown[]> extends JoinMachine<T> {
  /** @throws as {@link join} does. */
  constructor(...futures: Future<unknown>[]) {
    requireFutures(futures, 'join')
    super('Join', futures, false)
  }
}

/**
 * A future of all the outputs, in the order of the arguments. Each poll polls every child that is not finished, in
 * that order; a finished child is not touched again. With no arguments it gives `[]` at its first poll.
 *
 * If a child throws, the join throws the same: before that, every other place is dropped in index order, be it an
 * unfinished child or an output that nobody will get; what those drops throw is on the error's `suppressed`. Disposing
 * the join drops the same way.
 *
 * Chains: some 1,500 deep; see “How deep” in `future.ts`.
 *
 * Rust: `futures::join!`, `tokio::join!`.
 *
 * @throws TypeError at the call for what is no future; BorrowError at the call for a future given twice; from the
 *   poll, whatever a child throws.
 * @example
 * const [user, posts] = blockOn(join(fetchUser(id), fetchPosts(id)))
 */
export function join<F extends Future<unknown>[]>(...futures: F): Join<Outputs<F>> {
  return new Join(...futures)
}
