/** `stream.map(fn)`: each item, changed by a function. */
import type { Context } from '../../future/context.ts'
import { Done as DoneSymbol, Pending as PendingSymbol, refuseAnswer, type Poll } from '../../future/poll.ts'
import { isSendable } from '../../future/sendable.ts'
import { FromArray } from '../sources/from-array.ts'
import { type Stage, type Sum, Through } from './stage.ts'

/** Constants of this module: V8 folds them, imported ones it loads. See `poll.ts`. */
const Done: typeof DoneSymbol = DoneSymbol
const Pending: typeof PendingSymbol = PendingSymbol
type Fn<T, U> = (item: T) => U

/**
 * One function. `sweep` is written out in each of the three, as `pollNext` is: in a shared loop the calls of the users' functions would
 * meet every function of the program, and V8 could inline none.
 */
class Map1<S, T> extends Through<S, T> {
  private readonly first: Fn<S, T>

  constructor(source: Stage<S>, first: Fn<S, T>) {
    super(source)
    this.first = first
  }

  protected get type(): string {
    return 'map'
  }

  pollNext(cx: Context): Poll<T | typeof DoneSymbol> {
    const item = this.source.pollNext(cx)
    if (item === Pending) return Pending
    if (item === Done) return Done
    const { first } = this
    const out = first(item)
    if ((out as unknown) === Pending || (out as unknown) === Done) refuseAnswer(out, 'map')
    return out
  }

  override sweep(most: number, sum: Sum<T>): void {
    const { source } = this
    if (!(source instanceof FromArray)) return
    const { first } = this
    const fn = sum.fn!
    const items = source.items as readonly S[]
    const start = source.at
    let { state } = sum
    let at = start
    try {
      while (at < items.length && at - start < most) {
        const item = items[at++] as S
        if ((item as unknown) === Pending || (item as unknown) === Done) refuseAnswer(item, 'Stream.from')
        const out = first(item)
        if ((out as unknown) === Pending || (out as unknown) === Done) refuseAnswer(out, 'map')
        state = fn(state, out)
      }
    } finally {
      source.at = at
      sum.state = state
      sum.swept = at - start
    }
  }

  protected override holdsSendable(): boolean {
    return isSendable(this.first)
  }

  /** The same source, with one more function. */
  append<U>(fn: Fn<T, U>): Map2<S, T, U> {
    return new Map2(this.source, this.first, fn)
  }
}

/** Two functions in one stage. */
class Map2<S, M, T> extends Through<S, T> {
  private readonly first: Fn<S, M>
  private readonly second: Fn<M, T>

  constructor(source: Stage<S>, first: Fn<S, M>, second: Fn<M, T>) {
    super(source)
    this.first = first
    this.second = second
  }

  protected get type(): string {
    return 'map'
  }

  pollNext(cx: Context): Poll<T | typeof DoneSymbol> {
    const item = this.source.pollNext(cx)
    if (item === Pending) return Pending
    if (item === Done) return Done
    const { first, second } = this
    const middle = first(item)
    if ((middle as unknown) === Pending || (middle as unknown) === Done) refuseAnswer(middle, 'map')
    const out = second(middle)
    if ((out as unknown) === Pending || (out as unknown) === Done) refuseAnswer(out, 'map')
    return out
  }

  override sweep(most: number, sum: Sum<T>): void {
    const { source } = this
    if (!(source instanceof FromArray)) return
    const { first, second } = this
    const fn = sum.fn!
    const items = source.items as readonly S[]
    const start = source.at
    let { state } = sum
    let at = start
    try {
      while (at < items.length && at - start < most) {
        const item = items[at++] as S
        if ((item as unknown) === Pending || (item as unknown) === Done) refuseAnswer(item, 'Stream.from')
        const middle = first(item)
        if ((middle as unknown) === Pending || (middle as unknown) === Done) refuseAnswer(middle, 'map')
        const out = second(middle)
        if ((out as unknown) === Pending || (out as unknown) === Done) refuseAnswer(out, 'map')
        state = fn(state, out)
      }
    } finally {
      source.at = at
      sum.state = state
      sum.swept = at - start
    }
  }

  protected override holdsSendable(): boolean {
    return isSendable(this.first) && isSendable(this.second)
  }

  append<U>(fn: Fn<T, U>): Map3<S, M, T, U> {
    return new Map3(this.source, this.first, this.second, fn)
  }
}

/** Three functions in one stage. */
class Map3<S, M, N, T> extends Through<S, T> {
  private readonly first: Fn<S, M>
  private readonly second: Fn<M, N>
  private readonly third: Fn<N, T>

  constructor(source: Stage<S>, first: Fn<S, M>, second: Fn<M, N>, third: Fn<N, T>) {
    super(source)
    this.first = first
    this.second = second
    this.third = third
  }

  protected get type(): string {
    return 'map'
  }

  pollNext(cx: Context): Poll<T | typeof DoneSymbol> {
    const item = this.source.pollNext(cx)
    if (item === Pending) return Pending
    if (item === Done) return Done
    const { first, second, third } = this
    const one = first(item)
    if ((one as unknown) === Pending || (one as unknown) === Done) refuseAnswer(one, 'map')
    const two = second(one)
    if ((two as unknown) === Pending || (two as unknown) === Done) refuseAnswer(two, 'map')
    const out = third(two)
    if ((out as unknown) === Pending || (out as unknown) === Done) refuseAnswer(out, 'map')
    return out
  }

  override sweep(most: number, sum: Sum<T>): void {
    const { source } = this
    if (!(source instanceof FromArray)) return
    const { first, second, third } = this
    const fn = sum.fn!
    const items = source.items as readonly S[]
    const start = source.at
    let { state } = sum
    let at = start
    try {
      while (at < items.length && at - start < most) {
        const item = items[at++] as S
        if ((item as unknown) === Pending || (item as unknown) === Done) refuseAnswer(item, 'Stream.from')
        const one = first(item)
        if ((one as unknown) === Pending || (one as unknown) === Done) refuseAnswer(one, 'map')
        const two = second(one)
        if ((two as unknown) === Pending || (two as unknown) === Done) refuseAnswer(two, 'map')
        const out = third(two)
        if ((out as unknown) === Pending || (out as unknown) === Done) refuseAnswer(out, 'map')
        state = fn(state, out)
      }
    } finally {
      source.at = at
      sum.state = state
      sum.swept = at - start
    }
  }

  protected override holdsSendable(): boolean {
    return isSendable(this.first) && isSendable(this.second) && isSendable(this.third)
  }
}

/**
 * Maps in a row become one stage, up to three: a stage less costs a call less an item, and each function has a call of its own,
 * which V8 can inline; in a stage used three times over, one call would meet three functions.
 */
export function mapStage<T, U>(source: Stage<T>, fn: Fn<T, U>): Stage<U> {
  return source instanceof Map1 || source instanceof Map2 ? source.append(fn) : new Map1(source, fn)
}
