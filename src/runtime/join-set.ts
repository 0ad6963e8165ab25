/** `JoinSet`: tasks whose outputs are taken in the order in which they end, and which end with the set. */
import { budget, hasBudget, UNLIMITED } from '../future/budget.ts'
import type { Context } from '../future/context.ts'
import { DisposeErrors } from '../future/dispose.ts'
import { BorrowError } from '../future/errors.ts'
import type { Future } from '../future/future.ts'
import type { Inspection } from '../future/inspect.ts'
import { Done, Pending, type Poll } from '../future/poll.ts'
import { ReadySet } from '../future/ready-set.ts'
import { isSendable } from '../future/sendable.ts'
import { inspect, sendable } from '../future/symbols.ts'
import { noopWaker } from '../future/waker.ts'
import { label } from './errors.ts'
import type { AbortHandle, JoinHandle } from './join-handle.ts'
import { JoinMember, JoinMembers } from './join-member.ts'
import { JoinNext, JoinSetShutdown, type JoinSetFuture } from './join-set-future.ts'
import { spawn, spawnLocal } from './spawn.ts'

/** Members that a message names. */
const MOST_NAMED = 4

/**
 * A set of tasks. Each member's handle has a slot of the set for its joiner from the beginning, and a slot is listed
 * when its task has ended: so taking the next output costs the same whether two are running or a hundred thousand, and
 * outputs come in the order of the endings.
 *
 * Disposing the set asks all its members to abort and detaches them: what they hold is disposed at their next turns, a
 * failure goes to `onUnhandledError`, an output is dropped. To wait until they are gone, use `shutdown()`.
 *
 * Rust: `tokio::task::JoinSet`.
 *
 * @example
 * using runtime = new Runtime()
 * using _ = runtime.enter()
 * using pages = new JoinSet<Page>()
 * for (const url of urls) pages.spawn(fetchPage(url))
 * for (let page; (page = runtime.blockOn(pages.joinNext())) !== Done; ) show(page)
 */
export class JoinSet<T> implements Disposable {
  private readonly members: JoinMembers<T>
  /** The members that have ended, by their slots. */
  private readonly ended: ReadySet
  private loan: JoinSetFuture<T, unknown> | null
  private disposed: boolean

  constructor() {
    this.members = new JoinMembers()
    this.ended = new ReadySet()
    this.loan = null
    this.disposed = false
  }

  /** Members whose outcome was not taken, ended ones too. */
  get size(): number {
    return this.members.size
  }

  /**
   * Spawns `future` as the free function does. On a set that was disposed the task is aborted before its first poll.
   *
   * @throws NotSendableError, NoRuntimeError as `spawn`; the future is left with the caller.
   */
  spawn(future: Future<T>): AbortHandle {
    return this.insert(spawn(future))
  }

  /**
   * Spawns `future` as the free function does, inside a `LocalSet` onto that.
   *
   * @throws NoRuntimeError as `spawnLocal`; the future is left with the caller.
   */
  spawnLocal(future: Future<T>): AbortHandle {
    return this.insert(spawnLocal(future))
  }

  private insert(handle: JoinHandle<T>): AbortHandle {
    if (this.disposed) {
      handle.abort()
      handle[Symbol.dispose]()
    } else {
      const member = new JoinMember(this.ended, handle)
      this.members.add(member)
      member.join()
      if (this.loan !== null && this.loan.ending) handle.abort()
    }
    return handle.abortHandle()
  }

  /**
   * The output of the member that has ended first, of those not taken; `Done` when the set is empty. It borrows the
   * set: one is out at a time. Disposing it loses nothing. Spends one of the budget when it gives an outcome.
   *
   * @throws BorrowError while the future of an earlier `joinNext` or `shutdown` is neither finished nor disposed.
   * @throws JoinError, from its poll, if that member failed; the set goes on.
   */
  joinNext(): JoinNext<T> {
    return this.lend('joinNext', new JoinNext<T>(this, 'joinNext'))
  }

