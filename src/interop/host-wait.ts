/** One leaf's wait for the host's event loop: whose waker to call, and the books of its runtime. */
import type { Context } from '../future/context.ts'
import type { Waker } from '../future/waker.ts'
import { watch } from '../future/watch.ts'
import type { Runtime } from '../runtime/runtime.ts'
import { report } from './errand.ts'
import { ExternalSource } from '../runtime/external-source.ts'

/** Every `wait` is ended by `wake` or `forget`; either does nothing where nobody waits. */
export class HostWait {
  private readonly owner: object
  /** What reports call it. */
  private readonly what: string
  private readonly source: ExternalSource
  private waker: Waker | null

  constructor(owner: object, what: string) {
    this.owner = owner
    this.what = what
    this.source = new ExternalSource()
    this.waker = null
  }

  /** To whom late failures go. */
  get home(): Runtime | null {
    return this.source.home
  }

  get isWaiting(): boolean {
    return this.waker !== null
  }

  /** The owner answers `Pending` to this poll. */
  wait(cx: Context): void {
    if (this.waker === null && watch.current !== null) watch.current.began(this.owner)
    if (this.waker === null || !this.waker.willWake(cx.waker)) this.waker = cx.waker
    this.source.hold()
  }

  /** What was waited for has come. Called by the host, which would take a throw for its own: throws nothing. */
  wake(): void {
    const { waker } = this
    if (waker === null) return
    if (watch.current !== null) watch.current.ready(this.owner)
    this.forget()
    try {
      waker.wake()
    } catch (error) {
      report(this.home, `the waker of ${this.what}`, error)
    }
  }

  /** Nobody waits any more: not for now, or not ever. */
  forget(): void {
    this.waker = null
    if (watch.current !== null) watch.current.released(this.owner)
    this.source.release()
  }
}
