import { HostLoop } from '../../src/index.ts'

/** The real `hostLoop` on the real host, with its slices counted. */
export class SliceSpy extends HostLoop {
  slices = 0

  override slice(until: number): boolean {
    this.slices++
    return super.slice(until)
  }
}
