/** The world of a simulated program: time and chance as its host would have them, told by a clock and drawn from a seed. */
import type { SeededChooser } from '../../future/chooser.ts'
import type { HostOwner } from './host-answers.ts'
import type { Run } from './run.ts'
import { chancesOf } from './seed.ts'

export class World implements HostOwner {
  private readonly seed: number
  private run: Run | null
  private chances: SeededChooser

  constructor(seed: number) {
    this.seed = seed
    this.run = null
    this.chances = chancesOf(seed)
  }

  /** Each run has the same chances. */
  begin(run: Run): void {
    this.run = run
    this.chances = chancesOf(this.seed)
  }

  now(): number {
    return this.run === null ? 0 : this.run.driver.time
  }

  random(): number {
    return (this.chances.below(2 ** 26) * 2 ** 27 + this.chances.below(2 ** 27)) / 2 ** 53
  }
}
