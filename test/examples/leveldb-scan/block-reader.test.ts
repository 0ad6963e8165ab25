/** Blocks and indexes: every entry, every seek, and what cannot be one. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LevelDbError } from '../../../examples/leveldb-scan/errors.ts'
import { BlockReader } from '../../../examples/leveldb-scan/format/block-reader.ts'
import { compareInternalKeys, seekKey, userKey } from '../../../examples/leveldb-scan/format/internal-key.ts'
import { decodeFooter, TableIndex } from '../../../examples/leveldb-scan/format/table-index.ts'
import { thrownBy } from '../../support/thrown.ts'
import { internalKey, viewOf } from './support/record-builder.ts'
import { blockOf, handleOf, tableOf, stored, type BlockEntry } from './support/table-builder.ts'

/** Loads `block` from the middle of other bytes. */
function readerOf(block: Uint8Array): BlockReader {
  const bytes = new Uint8Array(block.length + 40).fill(0xee)
  bytes.set(block, 20)
  const reader = new BlockReader()
  reader.load(bytes, 20, 20 + block.length, 'the.ldb', 777)
  return reader
}

function rest(reader: BlockReader): string[] {
  const entries: string[] = []
  while (reader.advance()) {
    const { userKey, value } = reader.entry
    entries.push(`${Buffer.from(userKey).toString('latin1')}=${Buffer.from(value).toString('latin1')}`)
  }
  return entries
}

function damage(act: () => unknown): string {
  const error = thrownBy(act)
  if (!(error instanceof LevelDbError)) throw error
  return `${error.code} ${error.file} ${error.offset}: ${error.what}`
}

const entry = (key: string, value = ''): BlockEntry => [internalKey(key, 1), Buffer.from(value)]
const five = ['', 'app', 'apple', 'apricot', 'b'].map((key, at) => entry(key, String(at)))
const asText = (entries: readonly BlockEntry[]) =>
  entries.map(([key, value]) => `${Buffer.from(userKey(key)).toString('latin1')}=${Buffer.from(value).toString('latin1')}`)

describe('a block', () => {
  it.each([1, 2, 3, 16])('gives its entries, with a restart every %s', interval => {
    expect(rest(readerOf(blockOf(five, interval)))).toEqual(asText(five))
  })

  it('may be empty', () => {
    const reader = readerOf(blockOf([]))
    expect([reader.advance(), reader.advance()]).toEqual([false, false])
    reader.seek(seekKey(Buffer.from('a')))
    expect(reader.advance()).toBe(false)
  })

  it('may have keys and values of any length', () => {
    const entries = [1, 119, 120, 127, 128, 300, 17_000].map((length, at) => entry(`${at}`.padEnd(length, 'k'), 'v'.repeat(length * at)))
    expect(rest(readerOf(blockOf(entries)))).toEqual(asText(entries))
  })

  it('gives the same view for the same place, and the same object for every entry', () => {
    const reader = readerOf(blockOf(five))
    reader.advance()
    const first = reader.entry
    const { value } = first
    expect(reader.entry.value).toBe(value)
    expect(reader.entry.key).toBe(reader.entry.key)
    reader.advance()
    expect(reader.entry).toBe(first)
    expect(reader.entry.value).not.toBe(value)
  })
})

