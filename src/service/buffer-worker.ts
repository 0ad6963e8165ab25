/** The worker of a `Buffer`: the one caller that the inner service has. */
import type { Context } from '../future/context.ts'
import { drop, dropAll, dropAllSuppressed } from '../future/dispose.ts'
import type { Future } from '../future/future.ts'
import type { Inspection } from '../future/inspect.ts'
import { lazy } from '../future/lazy.ts'
import { Disposed, Finished, mayDispose, phaseName, Polling, refusePoll, Waiting, type Phase } from '../future/phase.ts'
import { Done, Pending as PendingSymbol, type Poll } from '../future/poll.ts'
import { isSendable, sendableAtSuspension } from '../future/sendable.ts'
import { atSuspension, inspect, sendable } from '../future/symbols.ts'
import type { Receiver } from '../sync/mpsc-receiver.ts'
import type { BufferFate, BufferMessage, Reply } from './buffer-message.ts'
import { refuseResponse, type AnyService } from './service.ts'

/** A constant of this module: V8 folds it, an imported one it loads. See `poll.ts`. */
const Pending: typeof PendingSymbol = PendingSymbol

/**
 * Takes requests in their order, calls the service with each when that is ready, and sends the future of the response
 * back: it polls none of these. What it does with a message depends on `failed`:
 *
 *     serving:  skip it if its caller is gone; wait for readiness, holding it as `current`; call; reply
 *     failed:   reply with the failure
 *
 * It fails once, when `pollReady` throws. First the fate is set, then the channel closed, then what is in it is answered:
 * so each request either is not sent, or is answered. It ends when the channel does: with the last handle and permit.
 */
export class BufferWorker implements Future<void>, Disposable {
  private phase: Phase
  /** This and `requests` are null once it has ended. */
  private service: AnyService | null
  private requests: Receiver<BufferMessage> | null
  private readonly fate: BufferFate
  /** Taken out of the channel, and waiting for the service to be ready. */
  private current: BufferMessage | null
  private failed: boolean

  /** Owns the service and the receiver. */
  constructor(service: AnyService, requests: Receiver<BufferMessage>, fate: BufferFate) {
    this.phase = Waiting
    this.service = service
    this.requests = requests
    this.fate = fate
    this.current = null
    this.failed = false
  }

  poll(cx: Context): Poll<void> {
    if (this.phase !== Waiting) refusePoll(this, this.phase)
    this.phase = Polling
    try {
      for (;;) {
        const message = this.current ?? this.requests!.pollNext(cx)
        if (message === Done) break
        if (message === Pending || !this.serve(cx, message)) {
          this.phase = Waiting
          return Pending
        }
      }
    } catch (error) {
      dropAllSuppressed(this.end(Finished), error)
      throw error
    }
    dropAll(this.end(Finished))
  }

  /** True when it is done with the message; false while the service is not ready for it. */
  private serve(cx: Context, message: BufferMessage): boolean {
    this.current = message
    if (message.reply.isClosed()) return this.skip(message)
    if (this.failed) return this.reply(message, failed(this.fate.reason))
    try {
      if (this.service!.pollReady(cx) === Pending) return false
    } catch (error) {
      this.fail(error)
      return this.reply(message, failed(error))
    }
    let reply: Reply
    try {
      reply = this.service!.call(message.request as never)
      if (typeof reply?.poll !== 'function') refuseResponse(reply, 'Buffer')
    } catch (error) {
      reply = failed(error)
    }
    return this.reply(message, reply)
  }

  /** Its caller has gone. */
  private skip(message: BufferMessage): true {
    this.current = null
    drop(message)
    return true
  }

  private reply(message: BufferMessage, reply: Reply): true {
    this.current = null
    if (!message.reply.isClosed()) message.reply.send(reply)
    else drop(reply)
    return true
  }

  private fail(error: unknown): void {
    this.failed = true
    this.fate.fail(error)
    this.requests!.close()
  }

  /** Gives what is to be dropped. */
  private end(phase: Phase): unknown[] {
    const { current, requests, service } = this
    this.phase = phase
    this.current = null
    this.requests = null
    this.service = null
    return [current, requests, service]
  }

  [Symbol.dispose](): void {
    if (!mayDispose(this, this.phase)) return
    dropAll(this.end(Disposed))
  }

  get [sendable](): boolean {
    return isSendable(this.service) && isSendable(this.current) && isSendable(this.requests)
  }

  [atSuspension](): boolean {
    const { service, requests, current } = this
    if (service === null) return true
    return sendableAtSuspension(service) && sendableAtSuspension(requests!) && (current === null || isSendable(current))
  }

  [inspect](): Inspection {
    const name = 'BufferWorker'
    if (this.phase === Finished || this.phase === Disposed) return { name, state: phaseName(this.phase) }
    if (this.current !== null) return { name, state: 'waiting for the service', children: [this.service!] }
    return { name, state: this.failed ? 'failed' : 'waiting for a request', children: [this.requests!] }
  }
}

function failed(error: unknown): Reply {
  return lazy(() => {
    throw error
  })
}
