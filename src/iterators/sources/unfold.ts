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
  /** The seed, or what the latest item came with; undefined while `fn` has it, and once it has ended. */
  private state: S | undefined
  /** Whether `state` is this one's, to be given to `fn`, or dropped. */
  private holdsState: boolean
  private readonly fn: (state: S) => Future<readonly [T, S] | null>
  /** The future of the next item, while it is unfinished. */
  private step: Future<readonly [T, S] | null> | null
  /** Whether `step` and `state`, as they are now, have been looked at as a whole at a suspension. */
  private judged: boolean

  constructor(seed: S, fn: (state: S) => Future<readonly [T, S] | null>) {
    super()
    this.state = seed
    this.holdsState = true
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
    this.state = answer[1] as S
    this.holdsState = true
    this.judged = false
    refuseAnswer(answer[0], 'Stream.unfold')
    return answer[0]
  }

  private begin(): Future<readonly [T, S] | null> {
    const { fn } = this
    const step = fn(this.takeState() as S)
    requireFuture(step, 'Stream.unfold, what its function returned')
    this.judged = false
    return (this.step = step)
  }

  /** Hands the state on: it belongs to whoever gets it. */
  private takeState(): S | undefined {
    const { state } = this
    this.state = undefined
    this.holdsState = false
    return state
  }

  /** The state is in the step's hands, if there is one. */
  [Symbol.dispose](): void {
    const { step } = this
    this.step = null
    drop(step)
    drop(this.takeState())
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
