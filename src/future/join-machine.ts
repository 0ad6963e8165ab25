/**
 * # The machine under `join`, `joinAll`, `tryJoin` and `tryJoinAll`
 *
 * Two arrays of one length. `children[i]` is the i-th child as long as it is unfinished, then null: it is never
 * touched again. `held[i]` is whatever the machine owns at place i: the child, later its output. So dropping `held` in
 * index order is the whole of dispose (contract 5 and 6 in one walk: an unfinished child is cancelled, an output that
 * nobody will get is released), and when no child is left, `held` itself is the output.
 *
 * A child that throws owns nothing any more; its place is emptied and the others are dropped while its error is on the
 * way up, so that what they throw goes onto its `suppressed`.
 *
 * With `trying`, outputs are `Result`s. Their values are held, and the first `Err` ends the whole: everything held is
 * dropped, in index order, then the `Err` is given. Should one of those drops throw, the `Err` has lost its holder too.
 *
 * **Sendable.** A task asks at each suspension, and the answer may not cost more than the poll did. Outputs are judged
 * when they come to be held, which is once; children are asked one by one where every poll polls them all anyway.
 * `watched` says that somebody asks at all: joins in a `spawnLocal` pay nothing.
 */
import type { Context } from './context.ts'
import { dropAll, dropAllSuppressed } from './dispose.ts'
import type { Future } from './future.ts'
import type { Inspection } from './inspect.ts'
import { Disposed, Finished, mayDispose, Polling, refusePoll, Waiting, type Phase } from './phase.ts'
import { Pending as PendingSymbol, type Poll } from './poll.ts'
import { requireResult } from './require-result.ts'
import { Ok, type Result } from './result.ts'
import { isSendable, sendableAtSuspension } from './sendable.ts'
import { atSuspension, inspect, sendable } from './symbols.ts'

/** A constant of this module: V8 folds it, an imported one it loads. See `poll.ts`. */
const Pending: typeof PendingSymbol = PendingSymbol

/** What a join has given up for. */
type Refusal = Result<unknown, unknown> & { readonly ok: false }

/** What `Join`, `JoinAll` and their trying kin have in common. */
export abstract class JoinMachine<T> implements Future<T> {
  protected phase: Phase
  protected children: (Future<unknown> | null)[] | null
  protected held: unknown[] | null
  /** Children that are not finished. */
  protected left: number
  /** Whether anybody has asked for the tag, and so will ask at suspensions. */
  protected watched: boolean
  /** Since the whole was last found sendable, something that is not has come to be held. */
  protected offends: boolean
  /** The first `Err`, between its coming and the end of that poll. */
  protected refusal: Refusal | null
  private readonly trying: boolean
  private readonly name: string

  /** `futures`: checked, and from here on the machine's. */
  constructor(name: string, futures: Future<unknown>[], trying: boolean) {
    this.phase = Waiting
    this.children = futures
    this.held = futures.slice()
    this.left = futures.length
    this.watched = false
    this.offends = false
    this.refusal = null
    this.trying = trying
    this.name = name
  }

  poll(cx: Context): Poll<T> {
    if (this.phase !== Waiting) refusePoll(this, this.phase)
    this.phase = Polling
    const children = this.children!
    let i = 0
    try {
      for (; i < children.length; i++) {
        const child = children[i]!
        if (child === null) continue
        const output = child.poll(cx)
        if (output === Pending) continue
        children[i] = null
        if (!this.keep(i, output)) break
      }
    } catch (error) {
      // A child that has finished is forgotten, and its output, which is held, failed to be judged.
      this.fail(children[i] === null ? -1 : i, error)
    }
    return this.answer()
  }

  /** Child `i`, now forgotten, has finished: its output takes its place. False: it is what ends the whole. */
  protected keep(i: number, output: unknown): boolean {
    if (!this.trying) return this.hold(i, output)
    this.held![i] = undefined // the child has ended, and what is no result is dropped there
    const result = requireResult(output, `t${this.name.slice(1)}: future ${i}`)
    if (result.ok) return this.hold(i, result.value)
    this.held![i] = undefined
    this.refusal = result
    return false
  }

  private hold(i: number, value: unknown): true {
    this.held![i] = value
    this.left -= 1
    if (this.watched && !isSendable(value)) this.offends = true
    return true
  }

  /** Closes a poll in which nothing failed. */
  protected answer(): Poll<T> {
    if (this.refusal !== null) return this.refuse(this.refusal)
    if (this.left > 0) {
      this.phase = Waiting
      return Pending
    }
    const outputs = this.held
    this.end(Finished)
    return (this.trying ? Ok(outputs) : outputs) as T
  }

  /** Drops everything, the phase remaining Polling meanwhile, then gives the `Err`. */
  private refuse(refusal: Refusal): T {
    this.refusal = null
    try {
      dropAll(this.held!)
    } catch (error) {
      dropAllSuppressed([refusal.error], error)
      throw error
    } finally {
      this.end(Finished)
    }
    return refusal as T
  }

  /**
   * The poll of child `i` threw (−1: no child's, but the parent's waker, or a tag): drops everything else, then throws on.
   * The phase remains Polling meanwhile, since the poll is on the stack.
   */
  protected fail(i: number, error: unknown): never {
    const held = this.held!
    if (i >= 0) held[i] = undefined
    dropAllSuppressed(held, error)
    this.end(Finished)
    throw error
  }

  /** Forgets everything; who held what has been settled. */
  protected end(phase: Phase): void {
    this.phase = phase
    this.children = null
    this.held = null
  }

  [Symbol.dispose](): void {
    if (!mayDispose(this, this.phase)) return
    const held = this.held!
    this.end(Disposed)
    dropAll(held)
  }

  get [sendable](): boolean {
    this.watched = true
    const held = this.held ?? []
    for (let i = 0; i < held.length; i++) if (!isSendable(held[i])) return false
    this.offends = false
    return true
  }

  [atSuspension](): boolean {
    if (this.offends) return false
    const children = this.children
    if (children === null) return true
    for (let i = 0; i < children.length; i++) {
      const child = children[i]!
      if (child !== null && !sendableAtSuspension(child)) return false
    }
    return true
  }

  [inspect](): Inspection {
    const children = this.children
    if (children === null) return { name: this.name }
    const finished = children.length - this.left
    return { name: this.name, state: `${finished} of ${children.length} finished`, children: children.filter(child => child !== null) }
  }
}
