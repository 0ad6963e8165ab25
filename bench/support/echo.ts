/** An echo server in a thread of its own, which keeps no process alive; and what its clients send. */
import { Worker } from 'node:worker_threads'

/** As long as a small request. */
export const MESSAGE = Uint8Array.from({ length: 64 }, (_, at) => at)

/** Gives the port. */
export function startEcho(): Promise<number> {
  const worker = new Worker(new URL('./echo-server.mjs', import.meta.url))
  return new Promise((resolve, reject) => {
    worker.once('error', reject)
    worker.once('message', (port: number) => {
      worker.unref()
      resolve(port)
    })
  })
}
