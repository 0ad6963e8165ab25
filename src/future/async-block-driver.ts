/**
 * What a `wait(…)` needs to know of the block around it, and has no argument for: whether somebody drives the block at
 * this moment, and with which context. The generator between the two is the user's, and helpers may stand between.
 *
 * An object and not a `let`, so that the modules that share it can write it.
 */
import type { Context } from './context.ts'
import type { Future } from './future.ts'

interface Driver {
  /** The context of the block that runs; null while none does, and in the cleanup of a disposed one, where nothing is polled. */
  cx: Context | null
  /** The future that the latest wait polled and found pending: its block, which is given it next, need not poll it again. */
  pended: Future<unknown> | null
  /** What the block that runs owns; see {@link moveOut}. */
  own: unknown[]
}

/** Owned by a block that owns nothing. Never written: there is nothing in it to move out. */
export const NONE: unknown[] = []

export const driver: Driver = { cx: null, pended: null, own: NONE }

/** The body waits for `future`: should it be among the block's own values, it is the wait's from now on, and not dropped twice. */
export function moveOut(own: unknown[], future: unknown): void {
  const at = own.indexOf(future)
  if (at >= 0) own[at] = undefined
}
