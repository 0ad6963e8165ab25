/**
 * The shortest schedule that can be found for a failure: the fewest departures from first come, first served, and then
 * the fewest choices. First all schedules with few preemptions are walked, as far as {@link MOST_STEPS} go; then the
 * best is tried with one choice less, or lower, until nothing helps.
 *
 * How long a search may take is counted in steps, so that it finds the same whenever it is made. A program whose steps take
 * long is searched for {@link MOST_TIME} at most: there the clock decides, and the schedule is as short as that allowed.
 */
import { Choices, first } from './choices.ts'
import { DepthFirst } from './depth-first.ts'
import { sameFailure } from './failure.ts'
import type { Failure } from './run.ts'
import { trimmed } from './schedule.ts'
import type { TestBench } from './test-bench.ts'

/** For each of the two, turns and choices together: a quarter of a second or so of a small program, seconds of one that does more. */
const MOST_STEPS = 4_000_000

/** For each of the two, in milliseconds. Only programs that do much in a poll come to it. */
const MOST_TIME = 5_000

/** The host's clock, taken before any trap is set. */
const hostClock = performance.now.bind(performance)

/** A schedule, and how the program fails under it. Shorter ones may fail in other words. */
export interface Found {
  readonly picks: readonly number[]
  readonly failure: Failure
}

/** @param clock milliseconds, of the real time. */
export function shorten(bench: TestBench, { picks, failure }: Found, clock: () => number = hostClock): Found {
  const best = { picks: trimmed(picks), failure }
  const mayGoOn = (): (() => boolean) => {
    const [end, until] = [bench.spent + MOST_STEPS, clock() + MOST_TIME]
    return () => bench.spent < end && clock() < until
  }
  return reduce(bench, withFewPreemptions(bench, best, mayGoOn()) ?? best, mayGoOn())
}

/** Departures, then choices, then how far each departs. */
function isShorter(a: readonly number[], b: readonly number[]): boolean {
  const departures = (picks: readonly number[]): number => picks.filter(pick => pick !== 0).length
  const sum = (picks: readonly number[]): number => picks.reduce((total, pick) => total + pick, 0)
  return (departures(a) - departures(b) || a.length - b.length || sum(a) - sum(b)) < 0
}

/** What the run of `choices` found, if that is the failure of `best` and shorter. */
function better(bench: TestBench, choices: Choices, best: Found): Found | null {
  const { failure } = bench.attempt(choices)
  if (failure === null || !sameFailure(failure, best.failure, false)) return null
  const picks = trimmed(choices.picks)
  return isShorter(picks, best.picks) ? { picks, failure } : null
}

function withFewPreemptions(bench: TestBench, found: Found, mayGoOn: () => boolean): Found | null {
  const most = found.picks.filter(pick => pick !== 0).length
  for (let bound = 0; bound < most; bound++) {
    const walk = new DepthFirst(bound)
    let best = found
    for (let choices = walk.next(); choices !== null && mayGoOn(); choices = walk.next()) best = better(bench, choices, best) ?? best
    if (best !== found) return best
  }
  return null
}

function reduce(bench: TestBench, found: Found, mayGoOn: () => boolean): Found {
  let best = found
  for (let changed = true; changed; ) {
    changed = false
    for (const plan of simpler(best.picks)) {
      if (!mayGoOn()) return best
      const next = better(bench, new Choices(plan, first, 'loose'), best)
      if (next === null) continue
      best = next
      changed = true
      break
    }
  }
  return best
}

/** Plans a step simpler than `picks`: cut off, one choice left as it comes, one left out, one lower. */
function* simpler(picks: readonly number[]): Generator<number[]> {
  const departures = picks.flatMap((pick, at) => (pick === 0 ? [] : [at]))
  for (const at of departures) yield picks.slice(0, at)
  for (const at of departures) yield picks.with(at, 0)
  for (let at = 0; at < picks.length; at++) yield picks.toSpliced(at, 1)
  for (const at of departures) for (const lower of below(picks[at]!)) yield picks.with(at, lower)
}

/** Up to here each lower pick is tried. */
const FEW = 64

/** Picks lower than `pick`, but not 0. Of many only those half as far, a quarter less and so on: what is found is tried again. */
function* below(pick: number): Generator<number> {
  if (pick <= FEW) for (let lower = pick - 1; lower > 0; lower--) yield lower
  else for (let step = Math.floor(pick / 2); step > 0; step = Math.floor(step / 2)) yield pick - step
}
