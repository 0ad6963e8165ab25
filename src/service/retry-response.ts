/** The response of a `Retry`: all tries of one request. */
import { hasBudget, spendBudget } from '../future/budget.ts'
import type { Context } from '../future/context.ts'
import { drop, dropAll, dropAllSuppressed } from '../future/dispose.ts'
import { requireFuture, type Future } from '../future/future.ts'
import type { Inspection } from '../future/inspect.ts'
import { Disposed, Finished, mayDispose, Polling, refusePoll, Waiting, type Phase } from '../future/phase.ts'
import { Pending as PendingSymbol, type Poll } from '../future/poll.ts'
import { Err, Ok, type Result } from '../future/result.ts'
import { isSendable, sendableAtSuspension } from '../future/sendable.ts'
import { atSuspension, inspect, sendable } from '../future/symbols.ts'
import type { RetryPolicy } from './retry.ts'
import { refuseResponse, type AnyService } from './service.ts'
import type { Spare } from './spare.ts'

/** A constant of this module: V8 folds it, an imported one it loads. See `poll.ts`. */
const Pending: typeof PendingSymbol = PendingSymbol

/**
 * Where a request is:
 *
 *     Called ──the policy wants another try──▶ Delayed ──its future is ready──▶ Retrying ──ready, called──▶ Called
 *        └──it does not──▶ finished
 *
 * `current` is the response in Called, the policy's future in Delayed, and null in Retrying.
 */
type State = 0 | 1 | 2
const Called = 0
const Delayed = 1
const Retrying = 2
const STATES = ['Called', 'Delayed', 'Retrying'] as const

/** See `Retry`. A library loop: each further try spends one of the budget. */
export class RetryResponse<T> implements Future<T>, Disposable {
  private phase: Phase
  private state: State
  /** Null once it has ended. */
  private policy: RetryPolicy<unknown, unknown> | null
  /** For the next try; null if there is to be none. */
  private request: unknown
  /** Where its instance comes from, owned with others; null if there are to be no retries. */
  private spare: Spare | null
  /** An instance of its own, owned; null before the first retry. */
  private service: AnyService | null
  private current: Future<unknown> | null
  /** Calls so far, for those who look. */
  private tries: number

  constructor(policy: RetryPolicy<unknown, unknown>, request: unknown, spare: Spare | null, response: Future<unknown>) {
    this.phase = Waiting
    this.state = Called
    this.policy = policy
    this.request = request
    this.spare = spare
    this.service = null
    this.current = response
    this.tries = 1
  }

  poll(cx: Context): Poll<T> {
    if (this.phase !== Waiting) refusePoll(this, this.phase)
    this.phase = Polling
    let output: unknown
    try {
      output = this.run(cx)
    } catch (error) {
      dropAllSuppressed(this.end(Finished), error)
      throw error
    }
    if (output === Pending) {
      this.phase = Waiting
      return Pending
    }
    this.release(output)
    return output as T
  }

  /** The answer is there; the instance kept for retries is let go of. */
  private release(output: unknown): void {
    const held = this.end(Finished)
    try {
      dropAll(held)
    } catch (error) {
      dropAllSuppressed([output], error)
      throw error
    }
  }

  private run(cx: Context): unknown {
    for (;;) {
      if (this.state === Called) {
        const result = this.pollCalled(cx)
        if (result === Pending) return Pending
        if (!this.wantsAnother(result)) {
          if (result.ok) return result.value
          throw result.error
        }
      } else if (this.state === Delayed) {
        const delay = this.current!
        this.current = null
        const output = delay.poll(cx)
        if (output === Pending) {
          this.current = delay
          return Pending
        }
        this.state = Retrying
        drop(output)
      } else if (!this.callAgain(cx)) return Pending
    }
  }

  private pollCalled(cx: Context): Poll<Result<unknown>> {
    let result: Result<unknown>
    try {
      const output = this.current!.poll(cx)
      if (output === Pending) return Pending
      result = Ok(output)
    } catch (error) {
      result = Err(error)
    }
    this.current = null
    return result
  }

  /** Asks the policy. What is not to be the answer goes to `drop`. */
  private wantsAnother(result: Result<unknown>): boolean {
    if (this.spare === null) return false
    try {
      const delay = this.policy!.retry(this.request, result)
      if (delay === null) return false
      requireFuture(delay, 'RetryPolicy.retry')
      this.current = delay
      this.state = Delayed
    } catch (error) {
      if (result.ok) dropAllSuppressed([result.value], error)
      throw error
    }
    if (result.ok) drop(result.value)
    return true
  }

  /** False while the service is not ready, or the budget is spent. */
  private callAgain(cx: Context): boolean {
    const service = (this.service ??= this.spare!.instance())
    if (service.pollReady(cx) === Pending) return false
    if (!hasBudget(cx)) return false
    spendBudget()
    const request = this.request
    this.request = this.policy!.cloneRequest(request)
    const response = service.call(request as never)
    if (typeof response?.poll !== 'function') refuseResponse(response, 'Retry')
    this.current = response
    this.state = Called
    this.tries += 1
    if (this.request === null) this.letGo()
    return true
  }

  /** There will be no retry: nothing is reserved for one. */
  private letGo(): void {
    const { spare, service } = this
    this.spare = null
    this.service = null
    dropAll([service, spare])
  }

  /** Forgets everything, and gives what is to be dropped of it. */
  private end(phase: Phase): unknown[] {
    const { current, service, spare } = this
    this.phase = phase
    this.current = null
    this.service = null
    this.spare = null
    this.request = null
    this.policy = null
    return [current, service, spare]
  }

  [Symbol.dispose](): void {
    if (!mayDispose(this, this.phase)) return
    dropAll(this.end(Disposed))
  }

  get [sendable](): boolean {
    return isSendable(this.current) && isSendable(this.service ?? this.spare) && isSendable(this.request) && isSendable(this.policy)
  }

  [atSuspension](): boolean {
    const { current, service } = this
    if (current !== null) return sendableAtSuspension(current)
    return service === null || sendableAtSuspension(service)
  }

  [inspect](): Inspection {
    const name = 'RetryResponse'
    const { current, service, tries } = this
    if (this.phase === Finished || this.phase === Disposed) return { name }
    const children = current !== null ? [current] : service !== null ? [service] : []
    return { name, state: STATES[this.state], children, fields: { tries } }
  }
}
