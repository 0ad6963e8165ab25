// A thread of its own that calls wakers of the main thread. Plain JavaScript: a worker cannot load TypeScript before the loader is
// registered. It hears of each job by message, which needs its own event loop only: the main thread may be parked.
import { parentPort } from 'node:worker_threads'
import { register } from 'tsx/esm/api'

register()
const { wakeRemote } = await import('../../src/runtime/index.ts')
const pause = new Int32Array(new SharedArrayBuffer(4))

parentPort.on('message', ({ handle, times, delay }) => {
  // Gives the main thread time to park; nothing is asserted about time, and a wake that comes too early is a legal one.
  if (delay > 0) Atomics.wait(pause, 0, 0, delay)
  for (let i = 0; i < times; i++) wakeRemote(handle)
})
parentPort.postMessage('loaded')
