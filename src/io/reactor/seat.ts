/** A runtime's place at the reactor: the handle by which it is woken. One a runtime, for good; whether it waits, its leaves tell it. */
import { wakerFn } from '../../future/waker.ts'
import { LateWeak } from '../../runtime/late-weak.ts'
import type { Runtime } from '../../runtime/runtime.ts'
import type { WireSeat } from './wire.ts'

export class Seat {
  readonly wire: WireSeat
  private readonly runtime: LateWeak<Runtime>

  /** @param takeIn called on main's thread when there is news. */
  constructor(id: number, runtime: Runtime, takeIn: () => void) {
    this.runtime = new LateWeak(runtime)
    this.wire = { id, handle: runtime.remoteWaker(wakerFn(takeIn), false).handle }
  }

  /** To be asked now and then. One that is not gone is held weakly from now on, in case nobody ever shuts it down. */
  isGone(): boolean {
    const runtime = this.runtime.get()
    const isGone = runtime === undefined || runtime.isClosed
    if (isGone) this.runtime.clear()
    else this.runtime.weaken()
    return isGone
  }
}
