/** `joinAll(futures)`: all of any number, concurrently. */
import type { Future, Output } from './future.ts'
import { JoinAllMachine } from './join-all-machine.ts'

/** See {@link joinAll}; how it works is in `join-all-machine.ts`. */
export class JoinAll<T> extends JoinAllMachine<T[]> {
  /** @throws as {@link joinAll} does. */
  constructor(futures: Iterable<Future<T>>) {
    super('JoinAll', futures, false, 'joinAll', 'join')
  }
}

/**
 * A future of all the outputs, in the order of `futures`, which are taken from the iterable at once. Like `join`, with
 * one type of output; up to 30 children each poll polls every unfinished one. Beyond 30 a poll polls only those whose
 * wakers were called (at the first poll, all), each at most once: a child that wakes itself is polled again in the next
 * poll, after everybody else had a turn. It stops early when the task's budget is spent. Without futures it gives `[]` at its
 * first poll.
 *
 * Chains: some 1,500 deep; see “How deep” in `future.ts`.
 *
 * Rust: `futures::future::join_all`.
 *
 * @throws TypeError at the call for what is not iterable, or for what is in it and is no future; BorrowError for a future
 *   given twice, or two loans of one: among up to 30, and of loans, at the call, else from a poll, so that its second place is not waited for in vain; from
 *   the poll, whatever a child throws, all others dropped first.
 * @example
 * const pages = blockOn(joinAll(urls.map(fetchPage)))
 */
export function joinAll<T>(futures: Iterable<Future<T>>): JoinAll<T>
export function joinAll<F extends Future<unknown>>(futures: Iterable<F>): JoinAll<Output<F>>
export function joinAll(futures: Iterable<Future<unknown>>): JoinAll<unknown> {
  return new JoinAll(futures)
}
