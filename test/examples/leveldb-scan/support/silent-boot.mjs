/** A reader thread that says that it is up and then answers nothing. */
import { workerData } from 'node:worker_threads'

Atomics.store(new Int32Array(workerData.control), 0, 1)
Atomics.notify(new Int32Array(workerData.control), 0)
setInterval(() => {}, 1e6)
