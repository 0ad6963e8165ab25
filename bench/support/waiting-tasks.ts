/** The tasks of the weighing workload: each waits for a wake that never comes. */
import { Pending, Runtime, type Context, type Future, type Poll, type Waker } from '../../src/index.ts'
import type { Hold } from '../harness/workload.ts'

/** Waits as any leaf does: it keeps its waker. */
class Waiting implements Future<void> {
  waker: Waker | null

  constructor() {
    this.waker = null
  }

  poll(cx: Context): Poll<void> {
    this.waker = cx.waker
    return Pending
  }
}

/** Tasks that have been polled once. Whether somebody keeps their handles is the difference of an array. */
export function waitingTasks({ handles: keep }: { handles: boolean }): Hold {
  return count => {
    const runtime = new Runtime()
    const handles: unknown[] = []
    for (let i = 0; i < count; i++) {
      const handle = runtime.spawnLocal(new Waiting())
      if (keep) handles.push(handle)
    }
    const polled = runtime.runUntilStalled()
    return { count: () => (keep ? handles.length : polled), release: () => runtime[Symbol.dispose]() }
  }
}
