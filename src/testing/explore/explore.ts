/**
 * # Exploring schedules
 *
 * A test runs a program once, in one order of turns. Whether it would hold in another order is what bugs live on. Here
 * the runtime owns everything that an order depends on: the run queue, the clock, the seed. So another order is only
 * another sequence of choices, and a program can be run under each of them.
 *
 * - `run.ts` runs a program once and asks `choices.ts` whenever more than one thing may happen next.
 * - `extras.ts` has what may happen besides turns: drops, spurious polls, a clock that runs ahead.
 * - `depth-first.ts` and `random-walk.ts` decide which schedule comes next; `explore` below is the loop.
 * - `shorten.ts` makes a failing schedule short, `trace.ts` tells it, `schedule.ts` writes it down for `replay`.
 * - `host-traps.ts` sees what a program asks its host; under `simulate`, `world.ts` answers.
 *
 * **A turn is the unit.** Between two turns anything may happen; within one poll nothing can, since a thread has one
 * stack. So a schedule is a sequence of turns, and two tasks of k polls have C(2k, k) of them.
 *
 * **Nothing is remembered of states**, as a model checker does: futures cannot be compared. The cost is one run a schedule,
 * and the remedy a small program: two or three tasks of a few polls have thousands of schedules, ten have more than there is time for.
 *
 * **Honesty.** What a program does must follow from the choices. A schedule that fails is run twice; and what asks the
 * host for time or chance is refused at once, failing or not, because a search without failure would mean nothing.
 *
 * Rust: `loom::model`, `shuttle::check_dfs`, `check_random` and `check_pct`.
 */
import { refuseNested } from '../../runtime/current.ts'
import type { RunQueue } from '../../runtime/run-queue.ts'
import { nounOf } from '../wrong-use.ts'
import type { Choices } from './choices.ts'
import { DepthFirst } from './depth-first.ts'
import { settingsOf, type ExploreOptions, type Settings } from './options.ts'
import { PriorityWalk, RandomWalk } from './random-walk.ts'
import { ExploreReport } from './report.ts'
import type { Program, Run } from './run.ts'
import { shorten } from './shorten.ts'
import { TestBench } from './test-bench.ts'

/**
 * Runs `program` under every schedule, or as many as `options` allow, until one fails. `program` is called anew for each, with a
 * runtime of its own as the current one; the future that it returns, if any, is the main one.
 *
 * A schedule fails if the program or its main future throws, if a task fails that nobody joins, if something waits for
 * ever, or if a check of `trial.atEnd` throws.
 *
 * Rust: `loom::model`; `shuttle::check_dfs`.
 *
 * @throws NondeterminismError for a program that asks its host for time, chance or callbacks, or that differs from run to run.
 * @throws RangeError, TypeError for options that are none.
 * @throws NestedBlockOnError inside any poll.
 * @example
 * const report = explore(() => {
 *   const account = { balance: 0 }
 *   spawn(deposit(account, 1))
 *   spawn(deposit(account, 1))
 * }, { preemptions: 2 })
 * report.check()
 */
export function explore(program: Program, options: ExploreOptions = {}): ExploreReport {
  requireProgram(program, 'explore')
  const settings = settingsOf(options, 'explore')
  refuseNested('explore')
  const walk = walkOf(settings)
  const begun = walk.attach === undefined ? null : (run: Run) => walk.attach!(run.runtime.executor.queue)
  const bench = new TestBench('explore', program, { space: settings.space, seed: null, turns: null }, settings.turns, begun)
  return bench.during(() => search(bench, walk, settings.schedules))
}

/** @throws TypeError for what cannot be called. */
export function requireProgram(program: unknown, method: string): void {
  if (typeof program !== 'function') throw new TypeError(`${method}: expected a function that makes the program, and got ${nounOf(program)}`)
}

interface Walk {
  next(): Choices | null
  attach?(queue: RunQueue): void
}

function walkOf({ strategy, seed, depth, preemptions }: Settings): Walk {
  if (strategy === 'random') return new RandomWalk(seed)
  return strategy === 'pct' ? new PriorityWalk(seed, depth) : new DepthFirst(preemptions)
}

function search(bench: TestBench, walk: Walk, most: number): ExploreReport {
  let [schedules, cut, deepest] = [0, 0, 0]
  for (let choices = walk.next(); choices !== null; choices = walk.next()) {
    if (schedules === most) return new ExploreReport(schedules, false, cut, deepest, null)
    const run = bench.attempt(choices)
    schedules++
    if (run.cut) cut++
    if (choices.made > deepest) deepest = choices.made
    const { failure } = run
    if (failure === null) continue
    bench.repeat(choices, run)
    const found = bench.tell(shorten(bench, { picks: choices.picks, failure }))
    return new ExploreReport(schedules, false, cut, deepest, found)
  }
  const exhaustive = walk instanceof DepthFirst && !walk.bounded && cut === 0
  return new ExploreReport(schedules, exhaustive, cut, deepest, null)
}
