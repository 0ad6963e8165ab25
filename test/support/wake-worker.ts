import { once } from 'node:events'
import { Worker } from 'node:worker_threads'

/** A real worker thread that wakes this one through posted handles. Start it before anything blocks, stop it after the test. */
export class WakeWorker {
  private worker: Worker

  private constructor(worker: Worker) {
    this.worker = worker
  }

  static async start(): Promise<WakeWorker> {
    const worker = new Worker(new URL('./wake-worker.mjs', import.meta.url))
    await once(worker, 'message')
    return new WakeWorker(worker)
  }

  /** Wakes `handle` from the other thread `times` times, `delay` milliseconds after the message arrives there. */
  wake(handle: unknown, times = 1, delay = 15): void {
    this.worker.postMessage({ handle, times, delay })
  }

  async stop(): Promise<void> {
    await this.worker.terminate()
  }
}
