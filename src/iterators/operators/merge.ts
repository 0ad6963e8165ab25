/** `Stream.merge(…)`: the items of several streams as they come. */
import type { Context } from '../../future/context.ts'
import { dropAll } from '../../future/dispose.ts'
import type { Inspection } from '../../future/inspect.ts'
import { Done as DoneSymbol, Pending as PendingSymbol, type Poll } from '../../future/poll.ts'
import { ReadySet, type Slot } from '../../future/ready-set.ts'
import { atSuspension, inspect, sendable } from '../../future/symbols.ts'
import { recall } from '../recall.ts'
import { Stage } from './stage.ts'

/** Constants of this module: V8 folds them, imported ones it loads. See `poll.ts`. */
const Done: typeof DoneSymbol = DoneSymbol
const Pending: typeof PendingSymbol = PendingSymbol
/**
 * See `Stream.merge`. Each stream has a slot of a ready-set: a poll looks only at those that were woken, in the order of
 * their wakes. A stream that gave an item lists itself again, behind all the others that are ready: so the streams take turns.
 *
 * A drain is broken off when there is an item to give. No wake is owed then, since who takes an item asks again.
 */
export class Merge<T> extends Stage<T> {
  /** Null where a stream has ended. */
  private readonly children: (Stage<T> | null)[]
  private readonly set: ReadySet
  private readonly slots: Slot[]
  private left: number
  /** Whether anybody has asked for the tag, and so will ask at suspensions. Others pay nothing for it. */
  private watched: boolean
  /** Which streams, as far as is known, hold something that is not sendable. */
  private readonly offending: Set<number>

  constructor(children: Stage<T>[]) {
    super()
    this.children = children
    this.set = new ReadySet()
    this.slots = children.map((_, i) => this.set.add(i))
    this.left = children.length
    this.watched = false
    this.offending = new Set()
  }

  pollNext(cx: Context): Poll<T | typeof DoneSymbol> {
    if (this.left === 0) return Done
    const { set } = this
    set.begin(cx.waker)
    for (let slot = set.take(); slot !== null; slot = set.take()) {
      const child = this.children[slot.index]!
      const item = child.pollNext(slot)
      if (item === Done) {
        if (this.remove(slot, child)) return Done
        continue
      }
      if (this.watched) this.judge(slot.index, child)
      if (item === Pending) continue
      slot.wake()
      return item
    }
    set.end()
    return Pending
  }

  /** A stream has ended. True if it was the last. */
  private remove(slot: Slot, child: Stage<T>): boolean {
    slot.retire()
    this.children[slot.index] = null
    this.left -= 1
    this.offending.delete(slot.index)
    child[Symbol.dispose]()
    return this.left === 0
  }

  [Symbol.dispose](): void {
    const children = this.children.splice(0)
    this.left = 0
    this.set.close()
    dropAll(children)
  }

  /** A stream that is recalled has forgotten its slot, and would never list it: so all are due when somebody asks again. */
  override [recall](): void {
    this.set.leave()
    for (const [i, child] of this.children.entries()) {
      if (child === null) continue
      child[recall]()
      this.set.enlist(this.slots[i]!)
    }
  }

  get [sendable](): boolean {
    this.watched = true
    for (const [i, child] of this.children.entries()) this.mark(i, child !== null && !child[sendable])
    return this.offending.size === 0
  }

  /** A stream that was just polled; one that offended by what `[atSuspension]` looks at no more is asked as a whole. */
  private judge(at: number, child: Stage<T>): void {
    this.mark(at, !child[atSuspension]() || (this.offending.has(at) && !child[sendable]))
  }

  private mark(at: number, offends: boolean): void {
    if (offends) this.offending.add(at)
    else if (this.offending.size > 0) this.offending.delete(at)
  }

  /** The first to ask, where nobody has asked for the tag, looks at all; from then on it is known. */
  [atSuspension](): boolean {
    return this.watched ? this.offending.size === 0 : this[sendable]
  }

  [inspect](): Inspection {
    return { name: 'Stream.merge', children: this.children.filter(child => child !== null) }
  }
}
