/** The futures of the lock workload. */
import { Pending, type Context, type Future, type Guard, type Lock, type Mutex, type Poll } from '../../src/index.ts'

/**
 * Takes the lock, adds one to what it guards, and gives it back, `times` times; outputs the value. It keeps the future of a lock
 * only when it has to wait for it.
 */
export class LockLoop implements Future<number> {
  private readonly mutex: Mutex<number>
  private readonly times: number
  private done: number
  private lock: Lock<number> | null

  constructor(mutex: Mutex<number>, times: number) {
    this.mutex = mutex
    this.times = times
    this.done = 0
    this.lock = null
  }

  poll(cx: Context): Poll<number> {
    for (;;) {
      const lock = this.lock ?? this.mutex.lock()
      const guard: Poll<Guard<number>> = lock.poll(cx)
      if (guard === Pending) {
        this.lock = lock
        return Pending
      }
      if (this.lock !== null) this.lock = null
      const value = ++guard.value
      guard[Symbol.dispose]()
      this.done += 1
      if (this.done === this.times) return value
    }
  }
}