describe('a seek', () => {
  const keys = ['', '\0', 'a', 'ap', 'app', 'app\0', 'appl', 'apple', 'applf', 'apr', 'apricot', 'apricots', 'az', 'b', 'c']
  it.each([1, 2, 3, 16])('finds the first key not below its target, with a restart every %s', interval => {
    for (const key of keys) {
      const reader = readerOf(blockOf(five, interval))
      reader.seek(seekKey(Buffer.from(key)))
      expect(rest(reader), `${key}`).toEqual(asText(five.filter(([found]) => Buffer.compare(userKey(found), Buffer.from(key)) >= 0)))
    }
  })

  it('may go back, and may follow another', () => {
    const reader = readerOf(blockOf(five, 2))
    for (const key of ['b', 'a', 'apr', '', 'zz', 'apple']) {
      reader.seek(seekKey(Buffer.from(key)))
      const left = five.filter(([found]) => Buffer.compare(userKey(found), Buffer.from(key)) >= 0)
      expect(reader.advance()).toBe(left.length > 0)
      if (left.length > 0) expect(reader.entry.key).toEqual(new Uint8Array(left[0]![0]))
    }
  })

  it('goes to the newest version that is not newer than its target', () => {
    const versions = [9, 7, 3].map(sequence => [internalKey('k', sequence), Buffer.from(String(sequence))] as const)
    const found = [10, 9, 8, 7, 4, 3, 2].map(sequence => {
      const reader = readerOf(blockOf(versions, 2))
      reader.seek(internalKey('k', sequence))
      return reader.advance() ? Buffer.from(reader.entry.value).toString() : 'none'
    })
    expect(found).toEqual(['9', '9', '7', '7', '3', '3', 'none'])
  })

  it('finds what a search from the beginning finds', () => {
    const keys = fc.uniqueArray(fc.string({ maxLength: 6, unit: fc.constantFrom('a', 'b', '\0', 'ÿ') }), { minLength: 1, maxLength: 60 })
    fc.assert(
      fc.property(keys, fc.string({ maxLength: 6, unit: fc.constantFrom('a', 'b', '\0', 'ÿ') }), fc.integer({ min: 1, max: 20 }), (all, wanted, interval) => {
        const entries = all.map(key => entry(key, key)).sort(([a], [b]) => compareInternalKeys(a, b))
        const target = seekKey(Buffer.from(wanted, 'latin1'))
        const reader = readerOf(blockOf(entries, interval))
        reader.seek(target)
        expect(rest(reader)).toEqual(asText(entries.filter(([key]) => compareInternalKeys(key, target) >= 0)))
      }),
    )
  })
})

describe('the order of internal keys', () => {
  it('is that of user keys, bytewise, and then the newest first', () => {
    const ordered = [internalKey('', 1), internalKey('a', 300), internalKey('a', 2), internalKey('a', 1), internalKey('a\0', 9), internalKey('aa', 9), internalKey('ÿ', 1)]
    for (const [i, a] of ordered.entries()) for (const [j, b] of ordered.entries()) expect(Math.sign(compareInternalKeys(a, b))).toBe(Math.sign(i - j))
    expect(compareInternalKeys(internalKey('a', 2 ** 40), internalKey('a', 2 ** 40 - 1))).toBeLessThan(0)
    expect(compareInternalKeys(internalKey('a', 5, 1), internalKey('a', 5, 0))).toBeLessThan(0)
  })
})

describe('damage in a block', () => {
  const place = 'ERR_LEVELDB_TABLE the.ldb 777'
  /** A block of raw entry bytes and one restart. */
  const raw = (...bytes: number[]) => Uint8Array.from([...bytes, 0, 0, 0, 0, 1, 0, 0, 0])
  const eight = [1, 1, 0, 0, 0, 0, 0, 0]

  it.each([
    ['too few bytes', Uint8Array.of(0, 0, 0), 'a block is too short'],
    ['no restarts', new Uint8Array(8), 'a block cannot have 0 restarts'],
    ['too many restarts', Uint8Array.of(0, 0, 0, 0, 9, 0, 0, 0), 'a block cannot have 9 restarts'],
  ])('is found at once: %s', (_, block, what) => expect(damage(() => readerOf(block))).toBe(`${place}: ${what}`))

  it.each([
    ['a header that is cut off', raw(0, 9)],
    ['a key that is cut off', raw(0, 9, 0, ...eight)],
    ['a value that is cut off', raw(0, 8, 1, ...eight)],
    ['a shared part that was never there', raw(1, 8, 0, ...eight)],
    ['a key without a trailer', raw(0, 7, 0, ...eight.slice(1))],
    ['a length that does not end', raw(0, 8, 255, 255, 255, 255, 255, 255, 255, ...eight)],
    ['a length beyond all bounds', raw(0, 8, 255, 255, 255, 255, 127, ...eight)],
  ])('is found when it is read: %s', (_, block) => {
    const reader = readerOf(block)
    expect(damage(() => reader.advance())).toBe(`${place}: an entry of a block is damaged`)
  })

  it('is found when it is read: a type that nobody knows', () => {
    const reader = readerOf(blockOf([[internalKey('a', 1, 2), Buffer.from('')]]))
    expect(damage(() => reader.advance())).toBe(`${place}: an entry of a block is of no known type`)
  })

  it('is found by a seek: restarts that lead nowhere', () => {
    const block = new Uint8Array(blockOf(five, 1))
    viewOf(block).setUint32(block.length - 4 - 4 * 3, 60_000, true)
    expect(damage(() => readerOf(block).seek(seekKey(Buffer.from('a'))))).toBe(`${place}: a restart of a block is damaged`)
  })

  it('of any byte ends in a LevelDbError or in entries, never otherwise', () => {
    const block = blockOf(five, 2)
    fc.assert(
      fc.property(fc.nat(block.length - 1), fc.integer({ min: 1, max: 255 }), fc.boolean(), (at, change, seek) => {
        const damaged = new Uint8Array(block)
        damaged[at]! ^= change
        try {
          const reader = readerOf(damaged)
          if (seek) reader.seek(seekKey(Buffer.from('apple')))
          expect(rest(reader).length).toBeLessThan(40)
        } catch (error) {
          expect(error).toBeInstanceOf(LevelDbError)
        }
      }),
      { numRuns: 1000 },
    )
  })
})

