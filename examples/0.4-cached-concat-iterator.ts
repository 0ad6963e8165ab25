/**
 * # 0.4 ConcatIterator that caches the pair: one copy a call
 *
 *     match iter.next().await {
 *         Some((key, value)) => {
 *             self.key.clear();
 *             self.key.extend(key);
 *             self.value.clear();
 *             self.value.extend(value);
 *             break Some((self.key.as_slice(), self.value.as_slice()));
 *         }
 *         None => self.current_idx += 1,
 *     }
 *
 * The borrow of the child ends before the loop goes round, which today's borrow checker wants; the price is the copy.
 */
import { blockOn } from '../src/index.ts'
import { CachedConcatIterator, TestIterator } from '../src/iterators/index.ts'
import { PrintEntries, text } from './support/print-entries.ts'

for (const end of [7, 10]) {
  using iter = new CachedConcatIterator([new TestIterator(0, 5), new TestIterator(5, end)])
  console.log(`(0, 5) + (5, ${end})`)
  console.log('entries:', blockOn(new PrintEntries(iter)), 'copies:', iter.copies)
}

const child = new TestIterator(0, 3)
using cached = new CachedConcatIterator([child])
blockOn(cached.next())
console.log('copies after one call:', cached.copies)
const { key, value } = blockOn(cached.next())!
console.log('copies after two calls:', cached.copies)

// Asked behind the back of its owner, which Rust would not allow, the child moves on. The copy does not.
const own = blockOn(child.next())!
console.log("the lent slices are the child's own:", key === own.key || value === own.value)
console.log('the child now lends:', text(own.key), text(own.value))
console.log('the copy still reads:', text(key), text(value))
