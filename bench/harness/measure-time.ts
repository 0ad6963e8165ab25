/** Times one variant with tinybench, in this process. */
import { Bench } from 'tinybench'
import { watchGc } from './measure-gc.ts'
import type { Measurement, WarmUp } from './measurement.ts'
import { warmUp, warmUpAsync, type WarmUpLimits } from './warm-up.ts'
import { MIN_SAMPLES, type Answer, type Run, type Staged, type TimeWorkload } from './workload.ts'
import { checkAnswer } from './wrong-answer-error.ts'

const NANOSECONDS = 1e6

/**
 * Nanoseconds an operation: the median sample over its operations.
 *
 * @param fewest samples, if not the workload's own number.
 * @throws WrongAnswerError if any call's answer is wrong.
 */
export async function measureTime(
  workload: TimeWorkload,
  name: string,
  ops: number,
  time: number,
  fewest: number = workload.minSamples ?? MIN_SAMPLES,
): Promise<Measurement> {
  await rehearse(workload, name, ops)
  const made = await workload.variants[name]!(ops)
  const staged: Staged = typeof made === 'function' ? { run: made } : made
  const expected = workload.answer(ops)
  const label = `${workload.name}/${name}`
  const isAsync = await tryOut(label, staged, expected)
  const measured = typeof made === 'function' ? time : 0
  const warmed = await heat(label, staged, expected, isAsync, warmUpLimits(fewest, measured))
  const bench = new Bench({ time: measured, iterations: fewest, warmup: false, throws: true })
  bench.add(name, isAsync ? checkedAsync(label, staged.run, expected) : checkedSync(label, staged.run, expected), {
    async: isAsync,
    beforeEach: () => staged.before?.(),
    afterEach: () => staged.after?.(),
  })
  const collected = watchGc()
  if (isAsync) await bench.run()
  else bench.runSync()
  const gc = await collected()

  const result = bench.tasks[0]!.result
  if (result.state !== 'completed') throw new Error(`${label}: the measurement ended ${result.state}`)
  const { p50, min, max, samplesCount } = result.latency
  const perOp = NANOSECONDS / ops
  const measurement = { value: p50 * perOp, min: min * perOp, max: max * perOp, samples: samplesCount, warmUp: warmed }
  return gc === null ? measurement : { ...measurement, gc }
}

/** Operations of a rehearsal: no workload needs more to do something, and V8 compiles nothing yet. */
const REHEARSED = 1000
const REHEARSALS = 3
/** Where a sample has fewer operations than this, each is long, and no loop around them is hot. */
const WORTH_REHEARSING = 50_000

/**
 * Runs a small one of its kind first, so that every way out of every loop has been taken before V8 compiles the loops.
 *
 * A first call that loops a hundred thousand times is compiled while it runs. What comes behind the loop has never
 * run then and is compiled as "never happens"; when it does, the code is thrown away, and Node 20's V8 may leave the function
 * interpreted for good: the same plain loop took 0.8 ns an item in one process and 6 in the next. Programs are seldom like that:
 * most of their loops are short before one of them is long.
 */
async function rehearse(workload: TimeWorkload, name: string, ops: number): Promise<void> {
  if (ops < WORTH_REHEARSING) return
  const made = await workload.variants[name]!(REHEARSED)
  const staged: Staged = typeof made === 'function' ? { run: made } : made
  const label = `${workload.name}/${name}`
  for (let i = 0; i < REHEARSALS; i++) await tryOut(label, staged, workload.answer(REHEARSED))
}

/**
 * A variant is synchronous or not by what it returns, and stays so: an `await` around a synchronous one would add a
 * microtask to what is measured. This first call tells, and shows whether it works at all.
 */
async function tryOut(label: string, { before, run, after }: Staged, expected: Answer): Promise<boolean> {
  before?.()
  const first = run()
  checkAnswer(label, expected, await first)
  after?.()
  return first instanceof Promise
}

/** Runs it until it is steady, each answer checked as in the measurement. */
function heat(label: string, staged: Staged, expected: Answer, isAsync: boolean, limits: WarmUpLimits): WarmUp | Promise<WarmUp> {
  const { before, run, after } = staged
  if (isAsync) {
    return warmUpAsync(async () => {
      before?.()
      const start = performance.now()
      checkAnswer(label, expected, await run())
      const ms = performance.now() - start
      after?.()
      return ms
    }, limits)
  }
  return warmUp(() => {
    before?.()
    const start = performance.now()
    checkAnswer(label, expected, run())
    const ms = performance.now() - start
    after?.()
    return ms
  }, limits)
}

/**
 * Half as long as it measures at least, and up to twice as long while it still gets quicker. Where `time` is 0, half of the
 * fewest samples: the steps around a staged run are not counted, and may take far longer than it.
 */
function warmUpLimits(fewest: number, time: number): WarmUpLimits {
  const leastSamples = fewest >> 1
  return { leastMs: time / 2, mostMs: time * 2, leastSamples, mostSamples: time === 0 ? leastSamples : Infinity }
}

function checkedSync(label: string, run: Run, expected: Answer): () => void {
  return () => checkAnswer(label, expected, run())
}

function checkedAsync(label: string, run: Run, expected: Answer): () => Promise<void> {
  return async () => checkAnswer(label, expected, await run())
}
