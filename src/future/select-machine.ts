/**
 * # The machine under `select`, `selectBiased`, `race` and `selectAll`
 *
 * Branches are polled one after the other until one is ready. No branch ever finishes without ending the whole, so
 * there is one array, never changed until the end.
 *
 *     a branch is ready: losers disposed in index order ──▶ its value handed on    (1)
 *     a branch throws:   the others disposed in index order ──▶ thrown on          (2)
 *
 * (`selectAll` disposes no losers: it hands them on. `selectOk`, where a branch may end without ending the whole, has a
 * poll of its own, and null in the places of those that have.)
 *
 * At (1) a loser's dispose may throw. The winner's value will not be handed on then, so it is dropped like everything
 * else that has lost its holder; the first error is thrown.
 */
import type { Context } from './context.ts'
import { dropAll, dropAllSuppressed } from './dispose.ts'
import type { Future } from './future.ts'
import type { Inspection } from './inspect.ts'
import { Disposed, Finished, mayDispose, Polling, refusePoll, Waiting, type Phase } from './phase.ts'
import { Pending as PendingSymbol, type Poll } from './poll.ts'
import { requireFutures, takeFutures } from './require-futures.ts'
import { isSendable, sendableAtSuspension } from './sendable.ts'
import { atSuspension, inspect, sendable } from './symbols.ts'

/** A constant of this module: V8 folds it, an imported one it loads. See `poll.ts`. */
const Pending: typeof PendingSymbol = PendingSymbol

/** What `Select` and its kin have in common; they differ in where a poll starts and in what they give. */
export abstract class SelectMachine<T> implements Future<T> {
  protected phase: Phase
  protected branches: (Future<unknown> | null)[] | null
  private readonly name: string

  /** `branches`: checked, and from here on the machine's. */
  constructor(name: string, branches: Future<unknown>[]) {
    this.phase = Waiting
    this.branches = branches
    this.name = name
  }

  /** The branch that a poll starts with; the others follow cyclically. */
  protected abstract first(n: number): number

  /** What the whole gives when branch `index` gave `value`. */
  protected output(_index: number, value: unknown): T {
    return value as T
  }

  /** What is dropped of `value` if it cannot be handed on. */
  protected held(value: unknown): unknown {
    return value
  }

  poll(cx: Context): Poll<T> {
    if (this.phase !== Waiting) refusePoll(this, this.phase)
    this.phase = Polling
    const branches = this.branches!
    const n = branches.length
    let at = this.first(n)
    let value: unknown = Pending
    try {
      for (let polled = 0; polled < n; polled++) {
        value = branches[at]!.poll(cx)
        if (value !== Pending) break
        if (++at === n) at = 0
      }
    } catch (error) {
      this.fail(at, error)
    }
    if (value !== Pending) return this.win(at, value)
    this.phase = Waiting
    return Pending
  }

  /** (1) */
  protected win(index: number, value: unknown): T {
    const branches = this.branches!
    branches[index] = null
    try {
      dropAll(branches)
    } catch (error) {
      dropAllSuppressed([this.held(value)], error)
      throw error
    } finally {
      this.end(Finished)
    }
    return this.output(index, value)
  }

  /** (2) */
  protected fail(index: number, error: unknown): never {
    const branches = this.branches!
    branches[index] = null
    dropAllSuppressed(branches, error)
    this.end(Finished)
    throw error
  }

  protected end(phase: Phase): void {
    this.phase = phase
    this.branches = null
  }

  [Symbol.dispose](): void {
    if (!mayDispose(this, this.phase)) return
    const branches = this.branches!
    this.end(Disposed)
    dropAll(branches)
  }

  get [sendable](): boolean {
    const branches = this.branches ?? []
    for (let i = 0; i < branches.length; i++) if (!isSendable(branches[i])) return false
    return true
  }

  /** Every poll polls all branches: asking all of them costs no more than the poll did. */
  [atSuspension](): boolean {
    const branches = this.branches
    if (branches === null) return true
    for (let i = 0; i < branches.length; i++) {
      const branch = branches[i]!
      if (branch !== null && !sendableAtSuspension(branch)) return false
    }
    return true
  }

  [inspect](): Inspection {
    return { name: this.name, children: this.branches === null ? [] : this.branches.filter(branch => branch !== null) }
  }
}

/** What is taken from an iterable, checked as {@link requireBranches} does. */
export function takeBranches(futures: Iterable<Future<unknown>>, where: string): Future<unknown>[] {
  const taken = takeFutures(futures, where, 'select')
  requireBranches(taken, where)
  return taken
}

/** Throws unless there is a branch at all, and each is a future of its own. */
export function requireBranches(futures: readonly unknown[], where: string): void {
  if (futures.length === 0) {
    throw new RangeError(`${where}: expected at least one future; with none it would wait for ever (say pending() to mean that)`)
  }
  requireFutures(futures, where)
}
