/**
 * # Lints
 *
 * An observer that looks for what goes wrong silently: a future that answers Pending and is never woken, one that keeps
 * the wrong waker, one that asks over and over. What Rust's compiler, clippy and tokio-console say between them.
 *
 * **How it sees.** For each poll it puts a context of its own between the runtime and the future (`lint-context.ts`): so
 * it knows whether the future looked at the waker, which poll's waker was called, and, from the collector, whether anybody
 * holds it still. What it knows of a task is a `Record`; what it says, in `complaints.ts`.
 *
 * **What it does not see.** Below a combinator that hands out wakers of its own, `joinAll` of many say, futures are out of
 * sight: wrap one in `linted` to look at it closely. It never guesses: a healthy program has no findings, and of two
 * readings of what it saw it takes the one that is healthy.
 *
 * **What it costs.** A microsecond or so a poll, an object or two; it is a tool for tests and for looking into trouble.
 */
import type { Context } from '../../future/context.ts'
import { misuse } from '../../future/misuse.ts'
import type { Waker } from '../../future/waker.ts'
import type { FoundState, Observer, TaskEnd, TaskKind } from '../../runtime/observer.ts'
import { BusyWatch } from './busy-watch.ts'
import { lostWakeup, neverPolled, pollAfterCompletion, secondOwner, slowPoll, stalled } from './complaints.ts'
import { formatFinding, type Finding, type LintId } from './finding.ts'
import { Findings } from './findings.ts'
import { graveyard, isMeantToWait } from './graveyard.ts'
import { below } from './leaves.ts'
import { LintContext, type Graveyard } from './lint-context.ts'
import { Record } from './record.ts'

/** What `lint(options)` takes; each has a default. */
export interface LintOptions {
  /** Lints that are off. Default: none. */
  allow?: Iterable<LintId>
  /** Polls of a task after which `busy-poll` looks whether it gets on. Default: 64. */
  window?: number
  /** Milliseconds that one poll may take. Default: no limit, and no clock is read. */
  slowPoll?: number
  /** For `slowPoll`, in milliseconds. Default: `performance.now`. */
  clock?: () => number
  /** Polls of others after which a task that waits is `stalled`. Default: none is, since some are to wait for long. */
  stalledAfter?: number
  /** Told of each finding when it is new. Default: prints it. */
  onFinding?: (finding: Finding) => void
}

/** A poll that is under way. */
interface OnStack {
  readonly record: Record
  /** When it began. */
  readonly since: number
  /** Milliseconds in polls of other tasks inside it, as a `LocalSet` makes them: theirs, and not its own. */
  inside: number
  /** Who heard of misuse before. */
  readonly heard: typeof misuse.heard
}

/** See {@link lint}. One for each runtime. */
export class Lints implements Observer {
  /** Tasks that have not ended. */
  private readonly records: Map<number, Record>
  private readonly busy: WeakMap<Record, BusyWatch>
  /** The polls on the stack, the innermost last. */
  private readonly stack: OnStack[]
  private readonly found: Findings
  private readonly graveyard: Graveyard | null
  private readonly window: number
  private readonly limit: number
  private readonly clock: (() => number) | null
  private readonly stalledAfter: number
  /** Polls so far, of all tasks. */
  private turns: number
  private readonly heard: (what: string) => void

  constructor(options: LintOptions) {
    const { allow = [], window = 64, slowPoll: limit = Infinity, stalledAfter = Infinity } = options
    this.records = new Map()
    this.busy = new WeakMap()
    this.stack = []
    this.found = new Findings(new Set(allow), options.onFinding ?? print)
    this.graveyard = graveyard()
    this.window = window
    this.limit = limit
    this.clock = limit === Infinity ? null : (options.clock ?? (() => performance.now()))
    this.stalledAfter = stalledAfter
    this.turns = 0
    this.heard = what => this.misused(what)
  }

  /** What was found so far, in order, each thing once a task. */
  get findings(): readonly Finding[] {
    return this.found.list
  }

  /** Findings of further tasks that were not kept, there being a thousand already. */
  get dropped(): number {
    return this.found.dropped
  }

  /** The findings as text, two lines each; '' if there are none. */
  report(): string {
    const more = this.dropped === 0 ? [] : [`and ${this.dropped} more`]
    return [...this.findings.map(formatFinding), ...more].join('\n')
  }

  // ---- what the runtime tells ----

  taskSpawned(id: number, name: string, _parent?: number | null, kind?: TaskKind): void {
    // A job has no future here that is polled.
    if (kind !== 'blocking') this.records.set(id, new Record(this.found, id, name, null, false))
  }

  taskFound(id: number, name: string, kind: TaskKind, state: FoundState, future: object): void {
    if (kind === 'blocking') return
    const record = new Record(this.found, id, name, null, false)
    record.find(future, state === 'waiting')
    record.at = this.turns
    this.records.set(id, record)
  }

  /** For the message of a `DeadlockError`. */
  whyStuck(): string {
    const report = this.report()
    return report === '' ? '' : `lints have found:\n${report}`
  }

