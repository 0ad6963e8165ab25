/**
 * Threads, as far as the blocking pool needs them, on whatever host this is: Node and its kin (`node-threads.ts`), or a page
 * (`web-threads.ts`). Found when the first job is given, so that loading this does nothing and runs anywhere.
 */
import { nodeThreads } from './node-threads.ts'
import { webThreads } from './web-threads.ts'
import type { WireAnswer, WireEnd, WireSeat } from './wire.ts'

/** One thread of the pool, from the main thread. */
export interface Thread {
  /** @throws what the host throws for what cannot be cloned; nothing is sent then. */
  post(message: object, transfer: readonly unknown[]): void
  /** An answer that came while nobody heard; undefined if there is none. */
  receive(): WireAnswer | undefined
  /** The thread has ended. */
  close(): void
}

/** Whom a host tells what its threads say, from its event loop. */
export interface ThreadListener {
  answered(id: number, answer: WireAnswer): void
  ended(end: WireEnd): void
}

export interface Threads {
  /** Whether a parked main thread can read answers: what is there is taken by `receive`, not by an event. */
  readonly parkable: boolean
  /** As many as the machine runs at once. */
  readonly parallelism: number
  start(id: number, listener: ThreadListener, heapMb: number | null): Thread
  /** An end that came while nobody heard. */
  receiveEnd(): WireEnd | undefined
  /** A runtime that the end of a thread must wake; or such ones that have gone. */
  tell(message: { seat: WireSeat } | { gone: readonly number[] }): void
}

/** @throws TypeError where the host has no threads. */
export function hostThreads(): Threads {
  const threads = nodeThreads() ?? webThreads()
  if (threads === null) throw new TypeError('spawnBlocking: this host has no worker threads')
  return threads
}
