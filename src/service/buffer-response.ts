/** The response of a `Buffer`: first the worker's reply, then the future that is in it. */
import type { Context } from '../future/context.ts'
import { drop } from '../future/dispose.ts'
import type { Future } from '../future/future.ts'
import type { Inspection } from '../future/inspect.ts'
import { Disposed, Finished, mayDispose, Polling, refusePoll, Waiting, type Phase } from '../future/phase.ts'
import { Pending as PendingSymbol, type Poll } from '../future/poll.ts'
import { isSendable, sendableAtSuspension } from '../future/sendable.ts'
import { atSuspension, inspect, sendable } from '../future/symbols.ts'
import { ClosedError } from '../sync/errors.ts'
import type { OneshotReceiver } from '../sync/oneshot-receiver.ts'
import type { BufferFate, Reply } from './buffer-message.ts'

/** A constant of this module: V8 folds it, an imported one it loads. See `poll.ts`. */
const Pending: typeof PendingSymbol = PendingSymbol

/** See `Buffer`. It is polled by its caller: the worker only makes it. */
export class BufferResponse<T> implements Future<T>, Disposable {
  private phase: Phase
  /** Queued { receiver } ──the worker's reply──▶ Called { response }. */
  private receiver: OneshotReceiver<Reply> | null
  private response: Future<unknown> | null
  /** Null once it has ended. */
  private fate: BufferFate | null

  constructor(receiver: OneshotReceiver<Reply>, fate: BufferFate) {
    this.phase = Waiting
    this.receiver = receiver
    this.response = null
    this.fate = fate
  }

  poll(cx: Context): Poll<T> {
    if (this.phase !== Waiting) refusePoll(this, this.phase)
    this.phase = Polling
    try {
      if (this.response === null) this.receive(cx, this.receiver!)
      const output = this.response === null ? Pending : (this.response as Future<T>).poll(cx)
      if (output === Pending) this.phase = Waiting
      else this.end(Finished)
      return output
    } catch (error) {
      this.end(Finished)
      throw error
    }
  }

  private receive(cx: Context, receiver: OneshotReceiver<Reply>): void {
    let reply: Poll<Reply>
    try {
      reply = receiver.poll(cx)
    } catch (error) {
      throw error instanceof ClosedError ? this.fate!.reason : error
    }
    if (reply === Pending) return
    this.receiver = null
    this.response = reply
  }

  private end(phase: Phase): void {
    this.phase = phase
    this.receiver = null
    this.response = null
    this.fate = null
  }

  [Symbol.dispose](): void {
    if (!mayDispose(this, this.phase)) return
    const { receiver, response } = this
    this.end(Disposed)
    drop(receiver ?? response)
  }

  get [sendable](): boolean {
    return isSendable(this.receiver) && isSendable(this.response)
  }

  [atSuspension](): boolean {
    return this.response === null || sendableAtSuspension(this.response)
  }

  [inspect](): Inspection {
    const name = 'BufferResponse'
    if (this.response !== null) return { name, state: 'Called', children: [this.response] }
    return this.receiver === null ? { name } : { name, state: 'Queued', children: [this.receiver] }
  }
}
