/** `Stream.merge(…)`: the items of several streams as they come. */
import type { Context } from '../../future/context.ts'
import { dropAll } from '../../future/dispose.ts'
import type { Inspection } from '../../future/inspect.ts'
import { Done as DoneSymbol, Pending as PendingSymbol, type Poll } from '../../future/poll.ts'
import { ReadySet, type Slot } from '../../future/ready-set.ts'
import { atSuspension, inspect, sendable } from '../../future/symbols.ts'
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
  private left: number
  /** Since the whole was last found sendable, a stream that is not any more has been polled. */
  private offends: boolean

  constructor(children: Stage<T>[]) {
    super()
    this.children = children
    this.set = new ReadySet()
    this.left = children.length
    this.offends = false
    for (let i = 0; i < children.length; i++) this.set.add(i)
  }

  pollNext(cx: Context): Poll<T | typeof DoneSymbol> {
    if (this.left === 0) return Done
    const { set } = this
    set.begin(cx.waker)
    for (let slot = set.take(); slot !== null; slot = set.take()) {
      const child = this.children[slot.index]!
      const item = child.pollNext(slot)
      if (item === Pending) {
        if (!child[atSuspension]()) this.offends = true
      } else if (item !== Done) {
        slot.wake()
        return item
      } else if (this.remove(slot, child)) {
        return Done
      }
    }
    set.end()
    return Pending
  }

  /** A stream has ended. True if it was the last. */
  private remove(slot: Slot, child: Stage<T>): boolean {
    slot.retire()
    this.children[slot.index] = null
    this.left -= 1
    child[Symbol.dispose]()
    return this.left === 0
  }

  [Symbol.dispose](): void {
    const children = this.children.splice(0)
    this.left = 0
    this.set.close()
    dropAll(children)
  }

  override recall(): void {
    this.set.leave()
    for (const child of this.children) child?.recall()
  }

  get [sendable](): boolean {
    this.offends = false
    return this.children.every(child => child === null || child[sendable])
  }

  [atSuspension](): boolean {
    return !this.offends
  }

  [inspect](): Inspection {
    return { name: 'Stream.merge', children: this.children.filter(child => child !== null) }
  }
}