  /**
   * As `joinNext`, without waiting: `undefined` if no member has ended. (An output may be `undefined` too; where that
   * matters, compare `size`.) Costs nothing of the budget.
   *
   * @throws BorrowError as `joinNext`; JoinError if the member failed.
   */
  tryJoinNext(): T | Done | undefined {
    this.refuseLoan('tryJoinNext')
    if (this.size === 0) return Done
    if (this.ended.first === null) return undefined
    const { left } = budget
    budget.left = UNLIMITED
    try {
      return this.takeEnded(noopWaker()).poll({ waker: noopWaker() }) as T
    } finally {
      budget.left = left
    }
  }

  /** Asks every member to abort, in the order of spawning. They stay in the set until they are joined. */
  abortAll(): void {
    this.askAll(new DisposeErrors()).rethrow()
  }

  /** An abort may call a waker, of whoever polls the member's `LocalSet`; what that throws keeps nobody from being asked. */
  private askAll(errors: DisposeErrors): DisposeErrors {
    for (const { handle } of this.members.all()) {
      try {
        handle.abort()
      } catch (error) {
        errors.add(error)
      }
    }
    return errors
  }

  /**
   * Aborts every member and waits until all have ended, so that nothing they held is left. Outputs are dropped,
   * cancellations are what was asked for, panics go to `onUnhandledError`. Begins with its first poll; the set can be
   * used again afterwards.
   *
   * @throws BorrowError as `joinNext`; from its poll at the end, or from its dispose if that is first, what the drop of an
   * output threw.
   */
  shutdown(): Future<void> {
    return this.lend('shutdown', new JoinSetShutdown<T>(this, 'shutdown'))
  }

  /**
   * Lets every member run on by itself: the set is empty then.
   *
   * @throws what the drop of an output throws.
   */
  detachAll(): void {
    this.letGo(new DisposeErrors())
  }

  [Symbol.dispose](): void {
    if (this.disposed) return
    this.disposed = true
    this.letGo(this.askAll(new DisposeErrors()))
  }

  /** Whoever waits for a member is woken: there is none to wait for. */
  private letGo(errors: DisposeErrors): void {
    for (const { handle } of this.members.drain()) errors.drop(handle)
    try {
      this.ended.dismiss()
    } catch (error) {
      errors.add(error)
    }
    errors.rethrow()
  }

  // ---- for its futures ----

  /** The handle of the next member that has ended, which is no member any more; `Done` if there are none. */
  pollEnded(cx: Context): Poll<JoinHandle<T> | Done> {
    if (this.size === 0) return Done
    const { ended } = this
    if (ended.first === null) {
      ended.begin(cx.waker)
      ended.end()
      return Pending
    }
    return hasBudget(cx) ? this.takeEnded(cx.waker) : Pending
  }

  private takeEnded(waker: Context['waker']): JoinHandle<T> {
    const { ended } = this
    ended.begin(waker)
    const member = ended.take() as JoinMember<T>
    ended.leave()
    this.members.remove(member)
    return member.handle
  }

  handles(): JoinHandle<T>[] {
    return this.members.all().map(({ handle }) => handle)
  }

  /** `task 1, task 2, …`: some of the members, for messages. */
  someMembers(): string {
    const shown = this.members.first(MOST_NAMED).map(({ handle }) => label(handle.id, ''))
    return (this.size > shown.length ? [...shown, '…'] : shown).join(', ')
  }

  nextIsSendable(): boolean {
    const next = this.ended.first as JoinMember<T> | null
    return next === null || isSendable(next.handle)
  }

  takeBack(loan: JoinSetFuture<T, unknown>): void {
    if (this.loan !== loan) return
    this.loan = null
    this.ended.leave()
  }

  private lend<F extends JoinSetFuture<T, unknown>>(method: string, loan: F): F {
    this.refuseLoan(method)
    this.loan = loan
    return loan
  }

  private refuseLoan(method: string): void {
    if (this.loan === null) return
    throw new BorrowError(
      `JoinSet: ${method}() was called while the future of an earlier joinNext() or shutdown() is still out; ` +
        `a set lends itself to one future at a time: poll that one to its end, or dispose it, first`,
    )
  }

  /** As sendable as the outputs in it. */
  get [sendable](): boolean {
    for (const { handle } of this.members.all()) if (!isSendable(handle)) return false
    return true
  }

  [inspect](): Inspection {
    return { name: 'JoinSet', state: this.disposed ? 'Disposed' : `${this.size} members` }
  }
}
