import { contextFrom, drop, Pending, Runtime, type Future } from '../../src/index.ts'
import { budget } from '../../src/future/budget.ts'
import { countingWaker, type CountingWaker } from '../../src/testing/index.ts'
import { Ledger } from './cancel-ledger.ts'
import type { CancelRow, CancelWorld, Suspension } from './cancel-row.ts'
import { collectedUntil } from './collected.ts'

/** What may be done to the operation before the first event, and after each: nothing, a poll, a poll without budget. */
type Move = '-' | 'poll' | 'poll at zero'
const MOVES: readonly Move[] = ['-', 'poll', 'poll at zero']

/** One way to a suspension, a dispose there, and what was different then. */
export interface Measured {
  readonly at: Suspension
  readonly way: string
  readonly differences: readonly string[]
}

type Standing = Record<string, unknown>

/** Every way through `make`'s world that ends in a dispose of the unfinished operation. */
export async function measure(make: CancelRow['worlds'][number]): Promise<Measured[]> {
  const { end: without, world } = await run(make, null)
  const found: Kept[] = []
  for (let length = 1; length <= world.events.length + 1; length++) {
    for (const moves of waysOf(length)) {
      const { world, end, driven } = await run(make, moves)
      if (driven === null || driven.at === null) continue
      found.push({ at: driven.at, way: moves.join(', '), differences: differencesOf(without, end), world, operation: driven.letGo() })
    }
  }
  if (world.lent !== true) await findKept(found)
  return found
}

/** A way, with the world that is still there, and the operation, which should not be. */
interface Kept extends Measured {
  readonly differences: string[]
  readonly world: CancelWorld
  readonly operation: WeakRef<object>
}

/** What a list of waiters, a timer or a listener still refers to cannot be collected. */
async function findKept(found: readonly Kept[]): Promise<void> {
  await collectedUntil(() => found.every(({ operation }) => operation.deref() === undefined))
  for (const { operation, differences } of found) if (operation.deref() !== undefined) differences.push('the operation: kept')
}

function waysOf(length: number): Move[][] {
  if (length === 0) return [[]]
  return waysOf(length - 1).flatMap(way => MOVES.map(move => [...way, move]))
}

interface Run {
  readonly world: CancelWorld
  readonly end: Standing
  /** Null if the operation was never asked for. */
  readonly driven: Driven | null
}

/** Runs the program, with the operation driven by `moves` and disposed after the last; without it for null. */
async function run(make: CancelRow['worlds'][number], moves: readonly Move[] | null): Promise<Run> {
  const ledger = new Ledger()
  using runtime = new Runtime({ startPaused: true, onUnhandledError: error => ledger.note('a failure', `reported (${error.isPanic() ? 'panic' : 'cancelled'})`) })
  using _ = runtime.enter()
  const world = make(ledger, runtime)
  const { events } = world
  const driven = moves === null ? null : new Driven(world)
  for (let i = 0; i <= events.length; i++) {
    if (i > 0) events[i - 1]!()
    if (i > 0 && world.host === true) await microtasks()
    const move = moves?.[i]
    if (move !== undefined) driven!.make(move)
    if (moves !== null && i === moves.length - 1) driven!.dispose()
  }
  if (driven !== null && driven.at === null) return { world, end: {}, driven }
  if (world.host === true) await microtasks()
  const end: Standing = { ...world.rest?.(), ...ledger.standing() }
  if (driven !== null && driven.wakesSince > 0) end['its task'] = 'woken afterwards'
  return { world, end, driven }
}

async function microtasks(): Promise<void> {
  for (let i = 0; i < 8; i++) await Promise.resolve()
}

/** The operation, and how it stands. */
class Driven {
  /** Where it was disposed; null if it had finished. */
  at: Suspension | null = null
  private readonly waker: CountingWaker = countingWaker()
  private future: Future<unknown> | null
  private readonly yields: boolean
  private last: Move | null = null
  private ended = false
  /** Wakes during the last poll, and until its end. */
  private during = 0
  private atPoll = 0
  private atDispose = 0

  constructor(world: CancelWorld) {
    this.future = world.make()
    this.yields = world.yields === true
  }

  make(move: Move): void {
    if (move === '-' || this.ended) return
    const before = this.waker.count
    const { left } = budget
    if (move === 'poll at zero') budget.left = 0
    try {
      this.ended = this.future!.poll(contextFrom(this.waker)) !== Pending
    } catch {
      this.ended = true
    } finally {
      budget.left = left
    }
    this.last = move
    this.atPoll = this.waker.count
    this.during = this.atPoll - before
  }

  /** Twice, since the second is to do nothing. */
  dispose(): void {
    if (this.ended) return
    this.at = this.standing()
    this.atDispose = this.waker.count
    drop(this.future)
    drop(this.future)
  }

  private standing(): Suspension {
    if (this.last === null) return 'unpolled'
    if (this.waker.count > this.atPoll) return 'woken'
    if (this.during === 0) return 'waiting'
    return this.last === 'poll at zero' && !this.yields ? 'out of budget' : 'woken'
  }

  /** Forgets the operation. */
  letGo(): WeakRef<object> {
    const ref = new WeakRef<object>(this.future!)
    this.future = null
    return ref
  }

  get wakesSince(): number {
    return this.at === null ? 0 : this.waker.count - this.atDispose
  }
}

function differencesOf(without: Standing, end: Standing): string[] {
  const names = new Set([...Object.keys(without), ...Object.keys(end)])
  return [...names].flatMap(name => {
    const before = told(without[name])
    const after = told(end[name])
    if (before === after) return []
    return [before === '' ? `${name}: ${after}` : `${name}: ${before} → ${after === '' ? 'never' : after}`]
  })
}

function told(value: unknown): string {
  return value === undefined ? '' : typeof value === 'string' ? value : JSON.stringify(value)
}
