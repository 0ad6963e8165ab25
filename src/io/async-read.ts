/**
 * What bytes are read from and written to: sockets, files, standard streams, buffers around them, and whatever a program writes itself.
 * Operations are futures over these (`read`, `writeAll`, `copy` …) and borrow them: whoever made a stream disposes it.
 */
import type { Context } from '../future/context.ts'
import { kindOf } from '../future/kind-of.ts'
import type { Poll } from '../future/poll.ts'

/**
 * Bytes to be read.
 *
 * Rust: `tokio::io::AsyncRead`.
 *
 * @example
 * class Zeros implements AsyncRead {
 *   pollRead(cx: Context, into: Uint8Array): Poll<number> {
 *     into.fill(0)
 *     return into.length
 *   }
 * }
 */
export interface AsyncRead {
  /**
   * Puts bytes at the start of `into` and gives their number; 0 at the end, or if `into` has no room. Touches `into` in this poll only, so
   * the next may bring another one, and whoever stops polling loses no byte.
   *
   * @throws IoError, and again at each further poll.
   */
  pollRead(cx: Context, into: Uint8Array): Poll<number>
  /** A future begins to read. @throws BorrowError while another one does. */
  beginRead?(reader: object): void
  /** That future has ended, or was disposed: nobody waits. */
  endRead?(reader: object): void
}

/**
 * Where bytes are written to.
 *
 * Rust: `tokio::io::AsyncWrite`.
 */
export interface AsyncWrite {
  /** Takes bytes from the start of `from` and gives their number, at least 1 unless `from` is empty. They will be written, whatever is dropped. */
  pollWrite(cx: Context, from: Uint8Array): Poll<number>
  /** Ready when all that was taken is with the system. */
  pollFlush(cx: Context): Poll<void>
  /** Flushes, and tells the other side that no more will come. */
  pollShutdown(cx: Context): Poll<void>
  /** A future begins to write. @throws BorrowError while another one does. */
  beginWrite?(writer: object): void
  /** That future has ended, or was disposed: nobody waits. */
  endWrite?(writer: object): void
}

/** @throws TypeError at the call. */
export function requireReader(value: unknown, where: string): asserts value is AsyncRead {
  if (typeof (value as Partial<AsyncRead> | null | undefined)?.pollRead === 'function') return
  throw new TypeError(`${where}: expected something to read from, an object with a pollRead method, and got ${kindOf(value)}`)
}

/** @throws TypeError at the call. */
export function requireWriter(value: unknown, where: string): asserts value is AsyncWrite {
  if (typeof (value as Partial<AsyncWrite> | null | undefined)?.pollWrite === 'function') return
  throw new TypeError(`${where}: expected something to write to, an object with a pollWrite method, and got ${kindOf(value)}`)
}

/** @throws TypeError at the call. */
export function requireBytes(value: unknown, where: string): asserts value is Uint8Array {
  if (!(value instanceof Uint8Array)) throw new TypeError(`${where}: expected a Uint8Array, and got ${kindOf(value)}`)
}
