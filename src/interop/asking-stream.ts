/** A stream of what the host is asked for, one promise an item: what web streams and async iterables are alike in. */
import type { Context } from '../future/context.ts'
import { Polling, refusePoll, Waiting, type Phase } from '../future/phase.ts'
import { Done, Pending, type Poll } from '../future/poll.ts'
import { sendable } from '../future/symbols.ts'
import { Stream } from '../iterators/stream.ts'
import { ExternalSource } from '../runtime/external-source.ts'
import { Settling, type Settlement } from './settlement.ts'

/** At most one request is under way. Subclasses ask, and see to the end; `finish` is called once a poll has thrown. */
export abstract class AskingStream<T> extends Stream<T> {
  protected phase: Phase
  /** It ended, as opposed to failed. */
  protected ended: boolean
  /** What is under way, or has been answered since the last poll. */
  protected request: Settlement | null
  protected readonly source: ExternalSource

  constructor() {
    super()
    this.phase = Waiting
    this.ended = false
    this.request = null
    this.source = new ExternalSource()
  }

  pollNext(cx: Context): Poll<T | Done> {
    if (this.ended) return Done
    if (this.phase !== Waiting) refusePoll(this, this.phase)
    this.phase = Polling
    try {
      const request = (this.request ??= this.ask())
      if (request.state === Settling) {
        request.wait(cx)
        this.phase = Waiting
        return Pending
      }
      this.request = null
      return this.receive(request)
    } catch (error) {
      this.finish()
      throw error
    }
  }

  protected abstract ask(): Settlement
  /** The item of an answered request, or `Done`; throws what it failed with. Sets the phase, unless it throws. */
  protected abstract receive(request: Settlement): T | Done
  /** Lets go of what the host gave, if that has not been done. */
  protected abstract finish(): void

  /** Nobody waits for the item any more; it is kept for who asks next. */
  protected override recall(): void {
    this.request?.forget()
  }

  /** What the host gives belongs to the thread that made it. */
  get [sendable](): boolean {
    return false
  }
}
