import { describe, expect, it } from 'vitest'
import { numbered } from '../support/kv-text.ts'
import { runExample } from '../support/run-example.ts'

/** What a row prints, which must end well and complain of nothing. */
function linesOf(id: string): string[] {
  const { lines, errors, status } = runExample(id)
  expect({ errors, status }).toEqual({ errors: [], status: 0 })
  return lines
}

const entries = (from: number, to: number) => numbered(from, to).map((text) => text.replace('=', ' '))
const concatenated = ['(0, 5) + (5, 7)', ...entries(0, 7), 'entries: 7', '(0, 5) + (5, 10)', ...entries(0, 10), 'entries: 10']

describe('the rows of document 0', () => {
  it('0.1: next() lends one future and allocates nothing', () => {
    expect(linesOf('0.1')).toEqual([
      'NextFuture<Countdown> is CountdownNext',
      '2 to go',
      '1 to go',
      '0 to go',
      'next() lends the same future each time: true',
      'bytes allocated per item: 0',
    ])
  })

  it('0.2: ten entries from reused buffers', () => {
    expect(linesOf('0.2')).toEqual([...entries(0, 10), 'entries: 10', 'the buffers are reused: true'])
  })

  it('0.3: concatenated, the child’s own slices lent on', () => {
    expect(linesOf('0.3')).toEqual([...concatenated, "the lent slices are the child's own: true"])
  })

  it('0.4: concatenated, with one copy a call', () => {
    expect(linesOf('0.4')).toEqual([
      ...concatenated.map((line) => line.replace(/^entries: (\d+)$/, 'entries: $1 copies: $1')),
      'copies after one call: 1',
      'copies after two calls: 2',
      "the lent slices are the child's own: false",
      'the child now lends: key_00002 value_00002',
      'the copy still reads: key_00001 value_00001',
    ])
  })

  it('0.5: concatenated, in the cursor form', () => {
    expect(linesOf('0.5')).toEqual([
      ...concatenated,
      'valid before the first next(): false',
      'valid at the entry: true',
      'valid after the last entry: false',
    ])
  })

  it('0.6: the same from boxes, with what they cost beside what the loan costs', () => {
    const lines = linesOf('0.6')
    expect(lines.slice(0, 13)).toEqual([
      ...entries(0, 10),
      'entries: 10',
      'boxes made by 3 calls: 3',
      'bytes allocated per item, lent: 0',
    ])
    expect(lines).toHaveLength(16)
    const boxed = /^bytes allocated per item, boxed: (\d+)$/.exec(lines[13]!)
    // No object is smaller than 12 bytes; the box has one field.
    expect(Number(boxed?.[1])).toBeGreaterThanOrEqual(12)
    expect(lines[14]).toMatch(/^nanoseconds per item, lent: \d+\.\d$/)
    expect(lines[15]).toMatch(/^nanoseconds per item, boxed: \d+\.\d$/)
  })

  it('0.7: the two borrow errors, each with what happened and the remedy', () => {
    expect(linesOf('0.7')).toEqual([
      '-- E0499: two loans at once',
      'a second next() while one is outstanding:',
      '  BorrowError: TestIterator: next() was called while the future of the last next() is still out; ' +
        'an iterator lends one future at a time: poll it to its output, or dispose it, before asking again',
      'the first loan is unharmed: key_00000',
      'a loan that is disposed loses no entry: key_00001',
      '-- the entry outlives its loan',
      'unchecked, the first key now reads: key_00001',
      'checked, the first key is read after the iterator moved on:',
      '  BorrowError: the key lent by loan 1 of TestIterator was read after the next next(); ' +
        'an entry is valid until then: read it before, or keep a copy, entry.key.slice()',
      'bytes held across the move are poisoned: true',
      'a copy is not: key_00000',
      'checked, a finished loan is disposed while another is out:',
      '  BorrowError: the future of loan 1 of TestIterator was disposed after the iterator had been asked for the next; ' +
        "it lends the same future each time, so without the check this would have been somebody else's loan: " +
        'forget a loan once it has given its output or was disposed',
      'the second loan is unharmed: key_00001',
      '-- E0502: reading while it moves',
      'key() while next() is outstanding:',
      '  BorrowError: TestCursor: key() was called while the future of next() is still out; ' +
        'the cursor is moving: poll that future to its output, or dispose it, before reading',
      'afterwards: key_00001',
    ])
  })
})

describe('npm run example', () => {
  it('lists the rows', () => {
    const { lines, status } = runExample()
    expect(status).toBe(0)
    expect(lines.filter((line) => /^ *0\./.test(line)).map((line) => line.trim())).toEqual([
      '0.1  KvIterator with an associated future: the GAT',
      '0.2  TestIterator: entries from reused buffers',
      '0.3  ConcatIterator, pass-through: what Polonius accepts',
      '0.4  ConcatIterator that caches the pair: one copy a call',
      '0.5  The refactored trait: next, key, value, is_valid',
      '0.6  The async-trait form: a box for every next()',
      '0.7  The two borrow errors, E0499 and E0502',
    ])
  })

  it('runs several, each under its title', () => {
    const { lines, status } = runExample('0.2', '0.5')
    expect(status).toBe(0)
    expect(lines.filter((line) => line.startsWith('=='))).toEqual([
      '== 0.2  TestIterator: entries from reused buffers',
      '== 0.5  The refactored trait: next, key, value, is_valid',
    ])
    expect(lines).toContain('the buffers are reused: true')
    expect(lines.at(-1)).toBe('valid after the last entry: false')
  })

  it('refuses a row that does not exist, with exit code 2', () => {
    const { lines, errors, status } = runExample('0.2', '9.9')
    expect({ lines, status }).toEqual({ lines: [], status: 2 })
    expect(errors.join('\n')).toMatch(/^no example 9\.9; there are 0\.1, .*0\.7.*, and all$/)
  })
})
