/**
 * # 0.1 KvIterator with an associated future: the GAT
 *
 *     pub trait KvIterator {
 *         type NextFuture<'a>: Future<Output = Option<(&'a [u8], &'a [u8])>> where Self: 'a;
 *         fn next(&mut self) -> Self::NextFuture<'_>;
 *     }
 *
 *     impl KvIterator for Countdown {
 *         type NextFuture<'a> = impl Future<Output = Option<(&'a [u8], &'a [u8])>>;
 *         fn next(&mut self) -> Self::NextFuture<'_> {
 *             async move {
 *                 if self.left == 0 { return None; }
 *                 self.left -= 1;
 *                 self.key[0] = self.left;
 *                 Some((&self.key[..], &self.value[..]))
 *             }
 *         }
 *     }
 *
 * The associated type is `ReturnType<I['next']>`. The future that borrows the iterator is one object that is lent again
 * and again: a loan. So `next()` allocates nothing, and the machine is written out by hand.
 */
import { blockOn, BorrowError, PolledAfterCompletionError, type Context, type Future, type Poll } from '../src/index.ts'
import type { KvEntry, KvIterator, NextFuture } from '../src/iterators/index.ts'
import { bytesPerItem } from './support/bytes-per-item.ts'

/** The `async move` block: its captures and its state are fields. It never waits, so two states are enough. */
class CountdownNext implements Future<KvEntry | null> {
  lent: boolean
  private left: number
  private readonly entry: KvEntry

  constructor(left: number) {
    this.lent = false
    this.left = left
    this.entry = { key: new Uint8Array(1), value: new TextEncoder().encode('to go') }
  }

  poll(_cx: Context): Poll<KvEntry | null> {
    if (!this.lent) throw new PolledAfterCompletionError('CountdownNext')
    this.lent = false
    if (this.left === 0) return null
    this.left -= 1
    this.entry.key[0] = this.left & 0xff
    return this.entry
  }

  [Symbol.dispose](): void {
    this.lent = false
  }
}

class Countdown implements KvIterator<CountdownNext> {
  private readonly loan: CountdownNext

  constructor(from: number) {
    this.loan = new CountdownNext(from)
  }

  next(): CountdownNext {
    if (this.loan.lent) throw new BorrowError('Countdown: next() was called while the last loan is out; dispose it first')
    this.loan.lent = true
    return this.loan
  }
}

/** Generic over the iterator, and so over its future: `async fn first<I: KvIterator>(iter: &mut I)`. */
function lend<I extends KvIterator>(iter: I): NextFuture<I> {
  return iter.next() as NextFuture<I>
}

const iter = new Countdown(3)
// The type of `loan` is CountdownNext: no box, no interface between.
const loan: CountdownNext = lend(iter)
console.log('NextFuture<Countdown> is', loan.constructor.name)
for (let entry = blockOn(loan); entry !== null; entry = blockOn(iter.next())) {
  console.log(entry.key[0], new TextDecoder().decode(entry.value))
}
console.log('next() lends the same future each time:', iter.next() === loan)

const long = new Countdown(2_000_000)
const cx = { waker: { wake() {}, willWake: () => true } }
console.log('bytes allocated per item:', Math.round(bytesPerItem(() => long.next().poll(cx))))
