import { Pending, type Context, type Future, type Poll, type Waker } from '../../src/index.ts'
import type { KvEntry, KvIterator } from '../../src/iterators/index.ts'

/** What one poll of a loan does: wait, give the entry written `key=value`, or fail. After the last step comes null. */
export type KvStep = 'pending' | `${string}=${string}` | { throw: unknown } | { run: () => void }

const encoder = new TextEncoder()

/**
 * A lending iterator that follows a script, one step a poll, and counts what its owner does to it. What an owner must
 * never do it writes down as `misuse`. A loan that is disposed while it waits keeps its place: the next loan goes on there.
 */
export class KvProbe implements KvIterator {
  readonly name: string
  nexts = 0
  polls = 0
  /** Loans ended by a dispose. */
  recalls = 0
  disposes = 0
  /** The waker of the latest poll that answered Pending; null once it need not be called any more. */
  waker: Waker | null = null
  readonly misuse: string[] = []
  private readonly steps: KvStep[]
  protected readonly trace: string[]
  private readonly loan: Future<KvEntry | null>
  private out = false
  private over: 'threw' | 'disposed' | null = null

  constructor(name: string, steps: readonly KvStep[], trace: string[] = []) {
    this.name = name
    this.steps = [...steps]
    this.trace = trace
    this.loan = {
      poll: (cx) => this.polled(cx),
      [Symbol.dispose]: () => this.recalled(),
    }
  }

  next(): Future<KvEntry | null> {
    this.nexts += 1
    if (this.out) this.misused('next() while a loan is out')
    if (this.over !== null) this.misused(`next() after it ${this.over}`)
    this.out = true
    return this.loan
  }

  private polled(cx: Context): Poll<KvEntry | null> {
    this.polls += 1
    if (!this.out) this.misused('poll of a loan that is not out')
    for (;;) {
      const step = this.steps.shift()
      if (step === 'pending') {
        this.waker = cx.waker
        return Pending
      }
      if (typeof step === 'object' && 'run' in step) {
        step.run()
        continue
      }
      this.out = false
      this.waker = null
      if (step === undefined) return null
      if (typeof step === 'string') return entryOf(step)
      this.over = 'threw'
      throw step.throw
    }
  }

  private recalled(): void {
    this.recalls += 1
    if (!this.out) this.misused('dispose of a loan that is not out')
    this.out = false
    this.waker = null
  }

  [Symbol.dispose](): void {
    this.disposes += 1
    this.trace.push(`${this.name} disposed`)
    if (this.over !== null) this.misused(`disposed after it ${this.over}`)
    this.over = 'disposed'
    this.out = false
    this.waker = null
  }

  private misused(what: string): void {
    this.misuse.push(`${this.name}: ${what}`)
  }
}

/** The entry written `key=value`. */
export function entryOf(text: string): KvEntry {
  const at = text.indexOf('=')
  return { key: encoder.encode(text.slice(0, at)), value: encoder.encode(text.slice(at + 1)) }
}

/** The probe's steps that are entries, as {@link textOf} writes them. */
export function entriesOf(steps: readonly KvStep[]): string[] {
  return steps.filter((step) => typeof step === 'string' && step !== 'pending') as string[]
}

/** What owners did wrong to these probes, to be compared with `[]`. */
export function misusesOf(all: Iterable<KvProbe>): string[] {
  return [...all].flatMap((probe) => probe.misuse)
}
