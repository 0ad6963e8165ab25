/** One level of a chain, written by hand: awaits the next one and adds itself. */
import { Pending, type Context, type Future, type Poll } from '../../src/index.ts'

export class Level implements Future<number> {
  private readonly inner: Future<number>

  constructor(inner: Future<number>) {
    this.inner = inner
  }

  poll(cx: Context): Poll<number> {
    const below = this.inner.poll(cx)
    return below === Pending ? Pending : below + 1
  }
}
