/**
 * `CancellationToken`: one request to stop, heard by many, down a tree.
 *
 * Tokens know their children and their parent. Cancelling unties the whole subtree, so a token that is cancelled has
 * neither, and every walk is a loop: a tree may be as deep as a list is long.
 *
 *     root ─┬─ a ─┬─ c           a.dispose():     root ─┬─ c        its children still hear of root
 *           │     └─ d                                  ├─ d
 *           └─ b                                        └─ b
 */
import type { Context } from '../future/context.ts'
import { BorrowError } from '../future/errors.ts'
import { requireFuture, type Future } from '../future/future.ts'
import type { Inspection } from '../future/inspect.ts'
import { Disposed, Finished, mayDispose, phaseName, refusePoll, Waiting, type Phase } from '../future/phase.ts'
import { Pending, type Poll } from '../future/poll.ts'
import { inspect, sendable } from '../future/symbols.ts'
import type { Waker } from '../future/waker.ts'
import { RunUntilCancelled } from './cancellation-token-run.ts'
import { detachAll } from './detach-all.ts'
import { Waiter, WaiterList } from './waiter-list.ts'
import { wakeAll } from './wake-all.ts'

/**
 * Tells those who wait for it that they are to stop. Cancelling goes down to children, never up.
 *
 * A parent holds its children, so that they hear of it. A token that outlives many of them wants them disposed (`using`)
 * or cancelled, which both untie a child in O(1); those that are merely forgotten it keeps.
 *
 * Rust: `tokio_util::sync::CancellationToken`.
 *
 * @example
 * const shutdown = new CancellationToken()
 * using request = shutdown.childToken()
 * spawn(race(serve(), request.cancelled()))
 * shutdown.cancel() // `request` is cancelled, too
 */
export class CancellationToken implements Disposable {
  private wasCancelled: boolean
  private disposed: boolean
  /** Null for a root, and once untied. */
  private parent: CancellationToken | null
  /** Whose child it was when it left the tree, disposed: a future that was made before may yet be polled. */
  private heir: CancellationToken | null
  /** In the order of their making; null where there never was one, and once cancelled. */
  private children: Set<CancellationToken> | null
  private readonly waiters: WaiterList<Cancelled>

  constructor() {
    this.wasCancelled = false
    this.disposed = false
    this.parent = null
    this.heir = null
    this.children = null
    this.waiters = new WaiterList()
  }

  /**
   * Asks everybody who waits for this token, or for one below it, to stop: each is woken once, this token's waiters first,
   * then its children's, then theirs. Does nothing the second time.
   *
   * @throws the first error of a waker, after all were called, later ones on `.suppressed`.
   */
  cancel(): void {
    if (this.wasCancelled) return
    this.leaveParent()
    const wakers: Waker[] = []
    const subtree: CancellationToken[] = [this]
    for (const token of subtree) {
      const { children } = token
      token.wasCancelled = true
      token.parent = token.children = null
      detachAll(token.waiters, wakers)
      if (children !== null) for (const child of children) subtree.push(child)
    }
    wakeAll(wakers)
  }

  isCancelled(): boolean {
    return this.wasCancelled
  }

  /**
   * A future that is ready once this token is cancelled; at its first poll, if it is by then. It spends no budget, and
   * disposing it loses nothing. It goes on hearing of this token's parents if the token is disposed meanwhile.
   *
   * Rust: `CancellationToken::cancelled_owned`.
   */
  cancelled(): Cancelled {
    return new Cancelled(this)
  }

  /**
   * A token that is cancelled when this one is, and can be alone. That of a cancelled token is cancelled.
   *
   * @throws BorrowError if this token was disposed.
   */
  childToken(): CancellationToken {
    if (this.disposed) throw new BorrowError('CancellationToken: childToken() was called after the token was disposed; make children while it is in use')
    const child = new CancellationToken()
    if (this.wasCancelled) child.wasCancelled = true
    else this.adopt(child)
    return child
  }

