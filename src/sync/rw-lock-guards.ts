/** The guards of a `RwLock`. */
import { dropAllSuppressed } from '../future/dispose.ts'
import type { Inspection } from '../future/inspect.ts'
import { isSendable } from '../future/sendable.ts'
import { inspect, sendable } from '../future/symbols.ts'
import { held, type Locked } from './locked.ts'

/**
 * The permits of a `RwLock`: a reader takes one, a writer all of them, and so many readers there can be. A small integer for
 * every engine.
 */
export const READERS = 2 ** 30 - 1

/** Who has the lock, as far as it knows itself: of which kind, and how many. */
export function standing({ free }: Locked<unknown>): string {
  const readers = READERS - free
  if (readers === 0) return 'unlocked'
  return free === 0 ? 'held by a writer' : `held by ${readers} ${readers === 1 ? 'reader' : 'readers'}`
}

/**
 * One reader's hold on a `RwLock`. Dispose it to give it up. What the value refers to can be changed through it all the
 * same, as TypeScript has no deep `readonly`: don't.
 *
 * Rust: `tokio::sync::RwLockReadGuard`.
 */
export class ReadGuard<T> implements Disposable {
  /** Null once it is disposed. */
  private lock: Locked<T> | null

  constructor(lock: Locked<T>) {
    this.lock = lock
  }

  /** @throws BorrowError after dispose. */
  get value(): T {
    return held(this.lock, 'ReadGuard').value
  }

  /** Gives the hold up; the last of the readers lets a waiting writer in. Again, it does nothing. */
  [Symbol.dispose](): void {
    const { lock } = this
    if (lock === null) return
    this.lock = null
    lock.release(1)
  }

  get [sendable](): boolean {
    return this.lock === null || isSendable(this.lock.value)
  }

  [inspect](): Inspection {
    return { name: 'ReadGuard', state: this.lock === null ? 'Disposed' : `reads ${this.lock.label}` }
  }
}

/**
 * The writer's hold on a `RwLock`. Dispose it to give it up.
 *
 * Rust: `tokio::sync::RwLockWriteGuard`.
 */
export class WriteGuard<T> implements Disposable {
  /** Null once it is disposed. */
  private lock: Locked<T> | null

  constructor(lock: Locked<T>) {
    this.lock = lock
  }

  /** The value, to read and to replace. @throws BorrowError after dispose. */
  get value(): T {
    return held(this.lock, 'WriteGuard').value
  }

  set value(value: T) {
    held(this.lock, 'WriteGuard').value = value
  }

  /**
   * Becomes a reader without letting another writer in between, and lets in the readers that are next. This guard is then
   * as disposed.
   *
   * Rust: `RwLockWriteGuard::downgrade`.
   *
   * @throws BorrowError after dispose; what a waker throws, after all were called and the reader's hold was given up.
   */
  downgrade(): ReadGuard<T> {
    const lock = held(this.lock, 'WriteGuard')
    this.lock = null
    const guard = new ReadGuard(lock)
    try {
      lock.release(READERS - 1)
    } catch (error) {
      dropAllSuppressed([guard], error)
      throw error
    }
    return guard
  }

  /** Gives the hold up, and lets in who is next: a writer, or all readers up to the next writer. Again, it does nothing. */
  [Symbol.dispose](): void {
    const { lock } = this
    if (lock === null) return
    this.lock = null
    lock.release(READERS)
  }

  get [sendable](): boolean {
    return this.lock === null || isSendable(this.lock.value)
  }

  [inspect](): Inspection {
    return { name: 'WriteGuard', state: this.lock === null ? 'Disposed' : `writes ${this.lock.label}` }
  }
}
