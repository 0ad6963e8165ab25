/** Tasks that wait for a wake that never comes, and are aborted. */
import { Pending, Runtime, type AbortHandle, type Context, type Future, type Poll, type Waker } from '../../src/index.ts'
import type { Staged } from '../harness/workload.ts'

/** What the tasks leave behind when they are dropped: proof that each was. */
interface Tally {
  dropped: number
}

/** Waits as any leaf does: it keeps its waker, and lets it go when it is dropped. */
class Waiting implements Future<void> {
  private readonly tally: Tally
  private waker: Waker | null

  constructor(tally: Tally) {
    this.tally = tally
    this.waker = null
  }

  poll(cx: Context): Poll<void> {
    this.waker = cx.waker
    return Pending
  }

  [Symbol.dispose](): void {
    this.waker = null
    this.tally.dropped += 1
  }
}

/** Spawned and polled before the measurement; then aborted, each by its handle, and the runtime run until all are gone. */
export function abortWaiting(tasks: number): Staged {
  const runtime = new Runtime()
  const tally: Tally = { dropped: 0 }
  let handles: AbortHandle[] = []
  return {
    before() {
      handles = Array.from({ length: tasks }, () => runtime.spawnLocal(new Waiting(tally)).abortHandle())
      runtime.runUntilStalled()
      tally.dropped = 0
    },
    run() {
      for (const handle of handles) handle.abort()
      runtime.runUntilStalled()
      return tally.dropped
    },
  }
}

/** All at once, by a runtime that is disposed. */
export function disposeWaiting(tasks: number): Staged {
  const tally: Tally = { dropped: 0 }
  let runtime = new Runtime()
  return {
    before() {
      runtime = new Runtime()
      for (let i = 0; i < tasks; i++) runtime.spawnLocal(new Waiting(tally))
      runtime.runUntilStalled()
      tally.dropped = 0
    },
    run() {
      runtime[Symbol.dispose]()
      return tally.dropped
    },
  }
}
