/** `sizeLint()`: an observer that measures tasks at their suspensions. */
import type { Context } from '../future/context.ts'
import type { Future } from '../future/future.ts'
import type { Waker } from '../future/waker.ts'
import type { Observer } from '../runtime/observer.ts'
import { isFuture } from './is-future.ts'
import { findingOf, LARGE_FUTURE, requireLimit, type SizeFinding, type SizeLintOptions } from './oversized.ts'

/** See {@link sizeLint}. */
export class SizeLint implements Observer {
  /** The futures of tasks that have not ended, and were not found yet. */
  private readonly watched: Map<number, Future<unknown>>
  private readonly found: SizeFinding[]
  private readonly limit: number

  constructor(limit: number) {
    this.watched = new Map()
    this.found = []
    this.limit = limit
  }

  /** What was found so far, once a task. */
  get findings(): readonly SizeFinding[] {
    return this.found
  }

  taskContext(id: number, _waker: Waker, future: object): Context | undefined {
    if (isFuture(future) && !this.found.some(({ task }) => task === id)) this.watched.set(id, future)
    return undefined
  }

  taskSuspended(id: number): void {
    const future = this.watched.get(id)
    if (future === undefined) return
    const finding = findingOf(future, id, this.limit)
    if (finding === null) return
    this.found.push(finding)
    this.watched.delete(id)
  }

  taskCompleted(id: number): void {
    this.watched.delete(id)
  }
}

/**
 * An observer that measures each task at each of its suspensions, and finds those that are larger than the limit. A
 * microsecond or so a suspension: for tests. Beside the lints of `pollux/watch`: `fanOut(sizeLint(), lint())`.
 *
 * Rust: clippy's `large_futures`, at run time.
 *
 * @throws RangeError for a limit that is not above 0.
 * @example
 * const sizes = sizeLint({ limit: 1024 })
 * new Runtime({ observer: sizes }).blockOn(main())
 * for (const { name, what } of sizes.findings) console.warn(name, what)
 */
export function sizeLint({ limit = LARGE_FUTURE }: SizeLintOptions = {}): SizeLint {
  requireLimit(limit)
  return new SizeLint(limit)
}
