import { ParkThread } from '../../src/index.ts'

/** `parkThread` that never blocks: its clock is a field, and a park runs the next of `acts` in place of waiting. */
export class HandDriver extends ParkThread {
  clock = 0
  readonly parks: (number | null)[] = []
  readonly acts: (() => void)[] = []

  override park(deadline: number | null): void {
    this.parks.push(deadline)
    const act = this.acts.shift()
    if (act === undefined) throw new Error('parked, and nothing will ever wake it')
    act()
  }

  override now(): number {
    return this.clock
  }
}
