import { Pending } from '../../src/index.ts'
import type { Context, Future, Poll, Waker } from '../../src/index.ts'

type Outcome<T> = { kind: 'ready'; value: T } | { kind: 'throw'; error: unknown }

/**
 * A child future moved by hand from the test: Pending until the test decides its outcome. It counts what its owner does to it and
 * writes down as `misuse` whatever an owner must never do (contract 3, 4, 10), so every test can end with `misuse` being empty.
 */
export class Probe<T = unknown> implements Future<T> {
  polls = 0
  disposes = 0
  /** The waker of the latest poll. */
  waker: Waker | null = null
  readonly misuse: string[] = []
  /** Runs inside each poll, before the outcome is looked at. */
  onPoll: ((cx: Context) => void) | null = null
  onDispose: (() => void) | null = null
  private outcome: Outcome<T> | null = null
  private end: 'ready' | 'throw' | 'dispose' | null = null
  readonly name: string
  private readonly trace: string[] | null

  constructor(name = 'probe', trace: string[] | null = null) {
    this.name = name
    this.trace = trace
  }

  /** Decides what the next poll gives, without a wake. */
  willBe(value: T): this {
    this.outcome = { kind: 'ready', value }
    return this
  }

  willThrow(error: unknown): this {
    this.outcome = { kind: 'throw', error }
    return this
  }

  /** Wakes whoever polled last, as a real leaf does when its event comes. */
  wake(): void {
    this.waker?.wake()
  }

  complete(value: T): void {
    this.willBe(value).wake()
  }

  fail(error: unknown): void {
    this.willThrow(error).wake()
  }

  /** How it ended for its owner; `null` while it is unfinished and undisposed. */
  get ended(): 'ready' | 'throw' | 'dispose' | null {
    return this.end
  }

  poll(cx: Context): Poll<T> {
    this.polls++
    this.trace?.push(`${this.name} poll`)
    if (this.end !== null) this.misuse.push(`polled after ${this.end}`)
    this.waker = cx.waker
    this.onPoll?.(cx)
    if (this.outcome === null) return Pending
    this.end = this.outcome.kind
    if (this.outcome.kind === 'throw') throw this.outcome.error
    return this.outcome.value
  }

  [Symbol.dispose](): void {
    this.disposes++
    this.trace?.push(`${this.name} dispose`)
    if (this.end !== null) this.misuse.push(`disposed after ${this.end}`)
    this.end = 'dispose'
    this.onDispose?.()
  }
}

/** `n` probes named `0`, `1`, …, on one trace. */
export function probes<T = unknown>(n: number, trace: string[] | null = null): Probe<T>[] {
  return Array.from({ length: n }, (_, i) => new Probe<T>(String(i), trace))
}

/** Everything that owners did wrong to these probes; to be compared with `[]`. */
export function misuses(all: Iterable<Probe<any>>): string[] {
  return [...all].flatMap((p) => p.misuse.map((m) => `${p.name} ${m}`))
}
