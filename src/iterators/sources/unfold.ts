/** Items out of a state, one future an item. */
import type { Context } from '../../future/context.ts'
import { drop } from '../../future/dispose.ts'
import { requireFuture, type Future } from '../../future/future.ts'
import type { Inspection } from '../../future/inspect.ts'
import { kindOf } from '../../future/kind-of.ts'
import { Done, Pending, refuseAnswer, type Poll } from '../../future/poll.ts'
import { isSendable, sendableAtSuspension } from '../../future/sendable.ts'
import { atSuspension, inspect, sendable } from '../../future/symbols.ts'
import { Stage } from '../operators/stage.ts'

/** See `Stream.unfold`. */
export class Unfold<T, S> extends Stage<T> {
  private state: S
  private readonly fn: (state: S) => Future<readonly [T, S] | null>
  /** The future of the next item, while it is unfinished. */
  private step: Future<readonly [T, S] | null> | null
  /** Whether `step` and `state`, as they are now, have been looked at as a whole at a suspension. */
  private judged: boolean

  constructor(seed: S, fn: (state: S) => Future<readonly [T, S] | null>) {
    super()
    this.state = seed
    this.fn = fn
    this.step = null
    this.judged = false
  }

  pollNext(cx: Context): Poll<T | Done> {
    const step = this.step ?? this.begin()
    let answer: Poll<readonly [T, S] | null>
    try {
      answer = step.poll(cx)
    } catch (error) {
      this.step = null
      throw error
    }
    if (answer === Pending) return Pending
    this.step = null
    if (answer === null) return Done
    if (!Array.isArray(answer)) throw new TypeError(`Stream.unfold: expected [item, state] or null from its future, and got ${kindOf(answer)}`)
    refuseAnswer(answer[0], 'Stream.unfold')
    this.state = answer[1]
    this.judged = false
    return answer[0]
  }

  private begin(): Future<readonly [T, S] | null> {
    const { fn } = this
    const step = fn(this.state)
    requireFuture(step, 'Stream.unfold, what its function returned')
    this.judged = false
    return (this.step = step)
  }

  [Symbol.dispose](): void {
    const { step } = this
    this.step = null
    drop(step)
  }

  get [sendable](): boolean {
    return isSendable(this.step) && isSendable(this.state) && isSendable(this.fn)
  }

  [atSuspension](): boolean {
    const { step } = this
    if (!this.judged) {
      this.judged = true
      if (!isSendable(step) || !isSendable(this.state)) return false
    }
    return step === null || sendableAtSuspension(step)
  }

  [inspect](): Inspection {
    return { name: 'Stream.unfold', children: this.step === null ? [] : [this.step] }
  }
}
