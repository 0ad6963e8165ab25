/** `stream.chain(other)`: one stream after another. */
import type { Context } from '../../future/context.ts'
import { dropAll } from '../../future/dispose.ts'
import type { Inspection } from '../../future/inspect.ts'
import { Done as DoneSymbol, type Poll } from '../../future/poll.ts'
import { atSuspension, inspect, sendable } from '../../future/symbols.ts'
import { recall } from '../recall.ts'
import { Stage } from './stage.ts'

/** A constant of this module: V8 folds it, an imported one it loads. See `poll.ts`. */
const Done: typeof DoneSymbol = DoneSymbol

/** See `Stream.chain`. */
export class Chain<T> extends Stage<T> {
  /** Null once it has ended; it has been disposed then, before the second is polled. */
  private first: Stage<T> | null
  private readonly second: Stage<T>

  constructor(first: Stage<T>, second: Stage<T>) {
    super()
    this.first = first
    this.second = second
  }

  pollNext(cx: Context): Poll<T | typeof DoneSymbol> {
    const { first } = this
    if (first !== null) {
      const item = first.pollNext(cx)
      if (item !== Done) return item
      this.first = null
      first[Symbol.dispose]()
    }
    return this.second.pollNext(cx)
  }

  [Symbol.dispose](): void {
    dropAll([this.first, this.second])
  }

  override [recall](): void {
    const at = this.first ?? this.second
    at[recall]()
  }

  get [sendable](): boolean {
    return (this.first === null || this.first[sendable]) && this.second[sendable]
  }

  [atSuspension](): boolean {
    return (this.first ?? this.second)[atSuspension]()
  }

  [inspect](): Inspection {
    const state = this.first === null ? 'second' : 'first'
    return { name: 'Stream.chain', state, children: this.first === null ? [this.second] : [this.first, this.second] }
  }
}
