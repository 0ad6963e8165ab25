/**
 * Threads of a page, or of a page's worker: `Worker`. Their answers come as events only, so that a parked thread cannot read
 * them. A worker that fails to load is told by an event; one that ends itself says so.
 */
import type { Thread, ThreadListener, Threads } from './threads.ts'
import type { WireAnswer, WireEnd } from './wire.ts'

interface WebGlobals {
  Worker?: new (url: URL, options: object) => WebWorker
  MessageChannel?: new () => { port1: WebPort; port2: object }
  navigator?: { readonly hardwareConcurrency?: number }
}

interface WebWorker {
  addEventListener(type: 'error' | 'messageerror', listener: (event: { message?: string; preventDefault(): void }) => void): void
  postMessage(message: object, transfer: readonly unknown[]): void
  terminate(): void
}

interface WebPort {
  addEventListener(type: 'message', listener: (event: { data: WireAnswer }) => void): void
  start(): void
  postMessage(message: object, transfer: readonly unknown[]): void
  close(): void
}

/** Null on a host without `Worker`. */
export function webThreads(): Threads | null {
  const { Worker, MessageChannel, navigator } = globalThis as unknown as WebGlobals
  if (Worker === undefined || MessageChannel === undefined) return null
  return {
    parkable: false,
    parallelism: navigator?.hardwareConcurrency ?? 1,
    start: (id, listener) => start(id, listener, MessageChannel),
    receiveEnd: () => undefined,
    tell: () => {},
  }
}

declare const Worker: NonNullable<WebGlobals['Worker']>

function start(id: number, listener: ThreadListener, MessageChannel: NonNullable<WebGlobals['MessageChannel']>): Thread {
  const { port1, port2 } = new MessageChannel()
  // Written so that bundlers see that it is a worker's module, and put it where this finds it.
  const worker = new Worker(new URL('../worker-bootstrap.mjs', import.meta.url), { type: 'module', name: `pollux blocking ${id}` })
  worker.addEventListener('error', event => {
    event.preventDefault()
    listener.ended(failed(id, event.message ?? 'its code could not be loaded'))
  })
  worker.postMessage({ port: port2 }, [port2])
  port1.addEventListener('message', ({ data }) => listener.answered(id, data))
  port1.start()
  return {
    post: (message, transfer) => port1.postMessage(message, transfer),
    receive: () => undefined,
    close: () => {
      port1.close()
      worker.terminate()
    },
  }
}

function failed(id: number, message: string): WireEnd {
  return { id, code: null, failure: { name: 'Error', message, stack: '' } }
}
