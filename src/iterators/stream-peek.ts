/** What `peek()` of a peekable stream is lent over: its next item, which stays. */
import type { Context } from '../future/context.ts'
import { inspectionOf, type Inspection } from '../future/inspect.ts'
import type { Done, Poll } from '../future/poll.ts'
import { isSendable, sendableAtSuspension } from '../future/sendable.ts'
import { atSuspension, inspect, sendable } from '../future/symbols.ts'
import type { PollNext } from './stream.ts'

interface CanPeek<T> {
  pollPeek(cx: Context): Poll<T | Done>
}

/** A stream's `pollPeek` in the shape of a `pollNext`, for a loan to poll. In everything else it is that stream. */
export class PeekView<T> implements PollNext<T> {
  private readonly stream: CanPeek<T>

  constructor(stream: CanPeek<T>) {
    this.stream = stream
  }

  pollNext(cx: Context): Poll<T | Done> {
    return this.stream.pollPeek(cx)
  }

  get [sendable](): boolean {
    return isSendable(this.stream)
  }

  [atSuspension](): boolean {
    return sendableAtSuspension(this.stream)
  }

  [inspect](): Inspection {
    return inspectionOf(this.stream)
  }
}
