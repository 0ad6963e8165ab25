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
import { requireFuture, type Future } from '../future/future.ts'
import { mayDispose, Polling, refusePoll, Waiting } from '../future/phase.ts'
import { Pending, type Poll } from '../future/poll.ts'
import { isSendable } from '../future/sendable.ts'
import { sendable } from '../future/symbols.ts'
import { Wrapper } from '../future/wrapper.ts'
import { currentScope, swapScope } from './current.ts'

/** A value in place. */
export interface TaskScope {
  readonly key: object
  readonly value: unknown
  /** What was in place before. */
  readonly outer: TaskScope | null
}

/**
 * What {@link TaskLocal.scope} returns: a future that puts the value in place for each poll, and for the dispose, of the
 * one that it owns. As sendable as both.
 *
 * Rust: `tokio::task::futures::TaskLocalFuture`.
 *
 * @example
 * const handled: TaskLocalFuture<number, Response> = requestId.scope(7, handle(request))
 */
export class TaskLocalFuture<T, U> extends Wrapper<U> implements TaskScope {
  readonly key: object
  value: T | undefined
  outer: TaskScope | null

  constructor(key: object, value: T, inner: Future<U>) {
    super(inner)
    this.key = key
    this.value = value
    this.outer = null
  }

  protected get type(): string {
    return 'TaskLocalFuture'
  }

  poll(cx: Context): Poll<U> {
    if (this.phase !== Waiting) refusePoll(this, this.phase)
    this.phase = Polling
    this.outer = swapScope(this)
    try {
      const output = this.inner!.poll(cx)
      if (output === Pending) this.phase = Waiting
      else this.finish()
      return output
    } catch (error) {
      this.finish()
      throw error
    } finally {
      this.leave()
    }
  }

  private leave(): void {
    swapScope(this.outer)
    this.outer = null
  }

  protected override finish(): void {
    super.finish()
    this.value = undefined
  }

  override [Symbol.dispose](): void {
    if (!mayDispose(this, this.phase)) return
    this.outer = swapScope(this)
    try {
      super[Symbol.dispose]()
    } finally {
      this.leave()
      this.value = undefined
    }
  }

  override get [sendable](): boolean {
    return super[sendable] && isSendable(this.value)
  }
}

/**
 * A key, made by {@link taskLocal}: two keys never see each other's values.
 *
 * Rust: `tokio::task::LocalKey`.
 *
 * @example
 * const tenant: TaskLocal<string> = taskLocal()
 * blockOn(tenant.scope('blue', lazy(() => tenant.get()))) // 'blue'
 */
export class TaskLocal<T> {
  /**
   * `future`, with `value` in place whenever it is polled or disposed. Tasks that it spawns do not inherit it; nor is
   * the value disposed at the end, since others may hold it too.
   *
   * Rust: `LocalKey::scope`.
   *
   * @throws TypeError at the call if `future` is none.
   * @example
   * spawn(requestId.scope(7, handle(request)))
   */
  scope<U>(value: T, future: Future<U>): TaskLocalFuture<T, U> {
    requireFuture(future, 'scope')
    return new TaskLocalFuture(this, value, future)
  }

  /**
   * The value of the innermost scope of this key that is in place, or undefined outside all of them.
   *
   * Rust: `LocalKey::try_with`.
   */
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
