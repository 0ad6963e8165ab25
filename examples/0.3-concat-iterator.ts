/**
 * # 0.3 ConcatIterator, pass-through: what Polonius accepts
 *
 *     async move {
 *         loop {
 *             if self.current_idx >= self.iters.len() { return None; }
 *             let iter = &mut self.iters[self.current_idx];
 *             match iter.next().await {
 *                 Some(item) => return Some(item),     // E0499 and E0502 here with the borrow checker of today
 *                 None => self.current_idx += 1,
 *             }
 *         }
 *     }
 *
 * The machine is `ConcatNext` in `src/iterators/concat-iterator.ts`. Its poll is this loop; what is `.await` here is
 * there a poll of the child's loan, which is kept in `inner` if it has to wait.
 */
import { blockOn } from '../src/index.ts'
import { ConcatIterator, TestIterator } from '../src/iterators/index.ts'
import { PrintEntries } from './support/print-entries.ts'

for (const end of [7, 10]) {
  using iter = new ConcatIterator([new TestIterator(0, 5), new TestIterator(5, end)])
  console.log(`(0, 5) + (5, ${end})`)
  console.log('entries:', blockOn(new PrintEntries(iter)))
}

const child = new TestIterator(0, 2)
using concat = new ConcatIterator([child])
const { key, value } = blockOn(concat.next())!
// Asked behind the back of its owner, which Rust would not allow, the child gives the slices that were lent on.
const own = blockOn(child.next())!
console.log("the lent slices are the child's own:", key === own.key && value === own.value)
