/** A runtime's place at the reactor: the handle by which it is woken. One a runtime, for good; whether it waits, its leaves tell it. */
import { wakerFn } from '../../future/waker.ts'
import type { Runtime } from '../../runtime/runtime.ts'
import type { WireSeat } from './wire.ts'

export class Seat {
  readonly wire: WireSeat
  /** One of the two, and then neither. */
  private runtime: Runtime | null
  private weak: WeakRef<Runtime> | null

  /** @param takeIn called on main's thread when there is news. */
  constructor(id: number, runtime: Runtime, takeIn: () => void) {
    this.runtime = runtime
    this.weak = null
    this.wire = { id, handle: runtime.remoteWaker(wakerFn(takeIn), false).handle }
  }

  /**
   * To be asked now and then. One that is not gone is held weakly from now on, in case nobody ever shuts it down. Not from the beginning: what
   * a `WeakRef` refers to lives at least until the event loop turns, which a program of nothing but `blockOn` never lets it do.
   */
  isGone(): boolean {
    const runtime = this.runtime ?? this.weak?.deref()
    if (runtime === undefined || runtime.isClosed) {
      this.runtime = null
      this.weak = null
      return true
    }
    this.weak ??= new WeakRef(runtime)
    this.runtime = null
    return false
  }
}
