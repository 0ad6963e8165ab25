/**
 * A runtime's place at the blocking pool: while jobs of its own are out it counts as one that another thread may wake, and
 * it has the handle by which the pool's threads wake it.
 *
 * One a runtime, for good: threads are told of it once, and a job then names it by nothing at all.
 */
import { wakerFn } from '../../future/waker.ts'
import { LateWeak } from '../late-weak.ts'
import type { Runtime } from '../runtime.ts'
import type { WireSeat } from './wire.ts'

export class Seat {
  /** Null where the host's event loop brings the answers: under `hostLoop`, and on hosts whose threads say nothing to a parked one. */
  readonly wire: WireSeat | null
  /** Jobs whose outcome somebody waits for. */
  private outstanding: number
  private readonly kind: 'thread' | 'host'
  /** Strong while jobs are out. */
  private readonly runtime: LateWeak<Runtime>

  /**
   * @param parkable whether answers can be read by a parked thread.
   * @param drain takes in what the threads have said.
   * @throws TypeError if the runtime's driver can neither be woken by other threads nor is run by its host.
   */
  constructor(id: number, runtime: Runtime, parkable: boolean, drain: () => void) {
    this.outstanding = 0
    this.kind = runtime.isHosted || parkable ? 'thread' : 'host'
    this.runtime = new LateWeak(runtime)
    // The waker stays; the runtime waits for it only while jobs are out.
    this.wire = runtime.isHosted || !parkable ? null : { id, handle: runtime.remoteWaker(wakerFn(drain), false).handle }
  }

  /** One more job of `runtime`, which it was made for, is out. */
  open(runtime: Runtime): void {
    if (this.outstanding++ > 0) return
    this.runtime.hold(runtime)
    runtime.external(1, this.kind)
  }

  /** One less. */
  close(): void {
    if (--this.outstanding === 0) this.runtime.get()?.external(-1, this.kind)
  }

  /**
   * Its runtime will ask for nothing any more. To be asked now and then: one that has no job out is held weakly from now on, in case nobody
   * ever shuts it down.
   */
  isGone(): boolean {
    const runtime = this.runtime.get()
    const isGone = runtime === undefined || runtime.isClosed
    if (this.outstanding > 0) return isGone
    if (isGone) this.runtime.clear()
    else this.runtime.weaken()
    return isGone
  }
}
