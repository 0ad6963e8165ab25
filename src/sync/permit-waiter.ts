/** What the futures of `Semaphore`, `Mutex` and `RwLock` share: how to wait for permits, and how to leave. */
import type { Context } from '../future/context.ts'
import type { Future } from '../future/future.ts'
import type { Inspection } from '../future/inspect.ts'
import { Disposed, Finished, mayDispose, phaseName, Waiting, type Phase } from '../future/phase.ts'
import { Pending as PendingSymbol, type Poll } from '../future/poll.ts'
import '../future/symbols.ts'
import { inspect } from '../future/symbols.ts'
import type { PermitQueue } from './permit-queue.ts'
import { placeOf, Waiter } from './waiter-list.ts'

/** A constant of this module: V8 folds it, an imported one it loads. */
const Pending: typeof PendingSymbol = PendingSymbol

/**
 * Queued from the first poll that finds too few permits until they are given to it; see the essay in `permit-queue.ts`.
 * `poll` is each subclass's own, for V8's inline caches.
 */
export abstract class PermitWaiter<T> extends Waiter implements Future<T>, Disposable {
  protected phase: Phase
  /** It owns the permits that it needs, and has yet to hand them on. */
  given: boolean
  /** How many permits it waits for. */
  readonly need: number
  /** Null once it has ended. */
  protected queue: PermitQueue | null

  constructor(queue: PermitQueue, need: number) {
    super()
    this.phase = Waiting
    this.given = false
    this.need = need
    this.queue = queue
  }

  abstract poll(cx: Context): Poll<T>
  /** The type's name, written out: a minifier changes that of the class. */
  protected abstract get type(): string
  /** What it waits for, for errors. */
  protected abstract get awaited(): string

  /** Too few permits are free, or others were first: keeps its place in the queue, or takes one. */
  protected wait(cx: Context, queue: PermitQueue): typeof PendingSymbol {
    this.keepWaker(cx)
    if (this.list === null) queue.waiters.push(this)
    return Pending
  }

  /** Its permits are handed on with the output, or it fails. */
  protected finish(): void {
    this.phase = Finished
    this.given = false
    this.queue = null
    this.waker = null
  }

  [Symbol.dispose](): void {
    if (!mayDispose(this, this.phase)) return
    const queue = this.queue!
    this.phase = Disposed
    this.queue = null
    this.waker = null
    queue.leave(this)
  }

  [inspect](): Inspection {
    const name = this.type
    if (this.phase !== Waiting) return { name, state: phaseName(this.phase) }
    if (this.given) return { name, state: 'given' }
    if (this.list === null) return { name, state: 'unpolled', waitsOn: this.awaited }
    return { name, state: 'waiting', waitsOn: `${this.awaited}, ${placeOf(this)}` }
  }
}
