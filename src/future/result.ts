/**
 * `Result`: a failure that is a value. Most failures here are thrown; a result is for those that the types should
 * speak of, and for handing a failure on without raising it.
 */

/** Rust: `Result<T, E>`. Discriminated by `ok`. */
export type Result<T, E = unknown> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: E }

/**
 * Success. Without a value, the Rust `Ok(())`.
 *
 * @example
 * const parsed: Result<number, string> = Number.isNaN(n) ? Err('not a number') : Ok(n)
 */
export function Ok(): Result<void, never>
export function Ok<T>(value: T): Result<T, never>
export function Ok(value?: unknown): Result<unknown, never> {
  return { ok: true, value }
}

/** Failure. Rust: `Err(error)`. */
export function Err<E>(error: E): Result<never, E> {
  return { ok: false, error }
}
