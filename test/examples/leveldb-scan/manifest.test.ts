/** Manifests: what the edits add up to, and what cannot be. And the batches of a log. */
import { describe, expect, it } from 'vitest'
import { LevelDbError } from '../../../examples/leveldb-scan/errors.ts'
import { isManifestName, parseFileName } from '../../../examples/leveldb-scan/format/file-names.ts'
import { decodeManifest } from '../../../examples/leveldb-scan/format/version.ts'
import { decodeWriteBatch, type Write } from '../../../examples/leveldb-scan/format/write-batch.ts'
import { thrownBy } from '../../support/thrown.ts'
import { batchOf, counted, editOf, internalKey, logOf, varint, type Edit, type Table } from './support/record-builder.ts'

const START: Edit = { comparator: 'leveldb.BytewiseComparator', logNumber: 3, nextFileNumber: 4, lastSequence: 0 }

function levels(...edits: Edit[]): number[][] {
  return decodeManifest('MANIFEST-000002', logOf([START, ...edits].map(editOf))).levels.map(level => level.map(table => table.number))
}

function damage(...edits: Edit[]): string {
  const error = thrownBy(() => decodeManifest('MANIFEST-000002', logOf(edits.map(editOf))))
  if (!(error instanceof LevelDbError)) throw error
  return `${error.code} ${error.file} ${error.offset}: ${error.what}`
}

const table = (level: number, number: number, from = 'a', to = 'b'): Table =>
  ({ level, number, size: 100, smallest: internalKey(from, 9), largest: internalKey(to, 1) })

describe('a manifest', () => {
  it('adds up to the tables that were added and not deleted', () => {
    expect(levels({ added: [table(0, 5), table(0, 7)] }, { deleted: [{ level: 0, number: 5 }], added: [table(1, 8)] })).toEqual([[7], [8], [], [], [], [], []])
  })

  it('may move a table, and may delete what is not there', () => {
    expect(levels({ added: [table(1, 5)] }, { deleted: [{ level: 1, number: 5 }, { level: 3, number: 99 }], added: [table(2, 5)] })[2]).toEqual([5])
  })

  it('has level 0 with the newest first, the others by key', () => {
    expect(levels({ added: [table(0, 5), table(0, 9), table(0, 7), table(1, 6, 'm', 'n'), table(1, 8, 'a', 'b')] }).slice(0, 2)).toEqual([[9, 7, 5], [8, 6]])
  })

  it('counts the last log number, and none means that all logs count', () => {
    const { logNumber, prevLogNumber } = decodeManifest('m', logOf([editOf(START), editOf({ logNumber: 12 }), editOf({ raw: Buffer.concat([varint(9), varint(11)]) })]))
    expect([logNumber, prevLogNumber]).toEqual([12, 11])
  })

  it('may have compaction pointers, and a last sequence number of 56 bits', () => {
    const raw = Buffer.concat([varint(5), varint(1), counted(internalKey('a', 1)), varint(4), Uint8Array.from([...new Array<number>(7).fill(255), 127])])
    expect(levels({ raw })).toHaveLength(7)
  })

  it('that ends in the middle of an edit ends before it', () => {
    const bytes = logOf([START, { added: [table(0, 5)] }, { added: [table(0, 7)] }].map(editOf))
    expect(decodeManifest('m', bytes.subarray(0, -3)).levels[0]!.map(({ number }) => number)).toEqual([5])
  })

  it.each([
    ['nothing', [], 'ERR_LEVELDB_MANIFEST MANIFEST-000002 0: the manifest ends without a log number'],
    ['no next file number', [{ logNumber: 1 }], 'ERR_LEVELDB_MANIFEST MANIFEST-000002 9: the manifest ends without a next file number'],
    ['no last sequence number', [{ logNumber: 1, nextFileNumber: 2 }], 'ERR_LEVELDB_MANIFEST MANIFEST-000002 11: the manifest ends without a last sequence number'],
    ['another comparator', [{ comparator: 'idb_cmp1' }],
      'ERR_LEVELDB_COMPARATOR MANIFEST-000002 0: the keys are ordered by "idb_cmp1"; only leveldb.BytewiseComparator can be read'],
    ['an unknown tag', [START, { raw: varint(8) }], 'ERR_LEVELDB_MANIFEST MANIFEST-000002 41: unknown tag 8'],
    ['a level that does not exist', [START, { added: [table(7, 5)] }], 'ERR_LEVELDB_MANIFEST MANIFEST-000002 41: there is no level 7'],
    ['a field that is cut off', [{ raw: varint(2) }], 'ERR_LEVELDB_MANIFEST MANIFEST-000002 0: the log number is cut off'],
    ['a string that is cut off', [{ raw: Uint8Array.of(1, 9, 65) }], 'ERR_LEVELDB_MANIFEST MANIFEST-000002 0: the comparator is cut off'],
    ['a number that no file has', [{ raw: Uint8Array.of(2, 255, 255, 255, 255, 255, 255, 255, 255, 255, 1) }],
      'ERR_LEVELDB_MANIFEST MANIFEST-000002 0: the log number is impossibly large'],
    ['a varint that does not end', [{ raw: new Uint8Array(20).fill(255) }], 'ERR_LEVELDB_MANIFEST MANIFEST-000002 0: a tag is no varint'],
    ['a key without a trailer', [START, { added: [{ ...table(0, 5), smallest: new Uint8Array(7) }] }],
      'ERR_LEVELDB_MANIFEST MANIFEST-000002 41: the first key of a table is no internal key'],
    ['tables that overlap', [START, { added: [table(1, 5, 'a', 'c'), table(1, 6, 'b', 'd')] }],
      'ERR_LEVELDB_MANIFEST MANIFEST-000002 41: the tables 5 and 6 of level 1 overlap'],
  ] as [string, Edit[], string][])('is refused with %s', (_, edits, expected) => expect(damage(...edits)).toBe(expected))
})

