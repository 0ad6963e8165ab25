import { contextFrom, Pending } from '../../src/index.ts'
import type { Context, Future, Poll } from '../../src/index.ts'
import { countingWaker } from '../../src/testing/index.ts'
import { thrownBy } from './thrown.ts'

type Counting = ReturnType<typeof countingWaker>

/** A poll that gave a value, gave Pending, or threw; a throw and a value can be compared alike. */
export type Turn = { value: unknown } | { thrown: unknown } | 'pending'

/** A place to poll a future from: a waker that counts, and the context that carries it. */
export class Rig {
  readonly waker: Counting = countingWaker()
  readonly cx: Context = contextFrom(this.waker)

  get wakes(): number {
    return this.waker.count
  }

  turn(f: Future<unknown>): Turn {
    let got: Poll<unknown>
    try {
      got = f.poll(this.cx)
    } catch (thrown) {
      return { thrown }
    }
    return got === Pending ? 'pending' : { value: got }
  }

  /** What a poll of `f` throws. */
  thrown(f: Future<unknown>): unknown {
    return thrownBy(() => f.poll(this.cx))
  }
}
