/**
 * What one `poll` answers: the value, or "not yet".
 *
 * Rust's `Poll` is an enum, `Ready(T) | Pending`. Here `Poll<T>` is the bare union `T | Pending`, so that a ready poll
 * allocates nothing and a caller tests it with one comparison. The price is that `Pending` (and `Done`, a stream's
 * end) can never be values; whoever accepts values from outside refuses the two.
 *
 * **A note for hot files.** To V8 an imported binding is a cell that is loaded at each use, and a comparison with it is
 * a generic one, since the cell might hold anything: about 1.3 ns each. A constant of the module itself is folded into
 * the code. So the files on the hot path import `Pending as PendingSymbol` and keep it in a `const Pending` of their own.
 */
import './symbols.ts'

/**
 * "Not yet": the poll's waker has been called, or will be, when it is worth polling again. An answer, never a value.
 *
 * Rust: `Poll::Pending`.
 */
export const Pending: unique symbol = Symbol.for('pollux.Pending')
export type Pending = typeof Pending

/**
 * The end of a stream. An answer, never an item; it lives here because {@link Ready} must refuse it.
 *
 * Rust: the `None` of `Stream::poll_next`.
 */
export const Done: unique symbol = Symbol.for('pollux.Done')
export type Done = typeof Done

/** The answer of a poll: the output itself, or {@link Pending}. Rust: `std::task::Poll<T>`. */
export type Poll<T> = T | Pending

/**
 * The identity, for code that reads like the Rust: `return Ready(value)`.
 *
 * Rust: `Poll::Ready`.
 *
 * @throws TypeError for `Pending` and `Done`, which are answers and never values.
 * @example
 * poll() { return this.count === 0 ? Ready('lift-off') : Pending }
 */
export function Ready<T>(value: T): Poll<T> {
  refuseAnswer(value, 'Ready')
  return value
}

/**
 * Whether a poll gave its output.
 *
 * Rust: `Poll::is_ready`.
 *
 * @example
 * const answer = future.poll(cx)
 * if (isReady(answer)) use(answer)
 */
export function isReady<T>(poll: Poll<T>): poll is T {
  return poll !== Pending
}

/**
 * Whether a poll gave no output yet.
 *
 * Rust: `Poll::is_pending`.
 *
 * @example
 * if (isPending(future.poll(cx))) return Pending
 */
export function isPending<T>(poll: Poll<T>): poll is Pending {
  return poll === Pending
}

/** Throws a `TypeError` if `value` is `Pending` or `Done`; `where` names the function that was given it. */
export function refuseAnswer(value: unknown, where: string): void {
  if (value === Pending || value === Done) {
    throw new TypeError(
      `${where}: ${value === Pending ? 'Pending' : 'Done'} is an answer of poll, never a value; wrap it if it must travel, for example { poll: value }`,
    )
  }
}

/**
 * Throws a `TypeError` if a user's function made `Pending` the output of a future: its owner would take it for "not
 * yet" and wait for a wake that nobody owes. (`Done` may be an output: `stream.next()` gives it.)
 */
export function refusePending(value: unknown, where: string): void {
  if (value === Pending) refuseAnswer(value, where)
}