describe('the index of a table', () => {
  const blocks = [['b', 100], ['d', 200], ['f', 50]] as const
  const entries = blocks.map(([key], at) => [internalKey(key, 1), handleOf(at * 300, blocks[at]![1])] as const)
  const index = () => new TableIndex('the.ldb', { offset: 5000, size: 99 }, blockOf(entries, 1))

  it('knows where the blocks lie', () => {
    const { count, offsets, sizes } = index()
    expect([count, [...offsets], [...sizes], index().end(1)]).toEqual([3, [0, 300, 600], [100, 200, 50], 505])
  })

  it('knows in which block a key would be', () => {
    const found = ['', 'a', 'b', 'b\0', 'c', 'd', 'e', 'f', 'g'].map(key => index().find(seekKey(Buffer.from(key))))
    expect(found).toEqual([0, 0, 0, 1, 1, 1, 2, 2, 3])
  })

  it.each([
    ['a block behind the index', [[internalKey('a', 1), handleOf(4990, 6)]], 'a block at 4990 of 6 bytes reaches beyond its place'],
    ['blocks that overlap', [[internalKey('a', 1), handleOf(0, 100)], [internalKey('b', 1), handleOf(104, 10)]], 'the blocks are out of order'],
    ['a handle that is cut off', [[internalKey('a', 1), Uint8Array.of(200)]], 'the offset of a block is cut off'],
    ['an offset that no file has', [[internalKey('a', 1), new Uint8Array(10).fill(255)]], 'the offset of a block is no varint'],
  ] as [string, BlockEntry[], string][])('refuses %s', (_, list, what) => {
    expect(damage(() => new TableIndex('the.ldb', { offset: 5000, size: 99 }, blockOf(list, 1)))).toBe(`ERR_LEVELDB_TABLE the.ldb 5000: ${what}`)
  })

  it('is found through the footer', () => {
    const table = tableOf([{ last: internalKey('b', 1), bytes: stored(blockOf(five)) }])
    const { offset, size } = decodeFooter('the.ldb', table.length, table.subarray(-48))
    expect(offset + size + 5 + 48).toBe(table.length)
    const footer = Buffer.from(table.subarray(-48))
    footer[47]! ^= 1
    expect(damage(() => decodeFooter('the.ldb', 1000, footer))).toBe('ERR_LEVELDB_MAGIC the.ldb 992: the magic number of a table is not there')
    footer[47]! ^= 1
    footer.fill(255, 0, 40)
    expect(damage(() => decodeFooter('the.ldb', 1000, footer))).toBe('ERR_LEVELDB_TABLE the.ldb 952: the footer is no varint')
  })
})
