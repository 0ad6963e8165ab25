/** What a program may say about the blocking pool, and see of it. */
import { blockingPool } from './pool.ts'

/**
 * Limits of the blocking pool; those left out stay as they are.
 *
 * Rust: `Builder::max_blocking_threads`, `thread_stack_size`.
 *
 * @example
 * const limits: BlockingPoolLimits = { threads: 2, heapMb: 512 }
 */
export interface BlockingPoolLimits {
  /** Workers at once, at most. Those that are there already stay, and jobs that wait get new ones at once. Default: as many as the machine has processors, at least 4. */
  threads?: number
  /** Megabytes of heap for each worker made from now on (Node, Deno). Default: the engine's own limit. */
  heapMb?: number
}

/**
 * Limits the blocking pool of this thread, for all its runtimes.
 *
 * Rust: `tokio::runtime::Builder::max_blocking_threads`.
 *
 * @throws RangeError if `threads` is not a whole number above 0, or `heapMb` not above 0.
 * @example
 * limitBlockingPool({ threads: 8 })
 */
export function limitBlockingPool({ threads, heapMb }: BlockingPoolLimits): void {
  if (threads !== undefined && !(Number.isInteger(threads) && threads > 0)) {
    throw new RangeError(`limitBlockingPool: threads must be a whole number above 0, and is ${threads}`)
  }
  if (heapMb !== undefined && !(heapMb > 0)) throw new RangeError(`limitBlockingPool: heapMb must be above 0 megabytes, and is ${heapMb}`)
  const pool = blockingPool()
  if (threads !== undefined) pool.limit(threads)
  if (heapMb !== undefined) pool.heapMb = heapMb
}

/**
 * The blocking pool at a moment.
 *
 * Rust: `RuntimeMetrics::num_blocking_threads`, `num_idle_blocking_threads`, `blocking_queue_depth`.
 *
 * @example
 * const { threads, queued }: BlockingPoolState = blockingPoolState()
 */
export interface BlockingPoolState {
  /** Workers that are there. */
  readonly threads: number
  /** Those of them that have no job. */
  readonly idle: number
  /** Jobs that wait for a worker. */
  readonly queued: number
  /** Workers made so far, those that died too. */
  readonly made: number
}

/**
 * What the blocking pool of this thread has and does. Makes no worker.
 *
 * Rust: see {@link BlockingPoolState}.
 *
 * @example
 * if (blockingPoolState().queued > 100) shed()
 */
export function blockingPoolState(): BlockingPoolState {
  const { size, idle, queued, made } = blockingPool()
  return { threads: size, idle, queued, made }
}
