/**
 * The lint for futures that hold too much: `oversized(future)` asks of one; `size-lint.ts` watches a runtime.
 *
 * In Rust a future is moved, by a copy of its bytes, into the task that will run it and into every combinator on the way,
 * and a task is as large as its largest state for as long as it lives. Here nothing is copied; what remains is the memory,
 * times the number of tasks.
 */
import type { Future } from '../future/future.ts'
import { sizeOfFuture, type SizeReport } from './size-of-future.ts'

/**
 * Bytes above which a future is said to be large. tokio boxes what is larger than this before it spawns it, in builds for
 * debugging; clippy's `large_futures` begins at 16 KiB. Bounds: a machine of a few children stays below 500; a page, 4,096,
 * should be found.
 */
export const LARGE_FUTURE = 2048

/** What was found: the shape of the findings of `pollux/watch`. */
export interface SizeFinding {
  readonly lint: 'large-future'
  readonly severity: 'warning'
  /** The task's number; 0 for the main future, and where there is no task. */
  readonly task: number
  readonly name: string
  /** What is the matter, as the rest of a sentence that begins with the name. */
  readonly what: string
  readonly remedy: string
  readonly report: SizeReport
}

/** What the lint takes. */
export interface SizeLintOptions {
  /** Bytes that a future may have. Default: {@link LARGE_FUTURE}. */
  readonly limit?: number
}

/**
 * What there is to say about the size of `future`, or null.
 *
 * Rust: clippy's `large_futures`.
 *
 * @throws TypeError if `future` is none, RangeError for a limit that is not above 0.
 * @example
 * oversized(new Serve(socket))?.what // holds 4112 bytes across its suspension Reading, 4096 of them in buffer: [u8; 4096], more than 2048
 */
export function oversized(future: Future<unknown>, { limit = LARGE_FUTURE }: SizeLintOptions = {}): SizeFinding | null {
  requireLimit(limit)
  return findingOf(future, 0, limit)
}

/** What there is to say of `future`, of the task with that number, whose size is above `limit`. */
export function findingOf(future: Future<unknown>, task: number, limit: number): SizeFinding | null {
  const report = sizeOfFuture(future)
  if (report.maxBytes <= limit) return null
  const { name, state, maxBytes, fields } = report
  const [largest] = [...fields].sort((a, b) => b.bytes - a.bytes)
  const where = state === undefined ? 'across its suspensions' : `across its suspension ${state}`
  const most = largest === undefined ? '' : `, ${largest.bytes} of them in ${largest.name}: ${largest.type}`
  return {
    lint: 'large-future',
    severity: 'warning',
    task,
    name,
    what: `holds ${maxBytes} bytes ${where}${most}, more than ${limit}`,
    remedy: 'keep what is large behind a reference (an object that holds the buffer; in Rust a Vec or a Box), or put the future in a box with boxed(future)',
    report,
  }
}

/** @throws RangeError for a limit that is not above 0. */
export function requireLimit(limit: number): void {
  if (!(limit > 0)) throw new RangeError(`oversized: limit must be above 0, and is ${limit}`)
}
