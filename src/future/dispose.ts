/**
 * Rust's drop, by hand. See the essay in `future.ts` for who disposes what and when; here are the three ways to do it.
 */
import './symbols.ts'

/**
 * Calls `[Symbol.dispose]` where there is one; anything else is ignored. This is where outputs go that their holder
 * will never hand on, so that a lock guard among them is released.
 *
 * Rust: `std::mem::drop`.
 *
 * @throws what the dispose throws.
 * @example
 * drop(request) // cancels it; nothing happens if it has finished, or is null
 */
export function drop(value: unknown): void {
  if (value === null || (typeof value !== 'object' && typeof value !== 'function')) return
  const dispose = (value as Partial<Disposable>)[Symbol.dispose]
  if (typeof dispose === 'function') dispose.call(value)
}

/**
 * Collects what disposes throw, so that one that fails does not keep its siblings from being disposed. The first
 * error is the one thrown; the later ones are on its `suppressed` array.
 *
 * (ECMAScript's `SuppressedError` keeps the *last* error outermost, and Node 20 has none.)
 */
export class DisposeErrors {
  private failed = false
  private first: unknown = undefined

  /** Disposes `value`, keeping what it throws. */
  drop(value: unknown): void {
    try {
      drop(value)
    } catch (error) {
      this.add(error)
    }
  }

  add(error: unknown): void {
    if (!this.failed) {
      this.failed = true
      this.first = error
    } else {
      suppress(this.first, error)
    }
  }

  /** Throws the first error, if there was one. */
  rethrow(): void {
    if (this.failed) throw this.first
  }
}

/** Disposes each of `values` in order, all of them; then throws the first error with the later ones on `.suppressed`. */
export function dropAll(values: Iterable<unknown>): void {
  const errors = new DisposeErrors()
  for (const value of values) errors.drop(value)
  errors.rethrow()
}

/** Disposes each of `values` while `error` is on its way up: what they throw goes onto `error.suppressed`. */
export function dropAllSuppressed(values: Iterable<unknown>, error: unknown): void {
  const errors = new DisposeErrors()
  errors.add(error)
  for (const value of values) errors.drop(value)
}

/** Puts `later` onto `first.suppressed`, where `first` is an object that can take it. */
function suppress(first: unknown, later: unknown): void {
  if ((typeof first !== 'object' && typeof first !== 'function') || first === null) return
  try {
    const holder = first as { suppressed?: unknown }
    if (Array.isArray(holder.suppressed)) holder.suppressed.push(later)
    else Object.defineProperty(first, 'suppressed', { value: [later], configurable: true, writable: true })
  } catch {
    // Frozen, or a proxy that refuses: the first error matters more than the list of the others.
  }
}
