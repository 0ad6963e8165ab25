/**
 * Weighs what one variant holds: the growth of the live heap over many equal things.
 *
 * The heap is collected before and after, so garbage does not count; what is made once (compiled code, hidden classes,
 * a runtime) is paid for by a small first fill and does not count either. Arrays that the variant needs to hold its
 * things do count: so does whatever a scheduler needs to hold its tasks.
 */
import { setImmediate as hostTurn } from 'node:timers/promises'
import type { Measurement } from './measurement.ts'
import { summarize } from './statistics.ts'
import type { BytesWorkload, Hold } from './workload.ts'
import { checkAnswer } from './wrong-answer-error.ts'

/** Heap sizes repeat to within a few bytes a thing, so a handful of samples is enough. */
const SAMPLES = 5
const FIRST_FILL = 1000

/**
 * Bytes a thing.
 *
 * @throws WrongAnswerError if the variant does not hold as many as it was asked to.
 * @throws Error in a process without `--expose-gc`.
 */
export async function measureBytes(workload: BytesWorkload, name: string, count: number): Promise<Measurement> {
  const hold = await workload.variants[name]!()
  const label = `${workload.name}/${name}`
  await weigh(label, hold, FIRST_FILL)
  const samples: number[] = []
  for (let sample = 0; sample < SAMPLES; sample++) samples.push(await weigh(label, hold, count))
  const { median, min, max } = summarize(samples)
  return { value: median, min, max, samples: SAMPLES }
}

async function weigh(label: string, hold: Hold, count: number): Promise<number> {
  const before = await liveHeap()
  const held = await hold(count)
  const after = await liveHeap()
  checkAnswer(label, count, held.count())
  await held.release()
  return (after - before) / count
}

/** Bytes alive. A turn of the host first, so that microtasks and finalizers are through. */
async function liveHeap(): Promise<number> {
  const collect = collector()
  await hostTurn()
  collect()
  await hostTurn()
  collect()
  return process.memoryUsage().heapUsed
}

/** Node and Deno have `gc` by a flag of V8's; Bun has its own, which collects at once where it is asked to. */
function collector(): () => void {
  const { gc, Bun } = globalThis as { gc?: () => void; Bun?: { gc(now: boolean): void } }
  if (gc !== undefined) return () => gc()
  if (Bun !== undefined) return () => Bun.gc(true)
  throw new Error('measureBytes: the process needs --expose-gc')
}
