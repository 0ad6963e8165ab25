import { describe, expect, it } from 'vitest'
import { bytesPerItem } from '../../examples/support/bytes-per-item.ts'
import { contextFrom, noopWaker } from '../../src/index.ts'
import {
  BoxedIterator,
  CachedConcatIterator,
  checked,
  ConcatCursor,
  ConcatIterator,
  MergeIterator,
  TestCursor,
  TestIterator,
  type KvIterator,
} from '../../src/iterators/index.ts'

/** V8's smallest object is 12 bytes, with 64-bit pointers 16: one an item would show as at least this. */
const ONE_OBJECT = 12
/** What the measure itself is off by stays far below. */
const NOTHING = 4

const ITEMS = 1_000_000
/** The measure runs the items twice, once to warm up. */
const LENGTH = 2 * ITEMS

const ten = () => Array.from({ length: 10 }, (_, n) => new TestIterator((n * LENGTH) / 10, ((n + 1) * LENGTH) / 10))
const cx = contextFrom(noopWaker())

/** Bytes that `next()` and its poll allocate; the entries are counted, so that the run is what it seems. */
function bytesOf(it: KvIterator): number {
  let entries = 0
  const bytes = bytesPerItem(() => {
    if (it.next().poll(cx) !== null) entries += 1
  }, ITEMS)
  expect(entries).toBe(LENGTH)
  return bytes
}

describe('next() allocates nothing, over a million entries', () => {
  it.each<[string, () => KvIterator]>([
    ['TestIterator', () => new TestIterator(0, LENGTH)],
    ['ConcatIterator', () => new ConcatIterator(ten())],
    ['CachedConcatIterator', () => new CachedConcatIterator(ten())],
    ['MergeIterator', () => new MergeIterator(ten())],
    ['MergeIterator of ConcatIterators', () => new MergeIterator([new ConcatIterator(ten().slice(0, 5)), new ConcatIterator(ten().slice(5))])],
  ])('43: %s', (_name, make) => {
    expect(bytesOf(make())).toBeLessThan(NOTHING)
  })

  it('43: ConcatCursor over TestCursor', () => {
    const cursor = new ConcatCursor([new TestCursor(0, ITEMS), new TestCursor(ITEMS, LENGTH)])
    let entries = 0
    const bytes = bytesPerItem(() => {
      cursor.next().poll(cx)
      if (cursor.isValid() && cursor.key().length > 0 && cursor.value().length > 0) entries += 1
    }, ITEMS)
    expect(entries).toBe(LENGTH)
    expect(bytes).toBeLessThan(NOTHING)
  })

  it('43: and the measure catches one object an item: BoxedIterator, checked', () => {
    expect(bytesOf(new BoxedIterator(new TestIterator(0, LENGTH)))).toBeGreaterThanOrEqual(ONE_OBJECT)
    expect(bytesOf(checked(new TestIterator(0, LENGTH)))).toBeGreaterThanOrEqual(2 * ONE_OBJECT)
  })
})
