import type { Future, Runtime } from '../../src/index.ts'
import type { Ledger } from './cancel-ledger.ts'

/** Where a future can stand when it is disposed, between two polls. */
export type Suspension = 'unpolled' | 'waiting' | 'woken' | 'out of budget'

export const SUSPENSIONS: readonly Suspension[] = ['unpolled', 'waiting', 'woken', 'out of budget']

/**
 * A small program around one operation. The same program runs without the operation, too: what a dispose has lost is
 * what the two find different at their ends.
 */
export interface CancelWorld {
  /** Asks for the operation. What it is given for its own is made here. */
  make(): Future<unknown>
  /** What happens meanwhile, in order, whether or not somebody asked. */
  readonly events: readonly (() => void)[]
  /** What others find afterwards, besides the fates in the ledger. */
  rest?(): Record<string, unknown>
  /** An event reaches it by the host's microtasks. */
  readonly host?: boolean
  /** The operation is an object of the world's own, or one that is lent again and again: it outlives its dispose. */
  readonly lent?: boolean
  /** It wakes its task by itself, with or without a budget. */
  readonly yields?: boolean
}

export interface CancelRow {
  /** As the document has it: a call, or words with calls in them, marked as code. */
  readonly name: string
  readonly room: string
  /** What a dispose loses, for each suspension that there is. */
  readonly loses: Partial<Record<Suspension, string>>
  /** The same as measured: each difference that some way to that suspension makes. Where there is none, nothing is lost. */
  readonly differs: Partial<Record<Suspension, readonly string[]>>
  readonly worlds: readonly ((ledger: Ledger, runtime: Runtime) => CancelWorld)[]
}

/** `text` at each of `at`. */
export function each<T>(at: readonly Suspension[], text: T): Partial<Record<Suspension, T>> {
  return Object.fromEntries(at.map(suspension => [suspension, text]))
}

/** Suspensions of what waits and spends no budget, and of what spends it. */
export const WAITS: readonly Suspension[] = ['unpolled', 'waiting', 'woken']
export const SPENDS: readonly Suspension[] = [...WAITS, 'out of budget']
/** Of what is never waited for: it wakes itself. */
export const YIELDS: readonly Suspension[] = ['unpolled', 'woken']

export const NOTHING = 'nothing'

/** The row of an operation that loses nothing anywhere. */
export function harmless(room: string, name: string, at: readonly Suspension[], ...worlds: CancelRow['worlds']): CancelRow {
  return { room, name, loses: each(at, NOTHING), differs: {}, worlds }
}
