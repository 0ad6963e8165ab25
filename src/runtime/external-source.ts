/**
 * What a leaf that waits for the host's event loop, or for another thread, tells its runtime: that something out there may still
 * wake it. A `blockOn` that would park reports a `HostParkError` then, or parks for the thread's sake; a host loop keeps the process alive.
 *
 * The books balance: each `hold` is undone by the `release`, or by the `hold` of another runtime, that follows it.
 */
import { currentRuntime } from './current.ts'
import type { Runtime } from './runtime.ts'

export class ExternalSource {
  readonly kind: 'host' | 'thread'
  /** Where it is registered now. */
  private holder: Runtime | null
  /** To whom late failures go: the runtime that polled last, and before any did, the one that was current at birth. */
  home: Runtime | null

  constructor(kind: 'host' | 'thread' = 'host') {
    this.kind = kind
    this.holder = null
    this.home = currentRuntime()
  }

  /** Registers with the runtime that polls now, and moves if another one did before. */
  hold(): void {
    const runtime = currentRuntime()
    if (runtime !== null) this.home = runtime
    if (runtime === this.holder) return
    this.release()
    this.holder = runtime
    if (runtime !== null) runtime.external(1, this.kind)
  }

  release(): void {
    const runtime = this.holder
    if (runtime === null) return
    this.holder = null
    runtime.external(-1, this.kind)
  }
}
