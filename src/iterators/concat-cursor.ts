/** `ConcatCursor(cursors)`: the concatenation in the cursor form, which no borrow checker objects to. */
import type { Context } from '../future/context.ts'
import { drop } from '../future/dispose.ts'
import type { Future } from '../future/future.ts'
import type { Inspection } from '../future/inspect.ts'
import { Pending, type Poll } from '../future/poll.ts'
import { isSendable, sendableAtSuspension } from '../future/sendable.ts'
import { atSuspension, inspect, sendable } from '../future/symbols.ts'
import { loanMistake, ownCursors } from './children.ts'
import type { KvCursor } from './kv-iterator.ts'
import { Free, Lent, loanPhaseName, Polling, refuseLoan, refusePoll, refuseRead } from './loan-phase.ts'
import { Loan } from './loan.ts'

/**
 * What a {@link ConcatCursor} lends. `current` is `children[at]`, null after the last; those before it have been
 * disposed, and are null. `inner` is the current child's loan from one poll to the next. `valid` says that the current
 * child stands at an entry.
 */
export class ConcatCursorNext<C extends KvCursor> extends Loan<void> {
  private readonly children: (C | null)[]
  private at: number
  private current: C | null
  private inner: Future<void> | null
  private valid: boolean

  constructor(children: C[]) {
    super()
    this.children = children
    this.at = 0
    this.current = children.length === 0 ? null : children[0]!
    this.inner = null
    this.valid = false
  }

  poll(cx: Context): Poll<void> {
    if (this.phase !== Lent) refusePoll(this, this.phase)
    this.phase = Polling
    this.valid = false
    let loan: Future<void> | null = null
    try {
      // The common case, without a loop around it, as in `ConcatNext`.
      const child = this.current
      if (this.inner === null && child !== null) {
        loan = child.next()
        if (loan.poll(cx) === Pending) return this.suspend(loan)
        loan = null
        if (child.isValid()) return this.arrive()
        this.leave(child)
      }
      return this.crawl(cx)
    } catch (error) {
      this.fail(this.blame(loan !== null ? loan : this.inner, error))
    }
  }

  /** The rest: takes up what is out, and goes from child to child. A throw with `inner` set came out of its poll. */
  private crawl(cx: Context): Poll<void> {
    for (let child = this.current; child !== null; child = this.current) {
      if (this.inner === null) this.inner = child.next()
      if (this.inner.poll(cx) === Pending) return this.suspend(this.inner)
      this.inner = null
      if (child.isValid()) return this.arrive()
      this.leave(child)
    }
    this.phase = Free
  }

  private arrive(): void {
    this.valid = true
    this.phase = Free
  }

  private suspend(inner: Future<void>): Pending {
    this.inner = inner
    this.phase = Lent
    return Pending
  }

  /** The current child is at its end, and what it holds is let go. */
  private leave(child: C): void {
    this.children[this.at] = null
    this.at += 1
    this.current = this.at < this.children.length ? this.children[this.at]! : null
    drop(child)
  }

  /**
   * What the failure is. If it came out of the poll of `loan`, the current child has finished, so it is forgotten and not
   * disposed; unless that never was a future, which is the better explanation.
   */
  private blame(loan: unknown, error: unknown): unknown {
    if (loan === null) return error
    this.inner = null
    const mistake = loanMistake(this, this.current!, loan)
    if (mistake === null) this.children[this.at] = null
    return mistake ?? error
  }

  /** For the cursor's `next()`. */
  lend(owner: object): this {
    if (this.phase === Free) this.phase = Lent
    else refuseLoan(owner, this.phase)
    return this
  }

  /** For the cursor's `key()` and `value()`: the child that stands at the entry. */
  entry(owner: object, method: string): C {
    if (this.phase !== Free || !this.valid) refuseRead(owner, this.phase, method)
    return this.current!
  }

  isValid(owner: object): boolean {
    if (this.phase === Lent || this.phase === Polling) refuseRead(owner, this.phase, 'isValid()')
    return this.valid
  }

  protected recall(): void {
    const inner = this.inner
    this.inner = null
    drop(inner)
  }

  protected release(): unknown[] {
    const held = [this.inner, ...this.children]
    this.inner = null
    this.current = null
    this.valid = false
    this.children.length = 0
    return held
  }

  get [sendable](): boolean {
    return isSendable(this.inner) && this.children.every(isSendable)
  }

  [atSuspension](): boolean {
    return this.inner === null || sendableAtSuspension(this.inner)
  }

  [inspect](): Inspection {
    return {
      name: 'ConcatCursorNext',
      state: loanPhaseName(this.phase),
      children: this.inner === null ? [] : [this.inner],
      fields: { current: this.at, of: this.children.length },
    }
  }
}

/**
 * All entries of the first child, then all of the second, and so on: `key()` and `value()` are the current child's own.
 * The cursor owns its children, and disposes each when it is past it.
 *
 * Rust: the `ConcatIterator` on the refactored trait.
 *
 * @throws TypeError if a child is no cursor; BorrowError for one given twice.
 * @example
 * using cursor = new ConcatCursor([new TestCursor(0, 5), new TestCursor(5, 7)])
 */
export class ConcatCursor<C extends KvCursor = KvCursor> implements KvCursor<ConcatCursorNext<C>> {
  private readonly loan: ConcatCursorNext<C>

  constructor(cursors: Iterable<C>) {
    this.loan = new ConcatCursorNext(ownCursors(cursors, 'ConcatCursor'))
  }

  next(): ConcatCursorNext<C> {
    return this.loan.lend(this)
  }

  key(): Uint8Array {
    return this.loan.entry(this, 'key()').key()
  }

  value(): Uint8Array {
    return this.loan.entry(this, 'value()').value()
  }

  isValid(): boolean {
    return this.loan.isValid(this)
  }

  [Symbol.dispose](): void {
    this.loan.close(this)
  }

  get [sendable](): boolean {
    return this.loan[sendable]
  }

  [inspect](): Inspection {
    return { name: 'ConcatCursor', children: [this.loan] }
  }
}
