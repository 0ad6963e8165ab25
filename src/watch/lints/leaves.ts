/** The futures at the bottom of a task: what it waits for. As far as `[inspect]` shows them. */
import { Fuse } from '../../future/fuse.ts'
import { inspectionOf } from '../../future/inspect.ts'
import { PendingFuture } from '../../future/pending.ts'
import { YieldNow } from '../../future/yield-now.ts'

/** Objects looked at. A set of ten thousand futures is not walked after each poll. */
const LIMIT = 64

/** What is found below a future: all of it, and the ends. */
export interface Below {
  readonly all: readonly object[]
  readonly leaves: readonly object[]
  /** Whether the walk was cut short, and there may be others. */
  readonly cut: boolean
}

/** Walks the `children` of `future`, breadth-first, cycle-safe. */
export function below(future: object): Below {
  const seen = new Set<object>([future])
  const all: object[] = [future]
  const leaves: object[] = []
  for (let at = 0; at < all.length; at++) {
    const children = inspectionOf(all[at]).children ?? []
    if (children.length === 0) leaves.push(all[at]!)
    for (const child of children) {
      if (seen.has(child)) continue
      if (all.length >= LIMIT) return { all, leaves, cut: true }
      seen.add(child)
      all.push(child)
    }
  }
  return { all, leaves, cut: false }
}

/** One of the two futures that may answer Pending and keep no waker: `pending()`, and a `fuse` that has finished. */
export function neverWakes(leaf: object): boolean {
  return leaf instanceof PendingFuture || (leaf instanceof Fuse && leaf.isTerminated())
}

/** A future whose wakes of itself are its purpose. */
export function yields(leaf: object): boolean {
  return leaf instanceof YieldNow
}
