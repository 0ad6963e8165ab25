/**
 * # 0.6 The async-trait form: a box for every next()
 *
 *     #[async_trait]
 *     pub trait KvIterator {
 *         async fn next(&mut self) -> Option<(&[u8], &[u8])>;
 *     }
 *     // is rewritten to
 *     pub trait KvIterator {
 *         fn next<'a>(&'a mut self) -> Pin<Box<dyn Future<Output = Option<(&'a [u8], &'a [u8])>> + 'a>>;
 *     }
 *
 * `BoxedIterator` puts that around any iterator: the same entries, and an allocation for each.
 */
import { blockOn, contextFrom, noopWaker } from '../src/index.ts'
import { BoxedIterator, TestIterator, type KvIterator } from '../src/iterators/index.ts'
import { bytesPerItem } from './support/bytes-per-item.ts'
import { nsPerItem } from './support/ns-per-item.ts'
import { PrintEntries } from './support/print-entries.ts'

{
  using iter = new BoxedIterator(new TestIterator(0, 10))
  console.log('entries:', blockOn(new PrintEntries(iter)))
}

{
  using iter = new BoxedIterator(new TestIterator(0, 3))
  const boxes = new Set<object>()
  for (let call = 0; call < 3; call++) {
    const box = iter.next()
    boxes.add(box)
    blockOn(box)
  }
  console.log('boxes made by 3 calls:', boxes.size)
}

const lent = (items: number) => new TestIterator(0, items)
const boxed = (items: number) => new BoxedIterator(new TestIterator(0, items))
const cx = contextFrom(noopWaker())

/** One loop for each form, so that neither is slowed by the engine having seen the other. */
function drainLent(iter: TestIterator): void {
  while (iter.next().poll(cx) !== null);
}

function drainBoxed(iter: BoxedIterator<TestIterator>): void {
  while (iter.next().poll(cx) !== null);
}

function bytesOf(iter: KvIterator): number {
  return Math.round(bytesPerItem(() => iter.next().poll(cx)))
}

const { lent: lentNs, boxed: boxedNs } = nsPerItem({
  lent: items => drainLent(lent(items)),
  boxed: items => drainBoxed(boxed(items)),
})
console.log('bytes allocated per item, lent:', bytesOf(lent(2_000_000)))
console.log('bytes allocated per item, boxed:', bytesOf(boxed(2_000_000)))
console.log('nanoseconds per item, lent:', lentNs.toFixed(1))
console.log('nanoseconds per item, boxed:', boxedNs.toFixed(1))
