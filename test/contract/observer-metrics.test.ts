/** `runtime.metrics`: each number at moments when it is known. */
import { describe, expect, it } from 'vitest'
import { hostLoop, lazy, LocalSet, pending, pollFn, ready, remoteWaker, Runtime, RuntimeMetrics, sleep, wakeRemote, yieldNow, fromPromise } from '../../src/index.ts'
import { ManualHost } from '../support/manual-host.ts'
import { VirtualDriver } from '../support/virtual-driver.ts'

const NONE = {
  numAliveTasks: 0, spawnedTasksCount: 0, completedTasksCount: 0, globalQueueDepth: 0, workerPollCount: 0, workerParkCount: 0, remoteScheduleCount: 0,
  numTimers: 0, numThreadSources: 0, numHostSources: 0, numBlockingThreads: 0, numIdleBlockingThreads: 0, blockingQueueDepth: 0,
}

describe('runtime.metrics', () => {
  it('is all zero at first, and one object shows the numbers as they change', () => {
    using runtime = new Runtime()
    const { metrics } = runtime
    expect([metrics instanceof RuntimeMetrics, metrics.toJSON()]).toEqual([true, NONE])
    runtime.spawn(pending())
    runtime.spawn(yieldNow())
    runtime.spawnLocal(ready(1))
    expect(metrics.toJSON()).toEqual({ ...NONE, numAliveTasks: 3, spawnedTasksCount: 3, globalQueueDepth: 3 })
    runtime.runUntilStalled()
    expect(metrics.toJSON()).toEqual({ ...NONE, numAliveTasks: 1, spawnedTasksCount: 3, completedTasksCount: 2, workerPollCount: 4 })
  })

  it('counts a disposal as an end, and not as a poll', () => {
    using runtime = new Runtime()
    runtime.spawn(pending()).abort()
    runtime.runUntilStalled()
    expect(runtime.metrics.toJSON()).toEqual({ ...NONE, spawnedTasksCount: 1, completedTasksCount: 1 })
  })

  it('counts timers and parks', () => {
    const runtime = new Runtime({ driver: new VirtualDriver() })
    runtime.spawn(sleep(50))
    runtime.blockOn(sleep(5))
    expect([runtime.metrics.numTimers, runtime.metrics.workerParkCount]).toEqual([1, 1])
  })

  it('counts wakes from other threads, and who may still wake', () => {
    using runtime = new Runtime()
    let polls = 0
    runtime.blockOn(pollFn(cx => {
      if (polls++ > 0) return 1
      wakeRemote(remoteWaker(cx.waker).handle)
      return pending().poll(cx)
    }))
    expect([runtime.metrics.remoteScheduleCount, runtime.metrics.numThreadSources, runtime.metrics.numHostSources]).toEqual([1, 1, 0])
    const hosted = new Runtime({ driver: hostLoop({ host: new ManualHost() }) })
    hosted.spawnLocal(fromPromise(new Promise(() => {})))
    hosted.runUntilStalled()
    expect(hosted.metrics.numHostSources).toBe(1)
    hosted[Symbol.dispose]()
  })

  it('leaves the tasks of sets to the sets, whatever numbers they have', () => {
    using runtime = new Runtime()
    const set = new LocalSet()
    runtime.blockOn(set.runUntil(lazy(() => { for (let i = 0; i < 3; i++) set.spawnLocal(ready(i)) })))
    runtime.spawn(ready(1))
    expect([runtime.metrics.spawnedTasksCount, runtime.metrics.numAliveTasks]).toEqual([1, 1])
    using other = new Runtime()
    for (let i = 0; i < 9; i++) other.spawn(ready(i))
    other.blockOn(set)
    expect([other.metrics.spawnedTasksCount, other.metrics.completedTasksCount]).toEqual([9, other.metrics.completedTasksCount])
  })
})
