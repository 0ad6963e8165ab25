/**
 * A runtime's place at the blocking pool: while jobs of its own are out it counts as one that another thread may wake, and
 * it has the handle by which the pool's threads wake it.
 *
 * One a runtime, for good: threads are told of it once, and a job then names it by nothing at all.
 */
import { wakerFn } from '../../future/waker.ts'
import type { Runtime } from '../runtime.ts'
import type { WireSeat } from './wire.ts'

export class Seat {
  /** Null where the host's event loop brings the answers: under `hostLoop`, and on hosts whose threads say nothing to a parked one. */
  readonly wire: WireSeat | null
  /** Weak, so that the pool keeps no runtime. */
  private readonly runtime: WeakRef<Runtime>
  private readonly kind: 'thread' | 'host'
  /** Jobs whose outcome somebody waits for. */
  private outstanding: number

  /**
   * @param parkable whether answers can be read by a parked thread.
   * @param drain takes in what the threads have said.
   * @throws TypeError if the runtime's driver can neither be woken by other threads nor is run by its host.
   */
  constructor(id: number, runtime: Runtime, parkable: boolean, drain: () => void) {
    this.runtime = new WeakRef(runtime)
    this.kind = runtime.isHosted || parkable ? 'thread' : 'host'
    this.outstanding = 0
    // The waker stays; the runtime waits for it only while jobs are out.
    this.wire = runtime.isHosted || !parkable ? null : { id, handle: runtime.remoteWaker(wakerFn(drain), false).handle }
  }

  /** One more job is out. */
  open(): void {
    if (this.outstanding++ === 0) this.runtime.deref()?.external(1, this.kind)
  }

  /** One less. */
  close(): void {
    if (--this.outstanding === 0) this.runtime.deref()?.external(-1, this.kind)
  }

  /** Its runtime will ask for nothing any more. */
  isGone(): boolean {
    const runtime = this.runtime.deref()
    return runtime === undefined || runtime.isClosed
  }
}
