import { describe, expect, it } from 'vitest'
import { PolledAfterCompletionError } from '../../src/index.ts'
import { mockTask } from '../../src/testing/index.ts'
import { BoxedIterator, TestIterator } from '../../src/iterators/index.ts'
import { drained, numbered, textOf } from '../support/kv-text.ts'

describe('BoxedIterator', () => {
  it('43: boxes each next()', () => {
    const it = new BoxedIterator(new TestIterator(0, 10))
    const boxes = new Set<object>()
    for (let n = 0; n < 11; n++) {
      const box = it.next()
      boxes.add(box)
      mockTask(box).poll()
    }
    expect(boxes.size).toBe(11)
    expect(drained(new BoxedIterator(new TestIterator(0, 10)))).toEqual(numbered(0, 10))
  })

  it('4: a box is single-shot: a late poll throws and a late dispose ends nobody else’s loan', () => {
    const it = new BoxedIterator(new TestIterator(0, 2))
    const first = it.next()
    mockTask(first).poll()
    const second = it.next()
    first[Symbol.dispose]()
    expect(() => mockTask(first).poll()).toThrow(PolledAfterCompletionError)
    expect(textOf(mockTask(second).poll())).toBe('key_00001=value_00001')
  })

  it('3: a disposed box does not poll somebody else’s loan', () => {
    const it = new BoxedIterator(new TestIterator(0, 2))
    const first = it.next()
    first[Symbol.dispose]()
    const second = it.next()
    expect(() => mockTask(first).poll()).toThrow(PolledAfterCompletionError)
    expect(textOf(mockTask(second).poll())).toBe('key_00000=value_00000')
  })
})
