/**
 * A runtime's clock: its driver's, until it is paused. Paused, it stands still, and moves only when it is told to;
 * resumed, it goes on from where it stood, and so is behind its driver's from then on.
 */
import type { Driver } from './driver.ts'

export class RuntimeClock {
  private readonly driver: Driver
  /** Where it stands, or null while it runs. */
  private stopped: number | null
  /** What it is behind the driver's clock while it runs. */
  private behind: number

  constructor(driver: Driver) {
    this.driver = driver
    this.stopped = null
    this.behind = 0
  }

  /** Milliseconds. Never goes back. */
  now(): number {
    return this.stopped ?? this.driver.now() - this.behind
  }

  get isPaused(): boolean {
    return this.stopped !== null
  }

  pause(): void {
    this.stopped = this.now()
  }

  /** Moves the paused clock forward; it never goes back. */
  moveTo(moment: number): void {
    if (this.stopped !== null && moment > this.stopped) this.stopped = moment
  }

  resume(): void {
    this.behind = this.driver.now() - this.now()
    this.stopped = null
  }

  /** A moment of this clock on the driver's, or null where that never comes by itself: the clock is paused. */
  onDriver(moment: number | null): number | null {
    return moment === null || this.stopped !== null ? null : moment + this.behind
  }
}
