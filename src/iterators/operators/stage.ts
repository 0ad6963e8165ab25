/**
 * # Stages
 *
 * A fluent stream is a chain of stages with one `Stream` around the outermost: `from(a).map(f).filter(g)` is a source, two
 * operators and one `Piped`. Calling an operator method *moves* the chain into the new stream, so no item hops through a
 * stream per operator, and what every stream has to guard (polls after the end, polls inside polls, throws) is guarded
 * once, by whoever owns the whole chain: a `Piped`, or a consumer.
 *
 * So a stage may rely on more than other streams. Its owner
 *
 *  - never polls it inside its own poll, nor after `Done` or a throw;
 *  - **disposes it at its end, whichever way it came to that**: after `Done`, after a throw, or instead of either, and maybe twice.
 *
 * In return a stage needs no phase and no `try`: a user's function that throws passes through to the owner, which disposes
 * the chain down to the source. Only the ends of a chain, where foreign streams, iterators and futures are, remember
 * whether theirs has ended by itself, since that must not be disposed again.
 *
 * **Items are owned.** An operator whose function only looks at an item (`filter`, `takeWhile`, `dropWhile`, `inspect`, `find`)
 * drops what it does not hand on, also where that function throws, as does `drop(n)`; one whose function is given the item (`map`, `filterMap`, `forEach`) leaves
 * it to that function. What `chunks`, `zip` or `toArray` have collected is dropped if it is never handed on.
 *
 * **Back-pressure** is the absence of work: a stage asks its source for an item when it is asked for one, and holds at most
 * what its docstring says.
 *
 * Rust: the structs of `futures_util::stream`, each of which owns the stream that it was made from.
 */
import type { Context } from '../../future/context.ts'
import type { Inspection } from '../../future/inspect.ts'
import type { Done, Poll } from '../../future/poll.ts'
import '../../future/symbols.ts'
import { atSuspension, inspect, sendable } from '../../future/symbols.ts'
import { recall } from '../recall.ts'

/** One link of the chain. */
export abstract class Stage<T> implements Disposable {
  abstract pollNext(cx: Context): Poll<T | Done>

  /** Releases all that it holds. Does nothing the second time. */
  abstract [Symbol.dispose](): void

  abstract get [sendable](): boolean

  abstract [atSuspension](): boolean

  abstract [inspect](): Inspection

  /** Nobody waits for the next item any more; see `recall.ts`. */
  [recall](): void {}

  /**
   * Adds up to `most` items to `sum` in one loop, and notes there how many it took, also where it throws: none, where a stage knows
   * nothing better than `pollNext`. The items of an array, also behind maps, are there. By `pollNext` each would write the place in the array,
   * and the next one wait to read it, which takes longer than a short function of the item.
   */
  sweep(_most: number, _sum: Sum<T>): void {}
}

/** Items being added up: `reduce`. */
export interface Sum<T, A = unknown> {
  state: A
  fn: ((state: A, item: T) => A) | null
  /** Items taken by the last `sweep`. */
  swept: number
}

/** A stage over one other, which it owns. */
export abstract class Through<S, T> extends Stage<T> {
  protected readonly source: Stage<S>

  constructor(source: Stage<S>) {
    super()
    this.source = source
  }

  /** The method that makes it. */
  protected abstract get type(): string

  /** Whether what it holds besides its source is sendable: functions, items. */
  protected holdsSendable(): boolean {
    return true
  }

  [Symbol.dispose](): void {
    this.source[Symbol.dispose]()
  }

  get [sendable](): boolean {
    return this.source[sendable] && this.holdsSendable()
  }

  [atSuspension](): boolean {
    return this.source[atSuspension]()
  }

  override [recall](): void {
    this.source[recall]()
  }

  [inspect](): Inspection {
    return { name: `Stream.${this.type}`, children: [this.source] }
  }
}
