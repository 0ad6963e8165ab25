/** What `listener.incoming()` returns: every connection, one after the other. */
import type { Context } from '../future/context.ts'
import { nameOf, type Inspection } from '../future/inspect.ts'
import { mayDispose, Disposed, Polling, refusePoll, Waiting, type Phase } from '../future/phase.ts'
import type { Done, Poll } from '../future/poll.ts'
import '../future/symbols.ts'
import { inspect, sendable } from '../future/symbols.ts'
import { Stream } from '../iterators/stream.ts'
import type { TcpListener } from './tcp-listener.ts'
import type { TcpStream } from './tcp-stream.ts'

/** A stream that never ends. Rust: `tokio_stream::wrappers::TcpListenerStream`. */
export class Incoming extends Stream<TcpStream> {
  private phase: Phase
  private readonly listener: TcpListener

  constructor(listener: TcpListener) {
    super()
    this.phase = Waiting
    this.listener = listener
  }

  /** After a failure to accept one, the next may be accepted. */
  override get resumable(): boolean {
    return true
  }

  pollNext(cx: Context): Poll<TcpStream | Done> {
    if (this.phase !== Waiting) refusePoll(this, this.phase)
    this.phase = Polling
    try {
      return this.listener.pollAccept(cx)
    } finally {
      this.phase = Waiting
    }
  }

  protected override recall(): void {
    this.listener.recall()
  }

  override [Symbol.dispose](): void {
    if (this.isAnothers) return
    const open = mayDispose(this, this.phase)
    super[Symbol.dispose]()
    if (!open) return
    this.phase = Disposed
    this.listener[Symbol.dispose]()
  }

  get [sendable](): boolean {
    return true
  }

  [inspect](): Inspection {
    return { name: `${nameOf(this.listener)}.incoming`, children: [this.listener] }
  }
}
