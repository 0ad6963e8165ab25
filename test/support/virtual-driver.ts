import { ManualClock } from '../../src/testing/index.ts'

/** A manual clock that a test may set to a moment to come. `trace` has every park's deadline. */
export class VirtualDriver extends ManualClock {
  readonly trace: string[] = []

  constructor(time = 0) {
    super({ start: time })
  }

  override park(deadline: number | null): void {
    this.trace.push(`park until ${deadline}`)
    super.park(deadline)
  }

  get time(): number {
    return this.now()
  }

  set time(time: number) {
    this.advance(time - this.time)
  }

  /** What a park comes to is for the test to see, or to say. */
  override parkRefusal(): null {
    return null
  }
}
