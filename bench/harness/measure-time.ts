/** Times one variant with tinybench, in this process. */
import { Bench } from 'tinybench'
import type { Measurement } from './measurement.ts'
import { MIN_SAMPLES, type Run, type TimeWorkload } from './workload.ts'
import { checkAnswer } from './wrong-answer-error.ts'

const NANOSECONDS = 1e6

/**
 * Nanoseconds an operation: the median sample over its operations.
 *
 * @throws WrongAnswerError if any call's answer is wrong.
 */
export async function measureTime(workload: TimeWorkload, name: string, ops: number, time: number): Promise<Measurement> {
  const run = await workload.variants[name]!(ops)
  const expected = workload.answer(ops)
  const label = `${workload.name}/${name}`
  const minSamples = workload.minSamples ?? MIN_SAMPLES
  const bench = new Bench({ time, iterations: minSamples, warmupTime: time / 2, warmupIterations: minSamples >> 1, throws: true })

  // A variant is synchronous or not by what it returns, and stays so: an `await` around a synchronous one would add a
  // microtask to what is measured. This first call also shows whether it works at all.
  const first = run()
  const isAsync = first instanceof Promise
  checkAnswer(label, expected, await first)
  bench.add(name, isAsync ? checkedAsync(label, run, expected) : checkedSync(label, run, expected), { async: isAsync })
  if (isAsync) await bench.run()
  else bench.runSync()

  const result = bench.tasks[0]!.result
  if (result.state !== 'completed') throw new Error(`${label}: the measurement ended ${result.state}`)
  const { p50, min, max, samplesCount } = result.latency
  const perOp = NANOSECONDS / ops
  return { value: p50 * perOp, min: min * perOp, max: max * perOp, samples: samplesCount }
}

function checkedSync(label: string, run: Run, expected: number | string): () => void {
  return () => checkAnswer(label, expected, run())
}

function checkedAsync(label: string, run: Run, expected: number | string): () => Promise<void> {
  return async () => checkAnswer(label, expected, await run())
}
