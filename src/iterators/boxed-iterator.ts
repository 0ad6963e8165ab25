/** `BoxedIterator(it)`: a box for every `next()`, what the `async-trait` macro makes of the trait. */
import type { Context } from '../future/context.ts'
import { PolledAfterCompletionError } from '../future/errors.ts'
import type { Future } from '../future/future.ts'
import type { Inspection } from '../future/inspect.ts'
import { Pending, type Poll } from '../future/poll.ts'
import { sendableAtSuspension } from '../future/sendable.ts'
import { atSuspension, inspect, sendable } from '../future/symbols.ts'
import { ownChildren } from './children.ts'
import { ConcatNext } from './concat-iterator.ts'
import type { KvEntry, KvIterator } from './kv-iterator.ts'

/**
 * One box: a fresh object for each loan, so a late dispose ends nobody else's. It borrows the iterator's machine until
 * it is spent.
 */
export class BoxedNext<I extends KvIterator> implements Future<KvEntry | null> {
  private machine: ConcatNext<I> | null

  constructor(machine: ConcatNext<I>) {
    this.machine = machine
  }

  poll(cx: Context): Poll<KvEntry | null> {
    const machine = this.machine
    if (machine === null) throw new PolledAfterCompletionError('BoxedNext')
    const entry = machine.poll(cx)
    if (entry !== Pending) this.machine = null
    return entry
  }

  [Symbol.dispose](): void {
    const machine = this.machine
    if (machine === null) return
    machine[Symbol.dispose]()
    this.machine = null
  }

  get [sendable](): boolean {
    return this.machine === null || this.machine[sendable]
  }

  [atSuspension](): boolean {
    return this.machine === null || sendableAtSuspension(this.machine)
  }

  [inspect](): Inspection {
    return this.machine === null ? { name: 'BoxedNext', state: 'Finished' } : this.machine[inspect]()
  }
}

/**
 * The entries of `it`, which it owns. Every `next()` allocates its future; everything else is as with `it`, that a
 * second one throws while the last box is out included.
 *
 * Rust: `#[async_trait] trait KvIterator`, whose `next` returns `Pin<Box<dyn Future<Output = …> + '_>>`.
 *
 * @throws TypeError if `it` is no iterator.
 * @example
 * using it = new BoxedIterator(new TestIterator(0, 10))
 */
export class BoxedIterator<I extends KvIterator = KvIterator> implements KvIterator<BoxedNext<I>> {
  private readonly machine: ConcatNext<I>

  constructor(it: I) {
    this.machine = new ConcatNext(ownChildren([it], 'BoxedIterator'), 'BoxedNext')
  }

  next(): BoxedNext<I> {
    return new BoxedNext(this.machine.lend(this))
  }

  [Symbol.dispose](): void {
    this.machine.close(this)
  }

  get [sendable](): boolean {
    return this.machine[sendable]
  }

  [inspect](): Inspection {
    return { name: 'BoxedIterator', children: [this.machine] }
  }
}
