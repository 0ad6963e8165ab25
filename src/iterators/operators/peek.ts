/** The stage of a `Peekable`: one item may be looked at before it is taken. */
import type { Context } from '../../future/context.ts'
import { dropAll } from '../../future/dispose.ts'
import { Pending as PendingSymbol, type Done, type Poll } from '../../future/poll.ts'
import { isSendable } from '../../future/sendable.ts'
import { atSuspension } from '../../future/symbols.ts'
import { type Stage, Through } from './stage.ts'

/** A constant of this module: V8 folds it, an imported one it loads. See `poll.ts`. */
const Pending: typeof PendingSymbol = PendingSymbol

/** See `Stream.peekable`. */
export class Peek<T> extends Through<T, T> {
  /** The item, or the end, that was looked at; `Pending`, which is neither, where none was. */
  private held: Poll<T | Done>

  constructor(source: Stage<T>) {
    super(source)
    this.held = Pending
  }

  protected get type(): string {
    return 'peekable'
  }

  pollNext(cx: Context): Poll<T | Done> {
    const { held } = this
    if (held === Pending) return this.source.pollNext(cx)
    this.held = Pending
    return held
  }

  /** The next item, which stays. */
  pollPeek(cx: Context): Poll<T | Done> {
    if (this.held === Pending) this.held = this.source.pollNext(cx)
    return this.held
  }

  override [Symbol.dispose](): void {
    const { held } = this
    this.held = Pending
    dropAll([this.source, held])
  }

  protected override holdsSendable(): boolean {
    return isSendable(this.held)
  }

  override [atSuspension](): boolean {
    return super[atSuspension]() && isSendable(this.held)
  }
}
