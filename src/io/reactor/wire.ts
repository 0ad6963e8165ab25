/** What main and the reactor say to one another where a word of shared memory does not do. */
import type { WireSeat } from '../../runtime/blocking/wire.ts'
import type { Endpoint, Failure, OpenMode, SocketAddress } from '../io-host.ts'

export type { WireSeat }

/** Instead of a message: look into the queue. */
export const BELL = 0

/** To the reactor. `id` names a handle from now on; main's numbers are even. */
export type Request =
  | { readonly kind: 'connect'; readonly id: number; readonly to: Endpoint; readonly memory: SharedArrayBuffer }
  | { readonly kind: 'listen'; readonly id: number; readonly at: Endpoint; readonly backlog: number; readonly memory: SharedArrayBuffer }
  | { readonly kind: 'stdin' | 'stdout' | 'calls'; readonly id: number; readonly memory: SharedArrayBuffer }
  | { readonly kind: 'open'; readonly id: number; readonly path: string; readonly mode: OpenMode }
  /** A place for calls is not used any more. */
  | { readonly kind: 'forget'; readonly id: number }
  /** To the supervisor as well: a runtime that is to be woken, or such ones that have gone. */
  | { readonly kind: 'seat'; readonly seat: WireSeat }
  | { readonly kind: 'gone'; readonly gone: readonly number[] }
  /** Say when all that main has written so far was offered to the system; or has been taken by it. */
  | { readonly kind: 'fence' }
  | { readonly kind: 'drain' }

/** From the reactor, about the handle `id`. */
export type Mail =
  /** A connection stands, a file is open. */
  | { readonly kind: 'opened'; readonly id: number; readonly local: SocketAddress | null; readonly peer: SocketAddress | null }
  | { readonly kind: 'listening'; readonly id: number; readonly address: SocketAddress }
  | { readonly kind: 'failed'; readonly id: number; readonly failure: Failure }
  /** The listener `id` has a connection, which is the handle `socket`; or one could not be accepted. */
  | {
      readonly kind: 'accepted'
      readonly id: number
      readonly socket: number
      readonly memory: SharedArrayBuffer
      readonly local: SocketAddress
      readonly peer: SocketAddress
    }
  | { readonly kind: 'refused'; readonly id: number; readonly failure: Failure }
  /** The last word about a listener. */
  | { readonly kind: 'closed'; readonly id: number }

/** What the reactor is given at its start. */
export interface ReactorData {
  readonly port: unknown
  readonly control: SharedArrayBuffer
  readonly toReactor: SharedArrayBuffer
  readonly toMain: SharedArrayBuffer
}

// ---- words that the whole reactor has ----

/** 1: there is something new for main, and its runtimes have been woken for that. Cleared by main before it looks. */
export const NEWS = 0
/** Mail that was not taken in yet. */
export const MAILS = 1
/** 1: the reactor has ended, which the supervisor says. `supervisor.mjs` knows this number. */
export const DEAD = 2
/** 1: the reactor rests, and a bell is needed. */
export const ARMED = 3
/** How many fences were reached. */
export const FENCES = 4
/** 1: the supervisor is there, and will report whatever happens. It knows this number too. */
export const WATCHED = 5

export const CONTROL_BYTES = 64
