/** What goes from a `Buffer` to its worker, and what its handles know of that. */
import { dropAll } from '../future/dispose.ts'
import type { Future } from '../future/future.ts'
import { isSendable } from '../future/sendable.ts'
import '../future/symbols.ts'
import { sendable } from '../future/symbols.ts'
import { ClosedError } from '../sync/errors.ts'
import type { OneshotSender } from '../sync/oneshot-sender.ts'

/**
 * What comes back: the response's future, for the caller to poll; or one that throws what the worker or the call failed with.
 * It is a future in either case, so that a reply which nobody takes is dropped like any other.
 */
export type Reply = Future<unknown>

/** A request on its way, and where its reply goes. Dropped unanswered, its caller learns that by a `ClosedError`. */
export class BufferMessage implements Disposable {
  readonly request: unknown
  readonly reply: OneshotSender<Reply>

  constructor(request: unknown, reply: OneshotSender<Reply>) {
    this.request = request
    this.reply = reply
  }

  [Symbol.dispose](): void {
    dropAll([this.reply, this.request])
  }

  get [sendable](): boolean {
    return isSendable(this.request)
  }
}

/** What the worker failed with, if it did: set before the channel is closed, so that whoever finds it closed finds the reason. */
export class BufferFate {
  private failed: boolean
  private error: unknown

  constructor() {
    this.failed = false
    this.error = undefined
  }

  fail(error: unknown): void {
    this.failed = true
    this.error = error
  }

  /** What a caller is told, who comes when nothing is taken any more. */
  get reason(): unknown {
    if (this.failed) return this.error
    return new ClosedError(
      'Buffer: its worker has ended, with its runtime or by an abort, and takes no more requests; ' +
        'keep the runtime running for as long as the buffer is used',
    )
  }
}
