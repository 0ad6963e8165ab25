/**
 * # 0.7 The two borrow errors, E0499 and E0502
 *
 *     let first = iter.next();
 *     let second = iter.next();          // error[E0499]: cannot borrow `iter` as mutable more than once at a time
 *     first.await;
 *
 *     let (key, _) = iter.next().await.unwrap();
 *     iter.next().await;                 // error[E0499]: the entry still borrows `iter`
 *     println!("{:?}", key);
 *
 *     let step = cursor.next();
 *     println!("{:?}", cursor.key());    // error[E0502]: cannot borrow `cursor` as immutable, it is borrowed as mutable
 *     step.await;
 *
 * What rustc refuses to compile is here found when it happens. A second loan is always refused. A stale read cannot be
 * seen by the iterator, only by the entry: `checked(…)` lends entries that look, and poisons bytes that were kept.
 */
import { blockOn } from '../src/index.ts'
import { checked, TestCursor, TestIterator } from '../src/iterators/index.ts'
import { explain } from './support/explain.ts'
import { text } from './support/print-entries.ts'

console.log('-- E0499: two loans at once')
{
  using iter = new TestIterator(0, 3)
  const first = iter.next()
  explain('a second next() while one is outstanding:', () => iter.next())
  console.log('the first loan is unharmed:', text(blockOn(first)!.key))
  iter.next()[Symbol.dispose]()
  console.log('a loan that is disposed loses no entry:', text(blockOn(iter.next())!.key))
}

console.log('-- the entry outlives its loan')
{
  using iter = new TestIterator(0, 3)
  const first = blockOn(iter.next())!
  blockOn(iter.next())
  console.log('unchecked, the first key now reads:', text(first.key))
}
{
  using iter = checked(new TestIterator(0, 3))
  const first = blockOn(iter.next())!
  const bytes = first.key
  const copy = first.key.slice()
  blockOn(iter.next())
  explain('checked, the first key is read after the iterator moved on:', () => first.key)
  console.log('bytes held across the move are poisoned:', bytes.every(byte => byte === 0xdd))
  console.log('a copy is not:', text(copy))
}
{
  using iter = checked(new TestIterator(0, 3))
  const first = iter.next()
  blockOn(first)
  const second = iter.next()
  explain('checked, a finished loan is disposed while another is out:', () => first[Symbol.dispose]())
  console.log('the second loan is unharmed:', text(blockOn(second)!.key))
}

console.log('-- E0502: reading while it moves')
{
  using cursor = new TestCursor(0, 3)
  blockOn(cursor.next())
  const step = cursor.next()
  explain('key() while next() is outstanding:', () => cursor.key())
  blockOn(step)
  console.log('afterwards:', text(cursor.key()))
}
