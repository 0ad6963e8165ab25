/** `RwLock`: a value with many readers or one writer. */
import type { Inspection } from '../future/inspect.ts'
import { isSendable } from '../future/sendable.ts'
import { inspect, sendable } from '../future/symbols.ts'
import { Locked, type LockOptions } from './locked.ts'
import { ReadLock, WriteLock } from './rw-lock-futures.ts'
import { ReadGuard, READERS, standing, WriteGuard } from './rw-lock-guards.ts'

/**
 * A lock around `value` that any number of readers may hold together, or one writer alone. First come, first served, and
 * so write-preferring: readers that come after a writer that waits, wait behind it. For the same reason a task that reads
 * must not read again while it does: a writer between the two would have both wait for ever.
 *
 * Rust: `tokio::sync::RwLock`.
 *
 * @param options a `name` for errors and dumps.
 * @example
 * const config = new RwLock({ level: 1 })
 * // in a task
 * using guard = yield* wait(config.read())
 * log(guard.value.level)
 */
export class RwLock<T> {
  private readonly locked: Locked<T>

  constructor(value: T, options: LockOptions = {}) {
    this.locked = new Locked(READERS, value, 'RwLock', options)
  }

  /** A future of a reader's guard. Queued from its first poll; disposed before it is done, it loses nothing. Rust: `RwLock::read`. */
  read(): ReadLock<T> {
    return new ReadLock(this.locked)
  }

  /** A future of the writer's guard. Queued from its first poll; disposed before it is done, it loses nothing. Rust: `RwLock::write`. */
  write(): WriteLock<T> {
    return new WriteLock(this.locked)
  }

  /** A reader's guard, if nobody writes or waits; else null. Rust: `RwLock::try_read`. */
  tryRead(): ReadGuard<T> | null {
    const { locked } = this
    return locked.take(1) ? new ReadGuard(locked) : null
  }

  /** The writer's guard, if nobody holds the lock or waits; else null. Rust: `RwLock::try_write`. */
  tryWrite(): WriteGuard<T> | null {
    const { locked } = this
    return locked.take(READERS) ? new WriteGuard(locked) : null
  }

  get [sendable](): boolean {
    return isSendable(this.locked.value)
  }

  [inspect](): Inspection {
    return { name: this.locked.label, state: standing(this.locked) }
  }
}
