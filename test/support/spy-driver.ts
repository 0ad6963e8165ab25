import { ParkThread } from '../../src/index.ts'

/** The real `parkThread`, with every park written down (its deadline, or null for “until woken”). */
export class SpyDriver extends ParkThread {
  readonly parks: (number | null)[] = []

  override park(deadline: number | null): void {
    this.parks.push(deadline)
    super.park(deadline)
  }
}
