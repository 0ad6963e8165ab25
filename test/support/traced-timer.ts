import type { Timer } from '../../src/time/timer.ts'
import { UNLINKED } from '../../src/time/timer.ts'

/** A timer that notes when it fires and how often it was placed; `onFire` may do what a waker may. */
export class TracedTimer implements Timer {
  prev: Timer | null = null
  next: Timer | null = null
  placements = 0
  private at = UNLINKED
  readonly name: string
  readonly tick: number
  private readonly onFire: (timer: TracedTimer) => void

  constructor(name: string, tick: number, onFire: (timer: TracedTimer) => void) {
    this.name = name
    this.tick = tick
    this.onFire = onFire
  }

  get slot(): number {
    return this.at
  }

  set slot(slot: number) {
    if (slot >= 0) this.placements++
    this.at = slot
  }

  fire(): void {
    this.onFire(this)
  }
}
