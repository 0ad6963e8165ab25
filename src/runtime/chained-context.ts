/**
 * The context of a poll on which several observers have put one of theirs: `fanOut` makes it where `taskContext` has given two
 * or more.
 *
 *     future ──looks at──▶ ChainedContext ──looks at each──▶ context 1, context 2, …
 *     future ──wakes──▶ waker n ──▶ WakerBelow ──▶ waker n-1 ──▶ … ──▶ the task's own
 *
 * An observer may want to know whether a future looked at its waker. So nobody but the future does: a context is made over
 * a stand-in for the waker below, which learns what that is when the future looks.
 */
import type { Context } from '../future/context.ts'
import type { Waker } from '../future/waker.ts'

/** Stands for the waker of `context`, not looked at yet. Until it is, it is the task's own: wakes then are the observer's. */
export class WakerBelow implements Waker {
  private readonly context: Context
  private waker: Waker

  constructor(context: Context, own: Waker) {
    this.context = context
    this.waker = own
  }

  /** The future looks. */
  look(): void {
    this.waker = this.context.waker
  }

  wake(): void {
    this.waker.wake()
  }

  willWake(other: Waker): boolean {
    return other === this || this.waker.willWake(other instanceof WakerBelow ? other.waker : other)
  }
}

/** A look at its waker is a look at every context's. */
export class ChainedContext implements Context {
  /** From the task's own upwards. */
  private readonly below: readonly WakerBelow[]
  private readonly top: Context

  constructor(below: readonly WakerBelow[], top: Context) {
    this.below = below
    this.top = top
  }

  get waker(): Waker {
    for (const waker of this.below) waker.look()
    return this.top.waker
  }
}
