/**
 * # 0.2 TestIterator: entries from reused buffers
 *
 *     async move {
 *         if self.idx >= self.to_idx { return None; }
 *         self.key.clear();
 *         write!(&mut self.key, "key_{:05}", self.idx).unwrap();
 *         self.value.clear();
 *         write!(&mut self.value, "value_{:05}", self.idx).unwrap();
 *         self.idx += 1;
 *         Some((&self.key[..], &self.value[..]))
 *     }
 *
 * The machine is `TestNext` in `src/iterators/test-iterator.ts`, the `write!` is `numbered-pair.ts` beside it.
 */
import { blockOn } from '../src/index.ts'
import { TestIterator } from '../src/iterators/index.ts'
import { PrintEntries } from './support/print-entries.ts'

{
  using iter = new TestIterator(0, 10)
  console.log('entries:', blockOn(new PrintEntries(iter)))
}

using iter = new TestIterator(0, 2)
const first = blockOn(iter.next())!
const { key, value } = first
const second = blockOn(iter.next())!
console.log('the buffers are reused:', second.key === key && second.value === value)
