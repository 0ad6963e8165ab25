/** One worker, asked one thing at a time: by a thread that parks, or by one that awaits. Keeps no process alive. */
import { MessageChannel, receiveMessageOnPort, Worker, type MessagePort } from 'node:worker_threads'

export class BareThread {
  private readonly port: MessagePort
  private readonly signal: Int32Array

  constructor() {
    const { port1, port2 } = new MessageChannel()
    this.port = port1
    this.signal = new Int32Array(new SharedArrayBuffer(4))
    const options = { workerData: { port: port2, signal: this.signal }, transferList: [port2] }
    new Worker(new URL('./bare-worker.mjs', import.meta.url), options).unref()
    port1.unref()
  }

  /** Parks until the answer is there. */
  add(a: number, b: number): number {
    Atomics.store(this.signal, 0, 0)
    this.port.postMessage({ a, b })
    // The worker's last call to notify may come as late as in this wait, and ends it for nothing.
    while (Atomics.load(this.signal, 0) === 0) Atomics.wait(this.signal, 0, 0)
    return (receiveMessageOnPort(this.port)!.message as { value: number }).value
  }

  /** Awaits the answer, and keeps the process alive until then. */
  addLater(a: number, b: number): Promise<number> {
    return new Promise(resolve => {
      this.port.ref()
      this.port.once('message', ({ value }: { value: number }) => {
        this.port.unref()
        resolve(value)
      })
      this.port.postMessage({ a, b })
    })
  }
}
