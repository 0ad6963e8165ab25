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
  /** Jobs whose outcome somebody waits for. */
  private outstanding: number
  private readonly kind: 'thread' | 'host'
  /** One of the two, and then neither. While jobs are out it is this one. */
  private runtime: Runtime | null
  private weak: WeakRef<Runtime> | null

  /**
   * @param parkable whether answers can be read by a parked thread.
   * @param drain takes in what the threads have said.
   * @throws TypeError if the runtime's driver can neither be woken by other threads nor is run by its host.
   */
  constructor(id: number, runtime: Runtime, parkable: boolean, drain: () => void) {
    this.outstanding = 0
    this.kind = runtime.isHosted || parkable ? 'thread' : 'host'
    this.runtime = runtime
    this.weak = null
    // The waker stays; the runtime waits for it only while jobs are out.
    this.wire = runtime.isHosted || !parkable ? null : { id, handle: runtime.remoteWaker(wakerFn(drain), false).handle }
  }

  /** One more job of `runtime`, which it was made for, is out. */
  open(runtime: Runtime): void {
    if (this.outstanding++ > 0) return
    this.runtime = runtime
    runtime.external(1, this.kind)
  }

  /** One less. */
  close(): void {
    if (--this.outstanding === 0) this.runtime?.external(-1, this.kind)
  }

  /**
   * Its runtime will ask for nothing any more. To be asked now and then: one that has no job out is held weakly from now on, in case nobody
   * ever shuts it down. Not from the beginning: what a `WeakRef` refers to lives at least until the event loop turns, which a program of
   * nothing but `blockOn` never lets it do.
   */
  isGone(): boolean {
    const runtime = this.runtime ?? this.weak?.deref()
    const isGone = runtime === undefined || runtime.isClosed
    if (this.outstanding > 0) return isGone
    this.runtime = null
    if (isGone) this.weak = null
    else this.weak ??= new WeakRef(runtime)
    return isGone
  }
}