  /**
   * A future of what `future` gives, or of undefined if this token is cancelled first; `future` is disposed then. The token
   * is looked at first: once it is cancelled, `future` is not polled again.
   *
   * Rust: `CancellationToken::run_until_cancelled`.
   *
   * @throws TypeError at the call if `future` is none; from the poll, whatever it throws.
   * @example
   * const answer = yield* wait(token.runUntilCancelled(ask()))
   * if (answer === undefined) return
   */
  runUntilCancelled<T>(future: Future<T>): Future<T | undefined> {
    requireFuture(future, 'runUntilCancelled')
    return new RunUntilCancelled(future, this.cancelled())
  }

  /**
   * Gives the token up: it leaves the tree, and its children become its parent's. If somebody still waits for it, it stays
   * until the last of them has left. To dispose is not to cancel.
   *
   * Rust: dropping the last clone of a token.
   */
  [Symbol.dispose](): void {
    if (this.disposed) return
    this.disposed = true
    this.leaveIfUnused()
  }

  /** For errors: no token above it can be cancelled any more, and its owner has let go of it. */
  get isCutLoose(): boolean {
    return this.disposed && this.parent === null && this.heir === null
  }

  /** For a waiter: it waits from now on. False if it need not. */
  enter(waiter: Cancelled): boolean {
    if (waiter.list !== null) return true
    if (this.heir !== null) this.rejoin(this.heir)
    if (this.wasCancelled) return false
    this.waiters.push(waiter)
    return true
  }

  /** For a waiter: it waits no more. */
  leave(waiter: Cancelled): void {
    if (this.waiters.remove(waiter) && this.disposed) this.leaveIfUnused()
  }

  private adopt(child: CancellationToken): void {
    child.parent = this
    this.children ??= new Set()
    this.children.add(child)
  }

  private leaveParent(): void {
    this.parent?.children!.delete(this)
    this.parent = null
  }

  /** Takes its place in the tree up again, below the nearest of its parents that is still in it. */
  private rejoin(heir: CancellationToken): void {
    this.heir = null
    let above = heir
    while (above.heir !== null) above = above.heir
    if (above.wasCancelled) this.wasCancelled = true
    else above.adopt(this)
  }

  private leaveIfUnused(): void {
    if (!this.waiters.isEmpty) return
    const { parent, children } = this
    if (parent !== null) this.heir = parent
    this.leaveParent()
    this.children = null
    if (children === null) return
    for (const child of children) {
      child.parent = null
      parent?.adopt(child)
    }
  }

  get [sendable](): true {
    return true
  }

  [inspect](): Inspection {
    const state = this.wasCancelled ? 'cancelled' : this.disposed ? 'disposed' : 'not cancelled'
    return { name: 'CancellationToken', state, fields: { children: this.children?.size ?? 0 } }
  }
}

/** See {@link CancellationToken.cancelled}. */
export class Cancelled extends Waiter implements Future<void>, Disposable {
  private phase: Phase
  /** Null once it has ended. */
  private token: CancellationToken | null

  constructor(token: CancellationToken) {
    super()
    this.phase = Waiting
    this.token = token
  }

  poll(cx: Context): Poll<void> {
    if (this.phase !== Waiting) refusePoll(this, this.phase)
    const token = this.token!
    if (!token.isCancelled()) {
      this.keepWaker(cx)
      if (token.enter(this)) return Pending
    }
    this.end(Finished)
  }

  private end(phase: Phase): void {
    this.phase = phase
    this.token = null
    this.waker = null
  }

  [Symbol.dispose](): void {
    if (!mayDispose(this, this.phase)) return
    const token = this.token!
    this.end(Disposed)
    token.leave(this)
  }

  get [sendable](): true {
    return true
  }

  [inspect](): Inspection {
    if (this.phase !== Waiting) return { name: 'Cancelled', state: phaseName(this.phase) }
    return { name: 'Cancelled', waitsOn: `a CancellationToken${this.token!.isCutLoose ? ' that was disposed, not cancelled, and has no parent' : ''}` }
  }
}
