/** The guard of a `Mutex`. */
import type { Inspection } from '../future/inspect.ts'
import { isSendable } from '../future/sendable.ts'
import { inspect, sendable } from '../future/symbols.ts'
import { held, type Locked } from './locked.ts'

/**
 * Holds a `Mutex`, and is the way to its value. Dispose it to unlock: `using guard = …`, or `drop(guard)`. As sendable as
 * the value.
 *
 * Rust: `tokio::sync::MutexGuard`.
 */
export class Guard<T> implements Disposable {
  /** Null once it is disposed. */
  private lock: Locked<T> | null

  constructor(lock: Locked<T>) {
    this.lock = lock
  }

  /** The value, to read and to replace. @throws BorrowError after dispose. */
  get value(): T {
    return held(this.lock, 'Guard').value
  }

  set value(value: T) {
    held(this.lock, 'Guard').value = value
  }

  /** Unlocks, and hands the lock to whoever waits longest. Again, it does nothing. */
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
    return { name: 'Guard', state: this.lock === null ? 'Disposed' : `holds ${this.lock.label}` }
  }
}
