// A process of its own that has used timers, a RemoteWaker, a Parker and a runtime shut down in mid-flight: nothing of all that may
// keep it alive.
import { blockOn, Parker, Pending, pollFn, remoteWaker, Runtime, sleep } from '../../src/index.ts'
import type { Poll } from '../../src/index.ts'

blockOn(sleep(5))
const runtime = new Runtime()
runtime.spawnLocal(pollFn((cx): Poll<void> => {
  remoteWaker(cx.waker)
  return Pending
}))
runtime.spawnLocal(sleep(1e9))
runtime.runUntilStalled()
runtime[Symbol.dispose]()
new Parker().parkTimeout(1)
console.log('at the end')
