/** `stream.chunks(n)`: the items in arrays of n. */
import { budget } from '../../future/budget.ts'
import type { Context } from '../../future/context.ts'
import { dropAll } from '../../future/dispose.ts'
import type { Inspection } from '../../future/inspect.ts'
import { Done as DoneSymbol, Pending as PendingSymbol, type Poll } from '../../future/poll.ts'
import { isSendable } from '../../future/sendable.ts'
import { atSuspension, inspect } from '../../future/symbols.ts'
import { paid } from './paid.ts'
import { type Stage, Through } from './stage.ts'

/** Constants of this module: V8 folds them, imported ones it loads. See `poll.ts`. */
const Done: typeof DoneSymbol = DoneSymbol
const Pending: typeof PendingSymbol = PendingSymbol
/** See `Stream.chunks`. */
export class Chunks<T> extends Through<T, T[]> {
  private readonly n: number
  private held: T[]
  /** How many of `held` are known to be sendable. */
  private judged: number
  private ended: boolean

  constructor(source: Stage<T>, n: number) {
    super(source)
    this.n = n
    this.held = []
    this.judged = 0
    this.ended = false
  }

  protected get type(): string {
    return 'chunks'
  }

  pollNext(cx: Context): Poll<T[] | typeof DoneSymbol> {
    if (this.ended) return Done
    for (;;) {
      const before = budget.left
      const item = this.source.pollNext(cx)
      if (item === Pending) return Pending
      if (item === Done) return this.end()
      this.held.push(item)
      if (this.held.length === this.n) return this.take()
      if (!paid(before, cx)) return Pending
    }
  }

  /** The rest, if there is one; the owner then asks once more. */
  private end(): T[] | typeof DoneSymbol {
    this.ended = true
    return this.held.length === 0 ? Done : this.take()
  }

  private take(): T[] {
    const chunk = this.held
    this.held = []
    this.judged = 0
    return chunk
  }

  override [Symbol.dispose](): void {
    dropAll([this.source, ...this.take()])
  }

  protected override holdsSendable(): boolean {
    return isSendable(this.held)
  }

  override [atSuspension](): boolean {
    while (this.judged < this.held.length) if (!isSendable(this.held[this.judged++])) return false
    return super[atSuspension]()
  }

  override [inspect](): Inspection {
    return { ...super[inspect](), fields: { held: this.held.length, of: this.n } }
  }
}
