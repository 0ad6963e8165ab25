/** `boxed(future)`: one type for futures of many types. */
import type { Context } from './context.ts'
import { drop } from './dispose.ts'
import { requireFuture, type Future } from './future.ts'
import type { Inspection } from './inspect.ts'
import { Disposed, Finished, mayDispose, Polling, refusePoll, Waiting, type Phase } from './phase.ts'
import { Pending as PendingSymbol, type Poll } from './poll.ts'
import { isSendable, sendableAtSuspension } from './sendable.ts'
import { atSuspension, inspect, sendable } from './symbols.ts'

/** A constant of this module: V8 folds it, an imported one it loads. See `poll.ts`. */
const Pending: typeof PendingSymbol = PendingSymbol

export class Boxed<T> implements Future<T> {
  private phase: Phase
  private inner: Future<T> | null

  constructor(inner: Future<T>) {
    this.phase = Waiting
    this.inner = inner
  }

  poll(cx: Context): Poll<T> {
    if (this.phase !== Waiting) refusePoll(this, this.phase)
    this.phase = Polling
    try {
      const output = this.inner!.poll(cx)
      if (output === Pending) {
        this.phase = Waiting
        return Pending
      }
      this.finish()
      return output
    } catch (error) {
      this.finish()
      throw error
    }
  }

  private finish(): void {
    this.phase = Finished
    this.inner = null
  }

  [Symbol.dispose](): void {
    if (!mayDispose(this, this.phase)) return
    this.phase = Disposed
    const inner = this.inner
    this.inner = null
    drop(inner)
  }

  get [sendable](): boolean {
    return isSendable(this.inner)
  }

  [atSuspension](): boolean {
    return this.inner === null || sendableAtSuspension(this.inner)
  }

  [inspect](): Inspection {
    return { name: 'Boxed', children: this.inner === null ? [] : [this.inner] }
  }
}

/**
 * A future that hides the type of `future` and is otherwise the same. One allocation. A call site that polls boxes
 * always meets one shape of object, whatever is inside.
 *
 * Rust: `Box::pin(future) as Pin<Box<dyn Future<Output = T>>>`, `FutureExt::boxed`.
 *
 * @throws whatever `future` throws.
 * @example
 * const step: Boxed<number> = cached ? boxed(ready(1)) : boxed(fetchOne())
 */
export function boxed<T>(future: Future<T>): Boxed<T> {
  requireFuture(future, 'boxed')
  return new Boxed(future)
}
