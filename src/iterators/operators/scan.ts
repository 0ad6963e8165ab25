/** `stream.scan(fn, init)`: a state that each item changes, given after each change. */
import type { Context } from '../../future/context.ts'
import { dropAll } from '../../future/dispose.ts'
import { Done as DoneSymbol, Pending as PendingSymbol, refuseAnswer, type Poll } from '../../future/poll.ts'
import { isSendable } from '../../future/sendable.ts'
import '../../future/symbols.ts'
import { atSuspension } from '../../future/symbols.ts'
import { type Stage, Through } from './stage.ts'

/** Constants of this module: V8 folds them, imported ones it loads. See `poll.ts`. */
const Done: typeof DoneSymbol = DoneSymbol
const Pending: typeof PendingSymbol = PendingSymbol
/** See `Stream.scan`. */
export class Scan<S, T> extends Through<S, T> {
  private readonly fn: (state: T, item: S) => T
  private state: T
  /** `fn` has been given the first state, which until then is this one's. Each later one is an item, and so its taker's. */
  private begun: boolean
  /** Since the whole was last found sendable, the state has changed. */
  private changed: boolean

  constructor(source: Stage<S>, fn: (state: T, item: S) => T, init: T) {
    super(source)
    this.fn = fn
    this.state = init
    this.begun = false
    this.changed = false
  }

  protected get type(): string {
    return 'scan'
  }

  pollNext(cx: Context): Poll<T | typeof DoneSymbol> {
    const item = this.source.pollNext(cx)
    if (item === Pending) return Pending
    if (item === Done) return Done
    const { fn } = this
    this.begun = true
    const state = fn(this.state, item)
    if ((state as unknown) === Pending || (state as unknown) === Done) refuseAnswer(state, 'scan')
    this.state = state
    this.changed = true
    return state
  }

  override [Symbol.dispose](): void {
    const { begun } = this
    this.begun = true
    dropAll([this.source, begun ? undefined : this.state])
  }

  protected override holdsSendable(): boolean {
    return isSendable(this.fn) && isSendable(this.state)
  }

  override [atSuspension](): boolean {
    if (this.changed) {
      this.changed = false
      if (!isSendable(this.state)) return false
    }
    return super[atSuspension]()
  }
}
