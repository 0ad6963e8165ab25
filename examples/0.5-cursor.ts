/**
 * # 0.5 The refactored trait: next, key, value, is_valid
 *
 *     pub trait KvIterator {
 *         type KvIteratorNextFuture<'a>: Future<Output = ()> where Self: 'a;
 *         fn next(&mut self) -> Self::KvIteratorNextFuture<'_>;
 *         fn key(&self) -> &[u8];
 *         fn value(&self) -> &[u8];
 *         fn is_valid(&self) -> bool;
 *     }
 *
 * `next()` only moves, so its future lends nothing, and every borrow checker takes the concatenation. A fresh cursor
 * stands before the first entry.
 */
import { blockOn } from '../src/index.ts'
import { ConcatCursor, TestCursor } from '../src/iterators/index.ts'
import { PrintCursor } from './support/print-entries.ts'

for (const end of [7, 10]) {
  using cursor = new ConcatCursor([new TestCursor(0, 5), new TestCursor(5, end)])
  console.log(`(0, 5) + (5, ${end})`)
  console.log('entries:', blockOn(new PrintCursor(cursor)))
}

using cursor = new TestCursor(0, 1)
console.log('valid before the first next():', cursor.isValid())
blockOn(cursor.next())
console.log('valid at the entry:', cursor.isValid())
blockOn(cursor.next())
console.log('valid after the last entry:', cursor.isValid())
