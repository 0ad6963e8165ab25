import { contextFrom, Done, Pending } from '../../src/index.ts'
import type { Context, Poll } from '../../src/index.ts'
import { countingWaker } from '../../src/testing/index.ts'

/** A poll that gave an item, gave `Done` or `Pending`, or threw; all can be compared alike. */
export type StreamTurn = { item: unknown } | { thrown: unknown } | 'done' | 'pending'

/** A place to poll a stream from: a waker that counts, and the context that carries it. */
export class StreamRig {
  readonly waker: ReturnType<typeof countingWaker> = countingWaker()
  readonly cx: Context = contextFrom(this.waker)

  get wakes(): number {
    return this.waker.count
  }

  turn(stream: { pollNext(cx: Context): Poll<unknown> }): StreamTurn {
    let got: unknown
    try {
      got = stream.pollNext(this.cx)
    } catch (thrown) {
      return { thrown }
    }
    return got === Pending ? 'pending' : got === Done ? 'done' : { item: got }
  }

  /** Turns until one has no item: all of them, that one too. */
  turns(stream: { pollNext(cx: Context): Poll<unknown> }): StreamTurn[] {
    const turns: StreamTurn[] = []
    for (;;) {
      const turn = this.turn(stream)
      turns.push(turn)
      if (typeof turn === 'string') return turns
    }
  }
}
