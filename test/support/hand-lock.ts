// A lock as short as one can be, for programs that are to get locking wrong.
import { inspect, Pending, type Context, type Future, type Inspection, type Poll, type Waker } from '../../src/future/index.ts'

export class HandLock {
  readonly name: string
  private held = false
  private waiting: Waker[] = []

  constructor(name: string) {
    this.name = name
  }

  lock(): Future<void> {
    return {
      poll: (cx: Context): Poll<void> => {
        if (!this.held) {
          this.held = true
          return
        }
        this.waiting.push(cx.waker)
        return Pending
      },
      [inspect]: (): Inspection => ({ name: 'lock', waitsOn: `the lock ${this.name}` }),
    }
  }

  unlock(): void {
    this.held = false
    const { waiting } = this
    this.waiting = []
    for (const waker of waiting) waker.wake()
  }
}
