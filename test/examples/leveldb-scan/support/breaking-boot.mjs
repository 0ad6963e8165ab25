/** A reader thread that comes up and breaks at the first message. */
import { parentPort, workerData } from 'node:worker_threads'
import { register } from 'tsx/esm/api'

register()
const { serve } = await import('../../../../examples/leveldb-scan/source/reader-thread.ts')
parentPort.on('message', () => {
  throw new Error('broken on purpose')
})
serve(workerData)
