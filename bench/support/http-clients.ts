/** An HTTP server and its clients, each side in a thread of its own; this one only waits. Neither keeps the process alive. */
import { Worker } from 'node:worker_threads'
// By this the compiler finds what `http-server.mjs` loads.
import type { ServerName } from '../../examples/http-server/load/child.ts'

export type HttpServerName = ServerName

export class HttpClients {
  private readonly worker: Worker

  private constructor(worker: Worker) {
    this.worker = worker
  }

  /** Ready when all of `connections` stand. */
  static async connect(server: HttpServerName, connections: number): Promise<HttpClients> {
    const port = await answerOf<number>(new Worker(new URL('./http-server.mjs', import.meta.url), { workerData: server }))
    const worker = new Worker(new URL('./http-client.mjs', import.meta.url), { workerData: { port, connections } })
    await answerOf<number>(worker)
    return new HttpClients(worker)
  }

  /** Gives the number of responses. */
  ask(requests: number): Promise<number> {
    const answer = answerOf<number>(this.worker)
    this.worker.postMessage(requests)
    return answer
  }
}

function answerOf<T>(worker: Worker): Promise<T> {
  worker.ref()
  return new Promise((resolve, reject) => {
    worker.once('error', reject)
    worker.once('message', (answer: T) => {
      worker.off('error', reject)
      worker.unref()
      resolve(answer)
    })
  })
}
