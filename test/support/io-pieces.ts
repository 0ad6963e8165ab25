import { Pending, type Context, type Poll } from '../../src/index.ts'
import type { AsyncRead } from '../../src/io/index.ts'

/** Gives the bytes in the given pieces, each after a poll that is pending. */
export class Pieces implements AsyncRead, Disposable {
  disposed: number
  private readonly pieces: Uint8Array[]
  private waited: boolean

  constructor(pieces: Uint8Array[]) {
    this.disposed = 0
    this.pieces = pieces.filter(piece => piece.length > 0)
    this.waited = false
  }

  pollRead(cx: Context, into: Uint8Array): Poll<number> {
    const [piece] = this.pieces
    if (piece === undefined) return 0
    this.waited = !this.waited
    if (this.waited) {
      cx.waker.wake()
      return Pending
    }
    const count = Math.min(piece.length, into.length)
    into.set(piece.subarray(0, count))
    if (count === piece.length) this.pieces.shift()
    else this.pieces[0] = piece.subarray(count)
    return count
  }

  [Symbol.dispose](): void {
    this.disposed++
  }
}
