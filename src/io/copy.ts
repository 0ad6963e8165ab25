/** `copy(source, sink)`: everything that can be read, written. */
import type { Context } from '../future/context.ts'
import { nameOf } from '../future/inspect.ts'
import { Pending, type Poll } from '../future/poll.ts'
import { isSendable } from '../future/sendable.ts'
import { sendable } from '../future/symbols.ts'
import { requireReader, requireWriter, type AsyncRead, type AsyncWrite } from './async-read.ts'
import { IoFuture } from './io-future.ts'

/** Bytes on their way at any time. */
const ROOM = 16_384

/** See {@link copy}. */
export class Copy extends IoFuture<number> {
  private readonly source: AsyncRead
  private readonly sink: AsyncWrite
  private buffer: Uint8Array
  private from: number
  private to: number
  private total: number
  private ended: boolean

  constructor(source: AsyncRead, sink: AsyncWrite) {
    super()
    this.source = source
    this.sink = sink
    this.buffer = new Uint8Array(0)
    this.from = 0
    this.to = 0
    this.total = 0
    this.ended = false
  }

  protected begin(): void {
    this.source.beginRead?.(this)
    try {
      this.sink.beginWrite?.(this)
    } catch (error) {
      this.source.endRead?.(this)
      throw error
    }
    this.buffer = new Uint8Array(ROOM)
  }

  protected step(cx: Context): Poll<number> {
    for (;;) {
      if (this.from < this.to) {
        const count = this.sink.pollWrite(cx, this.buffer.subarray(this.from, this.to))
        if (count === Pending) return Pending
        this.from += count
        this.total += count
      } else if (this.ended) {
        return this.sink.pollFlush(cx) === Pending ? Pending : this.total
      } else {
        const count = this.source.pollRead(cx, this.buffer)
        if (count === Pending) return Pending
        this.from = 0
        this.to = count
        this.ended = count === 0
      }
    }
  }

  protected release(): void {
    this.buffer = new Uint8Array(0)
    this.source.endRead?.(this)
    this.sink.endWrite?.(this)
  }

  protected get label(): string {
    return 'copy'
  }

  protected get waitsFor(): string {
    return this.from < this.to || this.ended ? `room in ${nameOf(this.sink)}` : `bytes from ${nameOf(this.source)}`
  }

  override get [sendable](): boolean {
    return isSendable(this.source) && isSendable(this.sink)
  }
}

/**
 * Writes to `sink` what `source` gives until it ends, flushes, and gives the number of bytes. A slow sink holds the source up. Both stay
 * open, and the caller's. Disposed half-way, it may have lost up to 16 KiB that were read and not written.
 *
 * Rust: `tokio::io::copy`.
 *
 * @throws TypeError at the call; from the poll IoError, and BorrowError while another future reads or writes there.
 * @example
 * spawn(copy(stream, stream)) // an echo
 */
export function copy(source: AsyncRead, sink: AsyncWrite): Copy {
  requireReader(source, 'copy')
  requireWriter(sink, 'copy')
  return new Copy(source, sink)
}
