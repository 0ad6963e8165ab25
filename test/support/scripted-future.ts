/**
 * A future that follows a script, one step a poll, and writes down what is done to it: the child that combinators are
 * tested with. Whatever an owner may not do (poll or dispose it after its end) shows in the trace as such.
 *
 *     const trace: string[] = []
 *     const a = scripted('a', ['pending', 'wake', { ready: 1 }], { trace })
 *     // polled three times, woken in between: 'a: pending', 'a: wake', 'a: ready'
 */
import { Pending, sendable, type Context, type Future, type Poll, type Waker } from '../../src/future/index.ts'

/**
 * What one poll does: keep the waker and answer Pending; wake at once and answer Pending; finish; fail; or run a
 * function first (to poll or dispose something in mid-poll) and go on to the next step.
 */
export type Step<T> = 'pending' | 'wake' | { ready: T } | { throw: unknown } | { run: (cx: Context) => void }

export interface ScriptOptions {
  /** Where it writes what happens; several futures may share one. */
  trace?: string[]
  /** What its dispose throws, after it has been counted. */
  disposeError?: unknown
  /** Called by its dispose, before `disposeError` is thrown. */
  onDispose?: () => void
}

export class ScriptedFuture<T> implements Future<T>, Disposable {
  readonly name: string
  readonly trace: string[]
  polls = 0
  disposes = 0
  /** How it ended: null as long as it has not. */
  ended: 'ready' | 'throw' | 'dispose' | null = null
  /** The waker of its latest poll. */
  waker: Waker | null = null
  private readonly steps: Step<T>[]
  private readonly options: ScriptOptions

  constructor(name: string, steps: Step<T>[], options: ScriptOptions) {
    this.name = name
    this.steps = [...steps]
    this.options = options
    this.trace = options.trace ?? []
  }

  poll(cx: Context): Poll<T> {
    this.polls += 1
    if (this.ended !== null) this.misused('polled')
    this.waker = cx.waker
    for (;;) {
      const step = this.steps.shift()
      if (step === undefined) throw new Error(`${this.name} was polled beyond its script`)
      if (typeof step === 'object' && 'run' in step) step.run(cx)
      else return this.follow(step, cx)
    }
  }

  private follow(step: Exclude<Step<T>, { run: unknown }>, cx: Context): Poll<T> {
    if (typeof step === 'string') {
      this.trace.push(`${this.name}: ${step}`)
      if (step === 'wake') cx.waker.wake()
      return Pending
    }
    this.ended = 'ready' in step ? 'ready' : 'throw'
    this.trace.push(`${this.name}: ${this.ended}`)
    if ('ready' in step) return step.ready
    throw step.throw
  }

  /** Wakes the waker of the latest poll. */
  wake(): void {
    this.waker!.wake()
  }

  [Symbol.dispose](): void {
    this.disposes += 1
    if (this.ended !== null) this.misused('disposed')
    this.ended = 'dispose'
    this.trace.push(`${this.name}: dispose`)
    this.options.onDispose?.()
    if ('disposeError' in this.options) throw this.options.disposeError
  }

  private misused(how: 'polled' | 'disposed'): never {
    this.trace.push(`${this.name}: ${how} after its end`)
    throw new Error(`${this.name} was ${how} after it ended (${this.ended})`)
  }

  /** What it holds (closures, traces) is the test's, not a future's: sendable. */
  get [sendable](): boolean {
    return true
  }
}

export function scripted<T = never>(name: string, steps: Step<T>[], options: ScriptOptions = {}): ScriptedFuture<T> {
  return new ScriptedFuture(name, steps, options)
}
