/** Times one variant with tinybench, in this process. */
import { Bench } from 'tinybench'
import type { Measurement } from './measurement.ts'
import { MIN_SAMPLES, type Answer, type Run, type Staged, type TimeWorkload } from './workload.ts'
import { checkAnswer } from './wrong-answer-error.ts'

const NANOSECONDS = 1e6

/**
 * Nanoseconds an operation: the median sample over its operations.
 *
 * @throws WrongAnswerError if any call's answer is wrong.
 */
export async function measureTime(workload: TimeWorkload, name: string, ops: number, time: number): Promise<Measurement> {
  const made = await workload.variants[name]!(ops)
  const staged: Staged = typeof made === 'function' ? { run: made } : made
  const expected = workload.answer(ops)
  const label = `${workload.name}/${name}`
  const isAsync = await tryOut(label, staged, expected)
  const bench = new Bench({ ...lengths(workload, typeof made === 'function' ? time : 0), throws: true })
  bench.add(name, isAsync ? checkedAsync(label, staged.run, expected) : checkedSync(label, staged.run, expected), {
    async: isAsync,
    beforeEach: () => staged.before?.(),
    afterEach: () => staged.after?.(),
  })
  if (isAsync) await bench.run()
  else bench.runSync()

  const result = bench.tasks[0]!.result
  if (result.state !== 'completed') throw new Error(`${label}: the measurement ended ${result.state}`)
  const { p50, min, max, samplesCount } = result.latency
  const perOp = NANOSECONDS / ops
  return { value: p50 * perOp, min: min * perOp, max: max * perOp, samples: samplesCount }
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

/** Where `time` is 0, the fewest samples: the steps around a staged run are not counted, and may take far longer than it. */
function lengths({ minSamples = MIN_SAMPLES }: TimeWorkload, time: number) {
  return { time, iterations: minSamples, warmupTime: time / 2, warmupIterations: minSamples >> 1 }
}

function checkedSync(label: string, run: Run, expected: Answer): () => void {
  return () => checkAnswer(label, expected, run())
}

function checkedAsync(label: string, run: Run, expected: Answer): () => Promise<void> {
  return async () => checkAnswer(label, expected, await run())
}
