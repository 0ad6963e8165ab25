/** What a `Mutex` or a `RwLock`, its futures and its guards have in common: the value, and the permits that guard it. */
import { BorrowError } from '../future/errors.ts'
import { PermitQueue } from './permit-queue.ts'

/** How a lock may be made. */
export interface LockOptions {
  /** For errors and dumps, which say who waits on what: `Mutex accounts`. Default: none. */
  name?: string
}

/** Kept from users behind the lock, so that the value is reached through a guard alone. */
export class Locked<T> extends PermitQueue {
  value: T
  /** What errors call it. */
  readonly label: string

  constructor(permits: number, value: T, type: string, options: LockOptions) {
    super(permits)
    const { name } = options
    if (name !== undefined && typeof name !== 'string') throw new TypeError(`${type}: the name must be a string`)
    this.value = value
    this.label = name === undefined || name === '' ? type : `${type} ${name}`
  }
}

/** The lock of a guard that still holds it. @throws BorrowError for null, the mark of one that was disposed. */
export function held<T>(lock: Locked<T> | null, guard: string): Locked<T> {
  if (lock === null) throw new BorrowError(`${guard} was used after it was disposed, when it no longer holds the lock; lock again`)
  return lock
}
