/** Logs: where a record ends, where a log ends, and what is damage. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LevelDbError } from '../../../examples/leveldb-scan/errors.ts'
import { logRecords } from '../../../examples/leveldb-scan/format/log-records.ts'
import { thrownBy } from '../../support/thrown.ts'
import { First, fragment, Last, logOf, Middle, Whole } from './support/record-builder.ts'

function records(bytes: Uint8Array): string[] {
  return Array.from(logRecords('the.log', bytes), record => `${record.offset}: ${Buffer.from(record.bytes).toString().slice(0, 10)} (${record.bytes.length})`)
}

/** What is wrong, where. */
function damage(bytes: Uint8Array): string {
  const error = thrownBy(() => records(bytes))
  if (!(error instanceof LevelDbError)) throw error
  expect(error.file).toBe('the.log')
  return `${error.code} at ${error.offset}: ${error.what}`
}

const bytes = (...parts: Uint8Array[]) => new Uint8Array(Buffer.concat(parts))
const data = (text: string) => Buffer.from(text)

describe('the records of a log', () => {
  it('come in order, with where they begin', () => {
    expect(records(logOf([data('one'), data(''), data('three')]))).toEqual(['0: one (3)', '10:  (0)', '17: three (5)'])
    expect(records(new Uint8Array(0))).toEqual([])
  })

  it('are put together from the blocks they were split over', () => {
    const long = data('x'.repeat(100_000))
    expect(records(logOf([data('a'), long, data('b')]))).toEqual(['0: a (1)', '8: xxxxxxxxxx (100000)', '100036: b (1)'])
  })

  it.each([0, 1, 6, 7, 8])('go on in the next block when %s bytes are left in one', left => {
    const first = 32768 - 7 - left
    const log = logOf([data('f'.repeat(first)), data('second')])
    const offset = left < 7 ? 32768 : first + 7
    expect(records(log)).toEqual([`0: ffffffffff (${first})`, `${offset}: second (6)`])
  })

  it('survive any lengths', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.nat(300), fc.nat(70_000)), { maxLength: 8 }), lengths => {
        const all = lengths.map((length, at) => Buffer.alloc(length, at + 1))
        expect(Array.from(logRecords('the.log', logOf(all)), record => Buffer.from(record.bytes))).toEqual(all)
      }),
      { numRuns: 50 },
    )
  })

  it('may have an empty first fragment at the end of a block, as old writers left it', () => {
    expect(records(bytes(fragment(First, data('')), fragment(Whole, data('w'))))).toEqual(['7: w (1)'])
  })
})

describe('the end of a log', () => {
  it('is before a record that was cut off, wherever the cut is', () => {
    const log = logOf([data('one'), data('x'.repeat(40_000)), data('three')])
    const ends = [10, 40_024, 40_036]
    for (let length = 0; length <= log.length; length += length > 30 && length < 39_990 ? 997 : 1) {
      expect(records(log.subarray(0, length)), `${length} bytes`).toHaveLength(ends.filter(end => end <= length).length)
    }
  })

  it('is where only zeros follow', () => {
    expect(records(bytes(logOf([data('one')]), new Uint8Array(50_000)))).toEqual(['0: one (3)'])
  })
})

describe('damage', () => {
  const three = () => logOf([data('first'), data('second'), data('third')])

  it('is a checksum that does not match, in any byte of the record but its length', () => {
    for (const at of [0, 1, 2, 3, 6, 7, 12]) {
      const log = three()
      log[12 + at]! ^= 0x10
      expect(damage(log)).toBe('ERR_LEVELDB_CHECKSUM at 12: the checksum of a record does not match')
    }
  })

  it('is a length that claims the rest of the log, or part of the record', () => {
    const log = three()
    log[12 + 4] = 200
    expect(damage(log)).toBe('ERR_LEVELDB_CHECKSUM at 12: the length of a record, 200, is damaged')
    log[12 + 4] = 2
    expect(damage(log)).toBe('ERR_LEVELDB_CHECKSUM at 12: the checksum of a record does not match')
    log[12 + 5] = 0xff
    expect(damage(log)).toBe('ERR_LEVELDB_LOG at 12: a record of 65282 bytes does not fit into its block')
  })

  it('is damage in the last record too', () => {
    const log = three()
    log[25 + 4] = 6
    expect(damage(log)).toBe('ERR_LEVELDB_CHECKSUM at 25: the length of a record, 6, is damaged')
  })

  it.each([
    ['a whole record inside another', [fragment(First, data('f')), fragment(Whole, data('w'))], 'ERR_LEVELDB_LOG at 0: a record has no last fragment'],
    ['a first fragment after another', [fragment(First, data('f')), fragment(First, data('w'))], 'ERR_LEVELDB_LOG at 0: a record has no last fragment'],
    ['a middle without a first', [fragment(Whole, data('')), fragment(Middle, data('w'))], 'ERR_LEVELDB_LOG at 7: a record has no first fragment'],
    ['a last without a first', [fragment(Last, data('w'))], 'ERR_LEVELDB_LOG at 0: a record has no first fragment'],
    ['an unknown type', [fragment(9, data('w'))], 'ERR_LEVELDB_LOG at 0: unknown record type 9'],
    ['zeros before more records', [new Uint8Array(40), fragment(Whole, data('w'))], 'ERR_LEVELDB_LOG at 0: zeros where a record should begin'],
  ])('is %s', (_, parts, expected) => expect(damage(bytes(...parts))).toBe(expected))

  it('of one byte is never passed over', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(400), { minLength: 1, maxLength: 6 }), fc.nat(), fc.integer({ min: 1, max: 255 }), (lengths, where, change) => {
        const log = new Uint8Array(logOf(lengths.map((length, at) => Buffer.alloc(length, at + 65))))
        log[where % log.length]! ^= change
        expect(damage(log)).toMatch(/^ERR_LEVELDB_(CHECKSUM|LOG) at \d+/)
      }),
    )
  })
})
