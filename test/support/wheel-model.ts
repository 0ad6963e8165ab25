import type { Timer } from '../../src/time/timer.ts'
import { UNLINKED } from '../../src/time/timer.ts'

/** What a wheel and its model have in common. */
export interface TimerSet {
  readonly size: number
  readonly present: number
  insert(timer: Timer): void
  remove(timer: Timer): void
  nextDeadline(): number | null
  advance(now: number): void
}

/** The wheel's promise, without its cleverness: a list in order of registration, searched for the earliest. */
export class WheelModel implements TimerSet {
  present: number
  private readonly timers: Timer[] = []

  constructor(now: number) {
    this.present = Math.floor(now)
  }

  get size(): number {
    return this.timers.length
  }

  insert(timer: Timer): void {
    timer.slot = 0
    this.timers.push(timer)
  }

  remove(timer: Timer): void {
    timer.slot = UNLINKED
    this.timers.splice(this.timers.indexOf(timer), 1)
  }

  nextDeadline(): number | null {
    return this.earliest()?.tick ?? null
  }

  advance(now: number): void {
    for (let timer = this.earliest(); timer !== null && timer.tick <= now; timer = this.earliest()) {
      this.moveTo(timer.tick)
      this.remove(timer)
      timer.fire()
    }
    this.moveTo(Math.floor(now))
  }

  /** The wheel stands still where doubles cease to count in ones. */
  private moveTo(tick: number): void {
    this.present = Math.max(this.present, Math.min(tick, 2 ** 53 - 1))
  }

  private earliest(): Timer | null {
    let first: Timer | null = null
    for (const timer of this.timers) if (first === null || timer.tick < first.tick) first = timer
    return first
  }
}