  taskContext(id: number, waker: Waker, future: object): Context | undefined {
    const record = this.records.get(id)
    if (record === undefined) return undefined
    record.begin()
    record.future = future
    record.at = ++this.turns
    if (this.turns % this.stalledAfter === 0) this.lookForStalled()
    this.stack.push({ record, since: this.clock === null ? 0 : this.clock(), inside: 0, heard: misuse.heard })
    misuse.heard = this.heard
    return new LintContext(record, waker, this.graveyard)
  }

  taskWoken(id: number): void {
    const record = this.records.get(id)
    if (record !== undefined) record.woken = true
  }

  /** What a leaf waited for came, in the poll on the stack if there is one: that gets on. */
  resourceReady(): void {
    const top = this.stack.at(-1)
    if (top !== undefined) top.record.gotOn = true
  }

  taskAborted(id: number): void {
    const record = this.records.get(id)
    if (record !== undefined) record.aborted = true
  }

  taskSuspended(id: number): void {
    const record = this.records.get(id)
    if (record === undefined) return
    this.leave(record)
    record.suspend()
    if (!record.woken && record.looked === 0 && !isMeantToWait(record)) lostWakeup(record, 'never looked')
    if (record.rival !== null) this.compare(record, record.rival)
    this.watch(record)
  }

  taskCompleted(id: number, how: TaskEnd): void {
    const record = this.records.get(id)
    if (record === undefined) return
    this.records.delete(id)
    this.leave(record)
    if (how === 'cancelled') this.cancelled(record)
    record.end()
  }

  // ---- what that means ----

  /** The poll of `record`, if it is on the stack, has returned. */
  private leave(record: Record): void {
    const top = this.stack.at(-1)
    if (top?.record !== record) return
    this.stack.pop()
    misuse.heard = top.heard
    if (this.clock === null) return
    const whole = this.clock() - top.since
    const outer = this.stack.at(-1)
    if (outer !== undefined) outer.inside += whole
    const took = whole - top.inside
    if (took > this.limit) slowPoll(record, took, this.limit)
  }

  private cancelled(record: Record): void {
    if (record.polls === 0) {
      if (!record.aborted) neverPolled(record)
    } else if (record.stage === 'waiting' && !record.woken && record.looked > 0 && !record.hasLooked && !isMeantToWait(record)) {
      lostWakeup(record, 'never woken')
    }
  }

  /** The waker of `rival` was replaced by that of `record`. One future may have moved; or there are two that wait for it. */
  private compare(record: Record, rival: Record): void {
    if (rival.stage !== 'waiting' || rival.future === null || record.future === null) return
    const ours = new Set(below(record.future).all)
    const both = below(rival.future).all.find(future => ours.has(future))
    if (both !== undefined) secondOwner(rival, record, both)
  }

  private watch(record: Record): void {
    let watch = this.busy.get(record)
    if (watch === undefined) {
      if (!record.selfWoken) return
      this.busy.set(record, (watch = new BusyWatch(this.window)))
    }
    watch.suspended(record)
  }

  private lookForStalled(): void {
    for (const record of this.records.values()) {
      if (record.stage !== 'waiting' || record.woken) continue
      const ago = this.turns - record.at
      if (ago >= this.stalledAfter) stalled(record, ago)
    }
  }

  private misused(what: string): void {
    const top = this.stack.at(-1)
    if (top !== undefined) pollAfterCompletion(top.record, what)
  }

  // ---- for `linted` ----

  /** A record for a future that is seen at each of its polls. */
  recordOf(future: object, name: string): Record {
    const id = this.stack.at(-1)?.record.id ?? 0
    return new Record(this.found, id, name, future, true)
  }

  /** The context for a poll of that future; the record has begun it. */
  contextOf(record: Record, waker: Waker): Context {
    return new LintContext(record, waker, this.graveyard)
  }

  /** That poll answered Pending. */
  suspended(record: Record): void {
    record.suspend()
    if (!record.woken && !record.hasLooked && !isMeantToWait(record)) lostWakeup(record, 'never looked')
    this.watch(record)
  }
}

/** What is done with a finding where nobody says what. */
export function print(finding: Finding): void {
  console.error(`pollux: ${formatFinding(finding)}`)
}

/**
 * An observer that finds what futures do wrong with their wakers and their owners. Healthy programs have no findings.
 *
 * Rust: the warnings of tokio-console, and what rustc and clippy say of futures.
 *
 * @throws RangeError for a `slowPoll` that is not above 0; for a `window` or `stalledAfter` that is no whole number above 0.
 * @example
 * const lints = lint()
 * const runtime = new Runtime({ observer: lints })
 * runtime.blockOn(main())
 * lints.findings // []
 */
export function lint(options: LintOptions = {}): Lints {
  const { slowPoll: limit } = options
  if (limit !== undefined && !(limit > 0)) throw new RangeError(`lint: slowPoll must be above 0, in milliseconds, and is ${limit}`)
  for (const name of ['window', 'stalledAfter'] as const) {
    const value = options[name]
    if (value === undefined || (value > 0 && (Number.isInteger(value) || value === Infinity))) continue
    throw new RangeError(`lint: ${name} counts polls, so it must be a whole number above 0, or Infinity for never, and is ${value}`)
  }
  return new Lints(options)
}
