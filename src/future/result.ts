/**
 * `Result`: a failure that is a value. Most failures here are thrown; a result is for those that the types should
 * speak of, and for handing a failure on without raising it.
 */

/**
 * Either a value or an error, told apart by `ok`.
 *
 * Rust: `Result<T, E>`.
 *
 * @example
 * const result: Result<number, string> = parse(text)
 * if (result.ok) use(result.value)
 * else report(result.error)
 */
export type Result<T, E = unknown> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: E }

/** The value's type in a type of result. */
export type OkOf<R> = R extends { readonly ok: true; readonly value: infer T } ? T : never

/** The error's type in a type of result. */
export type ErrOf<R> = R extends { readonly ok: false; readonly error: infer E } ? E : never

/**
 * Success.
 *
 * Rust: `Ok(value)`; without a value, `Ok(())`.
 *
 * @example
 * const parsed: Result<number, string> = Number.isNaN(n) ? Err('not a number') : Ok(n)
 */
export function Ok(): Result<void, never>
export function Ok<T>(value: T): Result<T, never>
export function Ok(value?: unknown): Result<unknown, never> {
  return { ok: true, value }
}

/**
 * Failure.
 *
 * Rust: `Err(error)`.
 *
 * @example
 * const missing = Err('no such key') // Result<never, string>
 */
export function Err<E>(error: E): Result<never, E> {
  return { ok: false, error }
}