describe('a batch', () => {
  const decode = (bytes: Uint8Array): string[] => {
    const writes: Write[] = []
    decodeWriteBatch('000003.log', { bytes, offset: 70 }, writes)
    return writes.map(({ key, value }) => `${Buffer.from(key).toString('hex')} ${Buffer.from(value).toString()}`)
  }

  it('gives its writes consecutive sequence numbers', () => {
    expect(decode(batchOf(0x0102, [['a', 'x'], ['b', null], ['', '']]))).toEqual(['610102010000000000 x', '620003010000000000 ', '0104010000000000 '])
  })

  it('counts on across 32 bits', () => {
    expect(decode(batchOf(0xffffffff, [['a', ''], ['b', '']]))).toEqual(['6101ffffffff000000 ', '620100000000010000 '])
  })

  it.each([
    ['a header that is cut off', Uint8Array.of(1, 2, 3), 'a sequence number is cut off'],
    ['too many writes', batchOf(1, [['a', 'x']], 2), 'a batch says that it has 2 writes and has 1'],
    ['too few writes', batchOf(1, [['a', 'x'], ['b', 'x']], 1), 'a batch says that it has 1 writes and has 2'],
    ['a type that nobody knows', Buffer.concat([batchOf(1, []), Uint8Array.of(5)]), 'unknown type of write 5'],
    ['a key that is cut off', Buffer.concat([batchOf(1, []), Uint8Array.of(1, 3, 65)]), 'a key is cut off'],
    ['a value that is cut off', Buffer.concat([batchOf(1, []), Uint8Array.of(1, 1, 65, 1)]), 'a value is cut off'],
  ])('is refused with %s', (_, bytes, what) => {
    const error = thrownBy(() => decode(bytes))
    expect(error).toBeInstanceOf(LevelDbError)
    expect(error).toMatchObject({ code: 'ERR_LEVELDB_LOG', file: '000003.log', offset: 70, what })
  })
})

it('file names are told apart', () => {
  expect(['000005.log', '123.ldb', '7.sst', '5.dbtmp', 'LOG', 'x5.log', '5.log2', '-5.log'].map(parseFileName)).toEqual([
    { kind: 'log', number: 5 }, { kind: 'table', number: 123 }, { kind: 'table', number: 7 }, null, null, null, null, null,
  ])
  expect(['MANIFEST-000001', 'MANIFEST-', 'MANIFEST-1x', '../MANIFEST-1', 'manifest-1'].map(isManifestName)).toEqual([true, false, false, false, false])
})
