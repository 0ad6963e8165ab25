import { contextFrom, noopWaker, Pending, type Context, type Future, type Poll } from '../../src/index.ts'
import { compareBytes, TestIterator, type KvEntry, type KvIterator, type Seekable } from '../../src/iterators/index.ts'

/** How often a {@link SeekableProbe} waits: in each seek, and in each next. */
export interface Waits {
  readonly seek: number
  readonly next: number
}

/**
 * `TestIterator(from, to)` as a disk would give it: every `next()` and every `seek` answers Pending a given number of
 * times first, waking at once. A seek or a loan that is disposed before its end has moved nothing.
 */
export class SeekableProbe implements KvIterator, Seekable {
  /** Seeks that reached their end. */
  seeks = 0
  disposes = 0
  private readonly inner: TestIterator
  private readonly waits: Waits

  constructor(from: number, to: number, waits: Waits) {
    this.inner = new TestIterator(from, to)
    this.waits = waits
  }

  next(): Future<KvEntry | null> {
    return new Slowly(this.waits.next, this.inner.next())
  }

  seek(key: Uint8Array): Future<void> {
    const seek = this.inner.seek(key)
    return new Slowly(this.waits.seek, seek, () => {
      this.seeks += 1
    })
  }

  [Symbol.dispose](): void {
    this.disposes += 1
    this.inner[Symbol.dispose]()
  }
}

class Slowly<T> implements Future<T> {
  private left: number
  private readonly inner: Future<T>
  private readonly done: () => void

  constructor(left: number, inner: Future<T>, done = () => {}) {
    this.left = left
    this.inner = inner
    this.done = done
  }

  poll(cx: Context): Poll<T> {
    if (this.left > 0) {
      this.left -= 1
      cx.waker.wake()
      return Pending
    }
    const output = this.inner.poll(cx)
    this.done()
    return output
  }

  [Symbol.dispose](): void {
    this.inner[Symbol.dispose]!()
  }
}

/** Polls `future` until it is ready. */
export function finish<T>(future: Future<T>): T {
  const cx = contextFrom(noopWaker())
  for (;;) {
    const output = future.poll(cx)
    if (output !== Pending) return output
  }
}

/** Whether `text`, as bytes, is not below `key`. */
export function isFrom(key: string, text: string): boolean {
  const encoder = new TextEncoder()
  return compareBytes(encoder.encode(text), encoder.encode(key)) >= 0
}
