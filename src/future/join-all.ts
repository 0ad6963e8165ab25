/** `joinAll(futures)`: all of any number, concurrently. */
import { budget } from './budget.ts'
import type { Context } from './context.ts'
import type { Future } from './future.ts'
import { JoinMachine } from './join-machine.ts'
import { Polling, refusePoll, Waiting, type Phase } from './phase.ts'
import { Pending as PendingSymbol, type Poll } from './poll.ts'
import { ReadySet, type Slot } from './ready-set.ts'
import { FEW, requireEachFuture, requireEachOnce } from './require-futures.ts'
import { sendableAtSuspension } from './sendable.ts'
import { atSuspension } from './symbols.ts'

/** A constant of this module: V8 folds it, an imported one it loads. See `poll.ts`. */
const Pending: typeof PendingSymbol = PendingSymbol

/**
 * See {@link joinAll}. Up to {@link FEW} children it is the join machine as it stands: polling a few children for
 * nothing costs less than a slot each. Beyond, every child has a slot, and a poll is one drain of the ready-set.
 *
 * **A future given twice** has two slots, but keeps one waker. Once it has finished through that one, nobody would wake
 * the other slot, and the join would wait for ever. To look for one among many takes a set of them all, which costs as
 * much as several polls of each. So it is done in the last moment before it matters: when a poll ends that has finished
 * the first child and not the last. Until then finished children stay in their places, so that all are there to be
 * compared. A join whose children all finish in one poll never does it.
 */
export class JoinAll<T> extends JoinMachine<T[]> {
  private readonly set: ReadySet | null
  /** Whether each child is known to be there once. */
  private distinct: boolean

  /** @throws as {@link joinAll} does. */
  constructor(futures: Iterable<Future<T>>) {
    super('JoinAll', takeAll(futures))
    this.set = this.left > FEW ? allListed(this.left) : null
    this.distinct = this.set === null
  }

  override poll(cx: Context): Poll<T[]> {
    const set = this.set
    if (set === null) return super.poll(cx)
    if (this.phase !== Waiting) refusePoll(this, this.phase)
    this.phase = Polling
    const children = this.children!
    let at = -1
    try {
      set.begin(cx.waker)
      // With the budget spent, children would only requeue themselves: those not polled yet stay listed, and `end` wakes.
      while (budget.left !== 0) {
        const slot = set.take()
        if (slot === null) break
        at = slot.index
        const child = children[at]!
        const output = child.poll(slot)
        if (output !== Pending) this.finishChild(slot, output)
        else if (this.watched && !sendableAtSuspension(child)) this.offends = true
      }
      at = -1
      if (this.left > 0) {
        if (!this.distinct && this.left < children.length) this.compare()
        set.end()
      }
    } catch (error) {
      this.fail(at, error)
    }
    return this.answer()
  }

  private finishChild(slot: Slot, output: unknown): void {
    slot.retire()
    if (this.distinct) this.children![slot.index] = null
    this.keep(slot.index, output)
  }

  /**
   * Looks for a child given twice, then forgets those that have finished, known by the output in `held`. (A future that
   * gives itself is not seen to have finished. It stays in its place, and is not polled for that: its slot is retired.)
   */
  private compare(): void {
    const children = this.children!
    const held = this.held!
    requireEachOnce(children, 'joinAll')
    this.distinct = true
    for (let i = 0; i < children.length; i++) if (held[i] !== children[i]) children[i] = null
  }

  /** Whoever kept a child's waker may call it still: it must not reach a task that has gone on. */
  protected override end(phase: Phase): void {
    super.end(phase)
    this.set?.close()
  }

  override [atSuspension](): boolean {
    return this.set === null ? super[atSuspension]() : !this.offends
  }
}

/** The children; among many, one given twice is not looked for yet. */
function takeAll(futures: Iterable<Future<unknown>>): Future<unknown>[] {
  if (typeof (futures as Partial<Iterable<unknown>> | null | undefined)?.[Symbol.iterator] !== 'function') {
    throw new TypeError('joinAll takes one iterable of futures; for arguments use join(…)')
  }
  const taken = [...futures]
  requireEachFuture(taken, 'joinAll')
  if (taken.length <= FEW) requireEachOnce(taken, 'joinAll')
  return taken
}

/** The set of children 0 to n − 1, each due for its first poll. From then on a slot lives as its child's waker. */
function allListed(n: number): ReadySet {
  const set = new ReadySet()
  for (let i = 0; i < n; i++) set.add(i)
  return set
}

/**
 * A future of all the outputs, in the order of `futures`, which are taken from the iterable at once. Like `join`, with
 * one type of output; up to 30 children each poll polls every unfinished one. Beyond 30 a poll polls only those whose
 * wakers were called (at the first poll, all), each at most once: a child that wakes itself is polled again in the next
 * poll, after everybody else had a turn. It stops early when the task's budget is spent. Without futures it gives `[]` at its
 * first poll.
 *
 * Rust: `futures::future::join_all`.
 *
 * @throws TypeError at the call for what is not iterable, or for what is in it and is no future; BorrowError for a future
 *   given twice: among up to 30 at the call, beyond from a poll, so that its second place is not waited for in vain; from
 *   the poll, whatever a child throws, all others dropped first.
 * @example
 * const pages = blockOn(joinAll(urls.map(fetchPage)))
 */
export function joinAll<T>(futures: Iterable<Future<T>>): JoinAll<T> {
  return new JoinAll(futures)
}
