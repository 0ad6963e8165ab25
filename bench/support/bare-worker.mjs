/** A worker that answers each message by one to its port, and then by a word in shared memory: the least that a parked thread needs. */
import { workerData } from 'node:worker_threads'

const { port, signal } = workerData
port.on('message', ({ a, b }) => {
  port.postMessage({ value: a + b })
  Atomics.store(signal, 0, 1)
  Atomics.notify(signal, 0)
})
