/** The machine under `joinAll` and `tryJoinAll`: of many children, only those that were woken are polled. */
import { budget } from './budget.ts'
import type { Context } from './context.ts'
import type { Future } from './future.ts'
import { JoinMachine } from './join-machine.ts'
import { Polling, refusePoll, Waiting, type Phase } from './phase.ts'
import { Pending as PendingSymbol, type Poll } from './poll.ts'
import { ReadySet, type Slot } from './ready-set.ts'
import { FEW, isLoan, requireEachOnce, takeFutures } from './require-futures.ts'
import { sendableAtSuspension } from './sendable.ts'
import { atSuspension } from './symbols.ts'

/** A constant of this module: V8 folds it, an imported one it loads. See `poll.ts`. */
const Pending: typeof PendingSymbol = PendingSymbol

/**
 * What `JoinAll` and `TryJoinAll` have in common. Up to {@link FEW} children it is the join machine as it stands: polling a few children for
 * nothing costs less than a slot each. Beyond, every child has a slot, and a poll is one drain of the ready-set.
 *
 * **A future given twice** has two slots, but keeps one waker. Once it has finished through that one, nobody would wake
 * the other slot, and the join would wait for ever. To look for one among many takes a set of them all, which costs as
 * much as several polls of each. So it is done in the last moment before it matters: when a poll ends that has finished
 * the first child and not the last. Until then finished children stay in their places, so that all are there to be
 * compared. A join whose children all finish in one poll never does it. (Where loans are among the children, they are
 * compared at the call: a loan that has finished does not know any more what it lent.)
 */
export abstract class JoinAllMachine<T> extends JoinMachine<T> {
  private readonly set: ReadySet | null
  /** Whether each child is known to be there once. */
  private distinct: boolean
  private readonly where: string

  /** `where`: the function's name; `forArguments`: that of its kin which takes arguments. */
  constructor(name: string, futures: Iterable<Future<unknown>>, trying: boolean, where: string, forArguments: string) {
    const taken = takeFutures(futures, where, forArguments)
    const compared = taken.length <= FEW || taken.some(isLoan)
    if (compared) requireEachOnce(taken, where)
    super(name, taken, trying)
    this.where = where
    this.set = this.left > FEW ? allListed(this.left) : null
    this.distinct = compared
  }

  override poll(cx: Context): Poll<T> {
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
        at = -1
        if (output !== Pending) {
          if (!this.finishChild(slot, output)) break
        } else if (this.watched && !sendableAtSuspension(child)) {
          this.offends = true
        }
      }
      if (this.left > 0 && this.refusal === null) {
        if (!this.distinct && this.left < children.length) this.compare()
        set.end()
      }
    } catch (error) {
      this.fail(at, error)
    }
    return this.answer()
  }

  private finishChild(slot: Slot, output: unknown): boolean {
    slot.retire()
    if (this.distinct) this.children![slot.index] = null
    return this.keep(slot.index, output)
  }

  /**
   * Looks for a child given twice, then forgets those that have finished, known by the output in `held`. (A future that
   * gives itself is not seen to have finished. It stays in its place, and is not polled for that: its slot is retired.)
   */
  private compare(): void {
    const children = this.children!
    const held = this.held!
    requireEachOnce(children, this.where)
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

/** The set of children 0 to n − 1, each due for its first poll. From then on a slot lives as its child's waker. */
function allListed(n: number): ReadySet {
  const set = new ReadySet()
  for (let i = 0; i < n; i++) set.add(i)
  return set
}
