/**
 * # The machine under `buffered` and `bufferUnordered`
 *
 * A stream of futures, so many of which are in flight at once: each poll takes futures from the source while there is
 * room, then asks the set of those in flight for an output. An output that waits for its turn keeps its place, so what
 * piles up behind a slow future is bounded too: that is the back-pressure.
 *
 *     source ──futures, while there is room──▶ in flight (a FuturesUnordered or FuturesOrdered) ──outputs──▶
 *
 * A `Pending` owes a wake for whatever it waits on. The source has the waker if it was asked and had nothing; the set has
 * it for its children. If there was room and the source was not asked, because the budget was spent, the poll itself asks
 * for another, unless the set has done so already.
 *
 * Throws, of the source or of a future, finish the whole; the rest is disposed: source, then futures in flight.
 */
import { budget, spendBudget } from '../future/budget.ts'
import type { Context } from '../future/context.ts'
import { drop, dropAll, dropAllSuppressed } from '../future/dispose.ts'
import type { Future } from '../future/future.ts'
import type { Inspection } from '../future/inspect.ts'
import { Disposed, Finished, mayDispose, phaseName, Polling, refusePoll, Waiting, type Phase } from '../future/phase.ts'
import { Done as DoneSymbol, Pending as PendingSymbol, type Done as DoneType, type Poll } from '../future/poll.ts'
import { isSendable, sendableAtSuspension } from '../future/sendable.ts'
import { atSuspension, inspect, sendable } from '../future/symbols.ts'
import type { FuturesMachine } from './futures-unordered-machine.ts'
import { recall, recallStream } from './recall.ts'
import type { PollNext } from './stream.ts'

/** Constants of this module: V8 folds them, imported ones it loads. See `poll.ts`. */
const Pending: typeof PendingSymbol = PendingSymbol
const Done: typeof DoneSymbol = DoneSymbol

/** What the two have in common: everything but the set. */
export abstract class BufferedMachine<T> implements PollNext<T> {
  private phase: Phase
  /** Null once it has ended. */
  private source: PollNext<Future<T>> | null
  private readonly inFlight: FuturesMachine<T> & PollNext<T>
  private readonly limit: number
  private readonly name: string

  constructor(name: string, source: PollNext<Future<T>>, limit: number, inFlight: FuturesMachine<T> & PollNext<T>) {
    this.phase = Waiting
    this.source = source
    this.inFlight = inFlight
    this.limit = limit
    this.name = name
  }

  pollNext(cx: Context): Poll<T | DoneType> {
    if (this.phase !== Waiting) refusePoll(this, this.phase)
    this.phase = Polling
    try {
      const unasked = !this.fill(cx)
      const item = this.inFlight.pollNext(cx)
      if (item === Done && this.source === null) {
        this.phase = Finished
        return Done
      }
      this.phase = Waiting
      if (item !== Pending && item !== Done) return item
      if (unasked && (item === Done || !this.inFlight.isWoken)) cx.waker.wake()
      return Pending
    } catch (error) {
      this.fail(error)
    }
  }

  /** Takes futures while there is room. Returns false if the budget ended that, so that the source waits for nothing. */
  private fill(cx: Context): boolean {
    while (this.source !== null && this.inFlight.size + 1 <= this.limit) {
      if (budget.left === 0) return false
      const future = this.pollSource(this.source, cx)
      if (future === Pending) return true
      if (future === Done) {
        this.endSource(this.source)
        return true
      }
      spendBudget()
      this.inFlight.pushQuietly(future)
    }
    return true
  }

  private pollSource(source: PollNext<Future<T>>, cx: Context): Poll<Future<T> | DoneType> {
    try {
      return source.pollNext(cx)
    } catch (error) {
      // Finished by that, it owns nothing any more; one that could go on is disposed with the rest.
      if (source.resumable !== true) this.source = null
      throw error
    }
  }

  /** A source that has ended is forgotten; one that could go on after its end is not needed any more, and disposed. */
  private endSource(source: PollNext<Future<T>>): void {
    this.source = null
    if (source.resumable === true) drop(source)
  }

  private fail(error: unknown): never {
    const { source } = this
    this.source = null
    dropAllSuppressed([source, this.inFlight], error)
    this.phase = Finished
    throw error
  }

  /** Nobody waits for an output any more: what waits in the source is put aside, what is in flight goes on. */
  [recall](): void {
    recallStream(this.source)
    this.inFlight.leave()
  }

  /** Disposes the source, then what is in flight, in its order: futures, and outputs that nobody will get. */
  [Symbol.dispose](): void {
    if (!mayDispose(this, this.phase)) return
    const { source } = this
    this.phase = Disposed
    this.source = null
    dropAll([source, this.inFlight])
  }

  get [sendable](): boolean {
    return isSendable(this.source) && isSendable(this.inFlight)
  }

  [atSuspension](): boolean {
    return (this.source === null || sendableAtSuspension(this.source)) && this.inFlight[atSuspension]()
  }

  [inspect](): Inspection {
    const { source, inFlight } = this
    const { state, children = [] } = inFlight[inspect]()
    const ended = this.phase === Finished || this.phase === Disposed
    return {
      name: this.name,
      state: ended ? phaseName(this.phase) : `${state} of at most ${this.limit}`,
      children: source === null ? children : [source, ...children],
    }
  }
}

/** @throws RangeError unless at least one future may be in flight. */
export function requireLimit(limit: number, where: string): void {
  if (typeof limit === 'number' && limit >= 1) return
  throw new RangeError(`${where}: the number of futures in flight must be 1 or more, and is ${String(limit)}`)
}
