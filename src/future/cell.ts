/** `Cell`: a value that can be changed through a shared reference, and so makes its owner not sendable. */
import { sendable } from './symbols.ts'

/**
 * A mutable field behind a shared reference.
 *
 * Rust: `std::cell::Cell<T>`, which is not `Sync`: a reference to one is not `Send`.
 *
 * @example
 * const hits = new Cell(0)
 * hits.set(hits.get() + 1)
 */
export class Cell<T> {
  /** Data, not a getter: it is the cell itself that is not sendable, whatever it holds. */
  readonly [sendable]: false
  private value: T

  constructor(value: T) {
    this[sendable] = false
    this.value = value
  }

  /** Rust: `Cell::get`. */
  get(): T {
    return this.value
  }

  /** What was in it is not dropped: others may hold it too. Rust: `Cell::set`, which does drop it. */
  set(value: T): void {
    this.value = value
  }
}
