/** What the main thread and the pool's threads say to one another. `worker-bootstrap.mjs` and `supervisor.mjs` are the other side. */
import type { RemoteHandle } from '../remote-handle.ts'

/** What a job calls: a module's export, or a function as text. */
export type WireTarget = { readonly module: string; readonly name: string } | { readonly source: string; readonly name: string }

/** A runtime's handle, by which it is woken, under the number by which it is told and forgotten. */
export interface WireSeat {
  readonly id: number
  readonly handle: RemoteHandle
}

/**
 * A job, to a worker: its number, its target's, and the arguments. One list, because the clone of an object writes and reads
 * the names of its fields each time: that is 0.7 µs of a round trip of 6.
 */
export type WireJob = readonly [job: number, call: number, ...args: unknown[]]

/** A job, and what the worker does not know yet. */
export interface WireNews {
  readonly job: WireJob
  readonly target: WireTarget
  /** All targets told so far have new numbers. */
  readonly forget: true | undefined
  /** The runtime that asks. */
  readonly seat: WireSeat | undefined
}

/** An error as data; `text` for what cannot be cloned. */
export type WireError =
  | { readonly value: unknown }
  | { readonly text: string }
  | {
      readonly name: string
      readonly message: string
      readonly stack: string
      readonly fields?: Readonly<Record<string, unknown>>
      readonly cause?: WireError
      readonly errors?: readonly WireError[]
    }

/** Why a job has no result. */
export type WireFailure =
  | { readonly kind: 'throw'; readonly error: WireError }
  | { readonly kind: 'result'; readonly path: string; readonly type: string }
  | { readonly kind: 'load'; readonly reason: LoadReason; readonly detail?: string; readonly cause?: WireError }

/** What was wrong with what a job was to call. */
export type LoadReason = 'module' | 'export' | 'source' | 'captured'

/** From a worker. `closed`: a page's worker has ended itself. */
export type WireAnswer =
  | readonly [job: number, value: unknown]
  | { readonly job: number; readonly failure: WireFailure; readonly closed?: undefined }
  | { readonly closed: true }

/** From the supervisor: a worker has ended. `code` is null if it could not even begin. */
export interface WireEnd {
  readonly id: number
  readonly code: number | null
  readonly failure?: WireError | undefined
}
