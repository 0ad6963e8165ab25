/** `write`, `writeAll`, `flush`, `shutdown`: futures over anything that can be written to. */
import type { Context } from '../future/context.ts'
import { nameOf } from '../future/inspect.ts'
import { Pending, type Poll } from '../future/poll.ts'
import { isSendable } from '../future/sendable.ts'
import { sendable } from '../future/symbols.ts'
import { requireBytes, requireWriter, type AsyncWrite } from './async-read.ts'
import { IoFuture } from './io-future.ts'

/** A future that writes; the sink is lent to it from its first poll to its end. */
export abstract class Writing<T> extends IoFuture<T> {
  protected readonly sink: AsyncWrite

  constructor(sink: AsyncWrite) {
    super()
    this.sink = sink
  }

  protected begin(): void {
    this.sink.beginWrite?.(this)
  }

  protected release(): void {
    this.sink.endWrite?.(this)
  }

  protected get waitsFor(): string {
    return `room in ${nameOf(this.sink)}`
  }

  override get [sendable](): boolean {
    return isSendable(this.sink)
  }
}

/** See {@link write}. */
export class Write extends Writing<number> {
  private readonly from: Uint8Array

  constructor(sink: AsyncWrite, from: Uint8Array) {
    super(sink)
    this.from = from
  }

  protected step(cx: Context): Poll<number> {
    return this.sink.pollWrite(cx, this.from)
  }

  protected get label(): string {
    return 'write'
  }
}

/**
 * Writes once: gives the number of bytes that were taken from the start of `from`. Disposed before it is ready, it has taken none.
 *
 * Rust: `AsyncWriteExt::write`.
 *
 * @throws TypeError at the call; from the poll IoError, and BorrowError while another future writes.
 * @example
 * const taken = yield* wait(write(stream, bytes))
 */
export function write(sink: AsyncWrite, from: Uint8Array): Write {
  requireWriter(sink, 'write')
  requireBytes(from, 'write')
  return new Write(sink, from)
}

/** See {@link writeAll}. */
export class WriteAll extends Writing<void> {
  private readonly from: Uint8Array
  private taken: number

  constructor(sink: AsyncWrite, from: Uint8Array) {
    super(sink)
    this.from = from
    this.taken = 0
  }

  protected step(cx: Context): Poll<void> {
    const { from, sink } = this
    while (this.taken < from.length) {
      const count = sink.pollWrite(cx, this.taken === 0 ? from : from.subarray(this.taken))
      if (count === Pending) return Pending
      this.taken += count
    }
  }

  protected get label(): string {
    return 'writeAll'
  }
}

/**
 * Writes all of `from`, which must not change meanwhile. Disposed half-way, a part of it is written.
 *
 * Rust: `AsyncWriteExt::write_all`.
 *
 * @throws TypeError at the call; from the poll IoError, and BorrowError while another future writes.
 * @example
 * yield* wait(writeAll(stream, new TextEncoder().encode('hello\n')))
 */
export function writeAll(sink: AsyncWrite, from: Uint8Array): WriteAll {
  requireWriter(sink, 'writeAll')
  requireBytes(from, 'writeAll')
  return new WriteAll(sink, from)
}

/** See {@link flush}. */
export class Flush extends Writing<void> {
  protected step(cx: Context): Poll<void> {
    return this.sink.pollFlush(cx)
  }

  protected get label(): string {
    return 'flush'
  }
}

/**
 * Ready when all that was written is with the system.
 *
 * Rust: `AsyncWriteExt::flush`.
 *
 * @throws TypeError at the call; IoError from the poll, also for a write that seemed to succeed.
 * @example
 * yield* wait(flush(file))
 */
export function flush(sink: AsyncWrite): Flush {
  requireWriter(sink, 'flush')
  return new Flush(sink)
}

/** See {@link shutdown}. */
export class Shutdown extends Writing<void> {
  protected step(cx: Context): Poll<void> {
    return this.sink.pollShutdown(cx)
  }

  protected get label(): string {
    return 'shutdown'
  }
}

/**
 * Writes out what is left and tells the other side that no more will come. Reading goes on.
 *
 * Rust: `AsyncWriteExt::shutdown`.
 *
 * @throws TypeError at the call; IoError from the poll.
 * @example
 * yield* wait(shutdown(stream))
 */
export function shutdown(sink: AsyncWrite): Shutdown {
  requireWriter(sink, 'shutdown')
  return new Shutdown(sink)
}
