// A real thread for the rows that need one: it computes, writes the answer into shared memory and wakes whoever waits for it. It
// hears of a job by message, which needs its own event loop only: the main thread may be parked. Plain JavaScript: a worker cannot
// load TypeScript before the loader is registered.
import { parentPort } from 'node:worker_threads'
import { register } from 'tsx/esm/api'

register()
const { wakeRemote } = await import('../../src/runtime/remote-handle.ts')

const fib = n => (n < 2 ? n : fib(n - 1) + fib(n - 2))

// shared[0]: 1 when the answer is there; shared[1]: the answer.
parentPort.on('message', ({ n, shared, handle }) => {
  Atomics.store(shared, 1, fib(n))
  Atomics.store(shared, 0, 1)
  wakeRemote(handle)
})
