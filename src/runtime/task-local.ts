/**
 * `taskLocal()`: a value that a future finds around it without being handed it.
 *
 * A scope is in place while its future is being polled or disposed, and only then. Scopes in place are a list, the
 * innermost first, with its head in `current.ts`; each links to the one that was in place before it:
 *
 *     poll(outer)        head ──▶ outer
 *     poll(inner)        head ──▶ inner ──▶ outer      get() finds the first of its key
 *     inner returns      head ──▶ outer
 *
 * So nesting, and several keys at once, need nothing more, and a poll allocates nothing. (A map of keys in each task was
 * the alternative: it would have to be copied at each scope, and a future polled outside any task would have none.)
 *
 * Rust: `tokio::task_local!`.
 */
import type { Context } from '../future/context.ts'
import { drop } from '../future/dispose.ts'
import { requireFuture, type Future } from '../future/future.ts'
import type { Inspection } from '../future/inspect.ts'
import { Disposed, Finished, mayDispose, Polling, refusePoll, Waiting, type Phase } from '../future/phase.ts'
import { Pending, type Poll } from '../future/poll.ts'
import { isSendable, sendableAtSuspension } from '../future/sendable.ts'
import { atSuspension, inspect, sendable } from '../future/symbols.ts'
import { currentScope, swapScope } from './current.ts'

/** A value in place. */
export interface TaskScope {
  readonly key: object
  readonly value: unknown
  /** What was in place before. */
  readonly outer: TaskScope | null
}

export class TaskLocalFuture<T, U> implements Future<U>, TaskScope {
  readonly key: object
  value: T | undefined
  outer: TaskScope | null
  private phase: Phase
  private inner: Future<U> | null

  constructor(key: object, value: T, inner: Future<U>) {
    this.key = key
    this.value = value
    this.outer = null
    this.phase = Waiting
    this.inner = inner
  }

  poll(cx: Context): Poll<U> {
    if (this.phase !== Waiting) refusePoll(this, this.phase)
    this.phase = Polling
    this.outer = swapScope(this)
    let next: Phase = Finished
    try {
      const output = this.inner!.poll(cx)
      if (output === Pending) next = Waiting
      return output
    } finally {
      this.leave()
      this.phase = next
      if (next === Finished) this.release()
    }
  }

  private leave(): void {
    swapScope(this.outer)
    this.outer = null
  }

  private release(): void {
    this.inner = null
    this.value = undefined
  }

  [Symbol.dispose](): void {
    if (!mayDispose(this, this.phase)) return
    this.phase = Disposed
    const { inner } = this
    this.outer = swapScope(this)
    try {
      drop(inner)
    } finally {
      this.leave()
      this.release()
    }
  }

  get [sendable](): boolean {
    return isSendable(this.inner) && isSendable(this.value)
  }

  [atSuspension](): boolean {
    return this.inner === null || sendableAtSuspension(this.inner)
  }

  [inspect](): Inspection {
    return { name: 'TaskLocalFuture', children: this.inner === null ? [] : [this.inner] }
  }
}

/** A key; see {@link taskLocal}. */
export class TaskLocal<T> {
  /**
   * `future`, with `value` in place whenever it is polled or disposed. Tasks that it spawns do not inherit it; nor is
   * the value disposed at the end, since others may hold it too.
   *
   * Rust: `LocalKey::scope`.
   */
  scope<U>(value: T, future: Future<U>): TaskLocalFuture<T, U> {
    requireFuture(future, 'scope')
    return new TaskLocalFuture(this, value, future)
  }

  /** The value of the innermost scope of this key that is in place, or undefined outside all of them. */
  get(): T | undefined {
    let scope = currentScope()
    while (scope !== null && scope.key !== this) scope = scope.outer
    return scope === null ? undefined : (scope.value as T)
  }
}

/**
 * A key for values that belong to a task and everything it calls: a request's number, a tenant, a tracing span.
 *
 * Rust: `tokio::task_local!`.
 *
 * @example
 * const requestId = taskLocal<number>()
 * const log = (text: string) => console.log(requestId.get(), text)
 * spawn(requestId.scope(7, lazy(() => log('begins')))) // 7 begins
 */
export function taskLocal<T>(): TaskLocal<T> {
  return new TaskLocal<T>()
}
