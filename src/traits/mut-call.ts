/** The future of a call that has what its function captured to itself. */
import type { Context } from '../future/context.ts'
import type { Future } from '../future/future.ts'
import { Polling, refusePoll, Waiting } from '../future/phase.ts'
import { Pending as PendingSymbol, type Poll } from '../future/poll.ts'
import '../future/symbols.ts'
import { Wrapper } from '../future/wrapper.ts'

/** A constant of this module: V8 folds it, an imported one it loads. See `poll.ts`. */
const Pending: typeof PendingSymbol = PendingSymbol

/** The future of one call of an `asyncFnMut`: as long as it is under way, nobody else has what the function captured. */
export class MutCall<T> extends Wrapper<T> {
  private readonly name: string

  constructor(inner: Future<T>, name: string) {
    super(inner)
    this.name = name
  }

  protected get type(): string {
    return this.name
  }

  /** Whether it has ended, one way or the other. */
  get isOver(): boolean {
    return this.inner === null
  }

  poll(cx: Context): Poll<T> {
    if (this.phase !== Waiting) refusePoll(this, this.phase)
    this.phase = Polling
    try {
      const output = this.inner!.poll(cx)
      if (output === Pending) this.phase = Waiting
      else this.finish()
      return output
    } catch (error) {
      this.finish()
      throw error
    }
  }
}
