/** `catchUnwind(future)`: a failure as a value. */
import type { Context } from './context.ts'
import { drop } from './dispose.ts'
import { requireFuture, type Future } from './future.ts'
import type { Inspection } from './inspect.ts'
import { Disposed, Finished, mayDispose, Polling, refusePoll, Waiting, type Phase } from './phase.ts'
import { Pending, type Poll } from './poll.ts'
import { Err, Ok, type Result } from './result.ts'
import { isSendable, sendableAtSuspension } from './sendable.ts'
import { atSuspension, inspect, sendable } from './symbols.ts'

export class CatchUnwind<T> implements Future<Result<T>> {
  private phase: Phase
  private inner: Future<T> | null

  constructor(inner: Future<T>) {
    this.phase = Waiting
    this.inner = inner
  }

  poll(cx: Context): Poll<Result<T>> {
    if (this.phase !== Waiting) refusePoll(this, this.phase)
    this.phase = Polling
    try {
      const output = this.inner!.poll(cx)
      if (output === Pending) {
        this.phase = Waiting
        return Pending
      }
      this.finish()
      return Ok(output)
    } catch (error) {
      this.finish()
      return Err(error)
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
    return { name: 'CatchUnwind', children: this.inner === null ? [] : [this.inner] }
  }
}

/**
 * A future that gives `Ok(output)`, or `Err(thrown)` where `future` fails. What a *dispose* throws is not caught.
 *
 * Rust: `FutureExt::catch_unwind`, a panic being a throw here.
 *
 * @example
 * const result = blockOn(catchUnwind(fetchOne()))
 * if (!result.ok) console.error(result.error)
 */
export function catchUnwind<T>(future: Future<T>): CatchUnwind<T> {
  requireFuture(future, 'catchUnwind')
  return new CatchUnwind(future)
}
