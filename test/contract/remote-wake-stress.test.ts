// Tens of thousands of wakes from two real threads, on an executor that parks between them. Time is never asserted; a wake that is
// lost would leave everybody waiting, which a watchdog turns into a failure.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { join, map, race, remoteWaker, Runtime } from '../../src/index.ts'
import type { Future, RemoteWaker } from '../../src/index.ts'
import { sleep } from '../../src/time/index.ts'
import { WakeStressWorker, type Answering } from '../support/wake-stress-worker.ts'

let workers: [WakeStressWorker, WakeStressWorker]
beforeAll(async () => {
  workers = await Promise.all([WakeStressWorker.start(), WakeStressWorker.start()])
})
afterAll(() => Promise.all(workers.map(worker => worker.stop())))

/** In milliseconds: many times what a test takes on a slow machine. */
const PATIENCE = 30_000

/** Tasks, which nobody but their own wakers can wake: so the watchdog's wake saves nothing, and cannot hide a loss. */
function run(runtime: Runtime, tasks: readonly [Answering, Answering], between = () => {}): readonly number[] {
  const first = runtime.spawnLocal(tasks[0])
  between()
  const both = join(first, runtime.spawnLocal(tasks[1]))
  const watchdog = map(sleep(PATIENCE), (): [number, number] => {
    throw new Error(`a wake was lost: answered ${tasks.map(({ answered, wakes }) => `${answered} of ${wakes}`).join(', ')}`)
  })
  return runtime.blockOn(race(both, watchdog))
}

const each = (make: (worker: WakeStressWorker) => Answering): [Answering, Answering] => [make(workers[0]), make(workers[1])]
const times = <T>(count: number, at: (index: number) => T): T[] => Array.from({ length: count }, (_, index) => at(index))

describe('28: no wake of another thread is lost', () => {
  it('28, 32: each of 2 × 10,000 wakes is answered before the thread sends the next: one poll for each', () => {
    using runtime = new Runtime()
    const tasks = each(worker => worker.answer(times(10_000, () => 1)))
    expect(run(runtime, tasks)).toEqual([10_001, 10_001])
    expect(tasks.map(({ answered }) => answered)).toEqual([10_000, 10_000])
  })

  it('28, 32: bursts through wakers whose bits share a word: at least a poll a burst, at most one a wake', () => {
    using runtime = new Runtime()
    const bursts = times(4_000, at => 1 + (at % 9))
    const tasks = each(worker => worker.answer(bursts, 5))
    const polls = run(runtime, tasks)
    tasks.forEach(({ answered, wakes }, at) => {
      expect(answered).toBe(wakes)
      expect(polls[at]).toBeGreaterThan(bursts.length)
      expect(polls[at]).toBeLessThanOrEqual(wakes + 1)
    })
  })

  it('28, 32: 2 × 50,000 wakes that wait for no answer: the last of them is heard', () => {
    using runtime = new Runtime()
    const tasks = each(worker => worker.answer([50_000], 3))
    const polls = run(runtime, tasks)
    tasks.forEach(({ answered, wakes }, at) => {
      expect(answered).toBe(wakes)
      expect(polls[at]).toBeLessThanOrEqual(wakes + 1)
    })
  })

  it('28: bits in several words of two blocks', () => {
    using runtime = new Runtime()
    const idle: RemoteWaker[] = []
    // Fills the first block behind the first thread's wakers, so that the second thread's are in the second.
    const fillBlock: Future<void> = {
      poll: cx => {
        for (let i = 0; i < 1024; i++) idle.push(remoteWaker(cx.waker))
      },
    }
    const bursts = times(1_000, at => 1 + (at % 9))
    const tasks = each(worker => worker.answer(bursts, 70))
    run(runtime, tasks, () => void runtime.spawnLocal(fillBlock))
    for (const remote of idle) remote[Symbol.dispose]()
    expect(tasks.map(({ answered, wakes }) => wakes - answered)).toEqual([0, 0])
  })

  // Last: the threads stay slow.
  it('28: one thread, so that no other’s wake makes up for a loss, while the owner can do much between any two steps of a wake', () => {
    using runtime = new Runtime()
    const task = workers[0].answerStretched(times(10_000, () => 1), 1)
    expect(run(runtime, [task, workers[1].answerStretched([1], 1)])).toEqual([10_001, 2])
    expect(task.answered).toBe(10_000)
  })

  it('28, 32: two threads, bursts, while the owner can do much between any two steps of a wake', () => {
    using runtime = new Runtime()
    const bursts = times(4_000, at => 1 + (at % 3))
    const tasks = each(worker => worker.answerStretched(bursts, 3))
    run(runtime, tasks)
    expect(tasks.map(({ answered, wakes }) => wakes - answered)).toEqual([0, 0])
  })
})
