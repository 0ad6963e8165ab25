/**
 * One time limit after another, with few timers: a limit that is put off, as nearly all are, costs a note. Only when the timer fires
 * is it looked at how much later it has to be.
 */
import { Pending, type Context } from '../../src/future/index.ts'
import { Instant, sleepUntil, type Sleep } from '../../src/time/index.ts'

export class Deadline implements Disposable {
  private at: Instant | null
  private timer: Sleep | null
  private due: Instant | null

  constructor() {
    this.at = null
    this.timer = null
    this.due = null
  }

  /** In `ms` from now; the one before is off. */
  set(ms: number): void {
    this.at = Instant.now().plus(ms)
    if (this.due !== null && this.due.since(this.at) > 0) this.drop()
  }

  /** There is none for now. */
  clear(): void {
    this.at = null
  }

  /** Whether it has passed; if not, the task is woken when it has. */
  hasPassed(cx: Context): boolean {
    const { at } = this
    if (at === null) return false
    for (;;) {
      if (this.timer === null) {
        this.due = at
        this.timer = sleepUntil(at)
      }
      if (this.timer.poll(cx) === Pending) return false
      const passed = this.due === at
      this.timer = null
      this.due = null
      if (passed) return true
    }
  }

  private drop(): void {
    this.timer?.[Symbol.dispose]()
    this.timer = null
    this.due = null
  }

  [Symbol.dispose](): void {
    this.at = null
    this.drop()
  }
}
