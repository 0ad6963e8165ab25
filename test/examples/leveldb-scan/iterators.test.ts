/** The four iterators keep the contract of lending iterators: each test runs over all of them. */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { openDatabase, type Database } from '../../../examples/leveldb-scan/database.ts'
import { BlockMemory } from '../../../examples/leveldb-scan/format/block-memory.ts'
import { BlockReader } from '../../../examples/leveldb-scan/format/block-reader.ts'
import { seekKey, userKey } from '../../../examples/leveldb-scan/format/internal-key.ts'
import { Memtable } from '../../../examples/leveldb-scan/format/memtable.ts'
import type { Write } from '../../../examples/leveldb-scan/format/write-batch.ts'
import { BlockIterator } from '../../../examples/leveldb-scan/iterators/block-iterator.ts'
import { MemtableIterator } from '../../../examples/leveldb-scan/iterators/memtable-iterator.ts'
import { TableIterator } from '../../../examples/leveldb-scan/iterators/table-iterator.ts'
import { VersionIterator } from '../../../examples/leveldb-scan/iterators/version-iterator.ts'
import { EVERYTHING } from '../../../examples/leveldb-scan/range.ts'
import { Scan } from '../../../examples/leveldb-scan/scan.ts'
import { ReaderSource } from '../../../examples/leveldb-scan/source/reader-source.ts'
import { blockOn, BorrowError, isPending, Pending, PolledAfterCompletionError, pollFn, type Future, type Poll } from '../../../src/index.ts'
import { checked, ConcatIterator, MergeIterator, type KvEntry, type KvIterator, type Seekable } from '../../../src/iterators/index.ts'
import { thrownBy } from '../../support/thrown.ts'
import { compareInternalKeys } from '../../../examples/leveldb-scan/format/internal-key.ts'
import { digits, numbered, text, valueOf, writeDatabase } from './support/database-script.ts'
import { internalKey } from './support/record-builder.ts'
import { blockOf, type BlockEntry } from './support/table-builder.ts'
import { TempFolders } from './support/temp-folders.ts'

const folders = new TempFolders()
afterAll(() => folders.removeAll())

const COUNT = 300
let database: Database
let source: ReaderSource
beforeAll(async () => {
  const folder = folders.make()
  await writeDatabase(folder, [...numbered(COUNT), { do: 'compact' }], { blockSize: 512 })
  database = openDatabase(folder)
  source = new ReaderSource(folder, { reader: 'thread at once' })
})
afterAll(() => source[Symbol.dispose]())

const entries: BlockEntry[] = Array.from({ length: COUNT }, (_, at) => [internalKey(digits(at), at + 1), text(valueOf(at, 20))])

function blockReader(list: readonly BlockEntry[] = entries): BlockReader {
  const block = new Uint8Array([...blockOf(list), ...new Uint8Array(16)])
  const reader = new BlockReader()
  reader.load(block, 0, block.length - 16, 'the.ldb', 0)
  return reader
}

const memtable = (list: readonly BlockEntry[] = entries) => new MemtableIterator(new Memtable(list.map(([key, value]): Write => ({ key, value }))))
const table = () => new TableIterator(source, database.version.levels.flat()[0]!)

type Any = KvIterator<Future<KvEntry | null>> & Seekable & Disposable

/** Each iterates over the same entries; whether its keys have trailers. */
const KINDS: readonly [name: string, make: () => Any, internal: boolean][] = [
  ['BlockIterator', () => new BlockIterator(blockReader()), true],
  ['MemtableIterator', () => memtable(), true],
  ['TableIterator', table, true],
  ['VersionIterator', () => new VersionIterator(memtable()), false],
  ['VersionIterator of a table', () => new VersionIterator(table()), false],
  ['VersionIterator of a merge', () => new VersionIterator(new MergeIterator<Any>([table(), new ConcatIterator([table(), memtable([])])], compareInternalKeys)), false],
]

const expected = Array.from({ length: COUNT }, (_, at) => `${digits(at)}=${valueOf(at, 20)}`)

describe.each(KINDS)('%s', (_, make, internal) => {
  const show = (entry: KvEntry | null) => (entry === null ? 'null' : `${Buffer.from(internal ? userKey(entry.key) : entry.key).toString()}=${Buffer.from(entry.value).toString()}`)
  const take = (it: Any, most = Infinity) => {
    const found: string[] = []
    while (found.length < most) {
      const entry = blockOn(it.next())
      if (entry === null) break
      found.push(show(entry))
    }
    return found
  }
  const target = (key: string) => (internal ? seekKey(text(key)) : text(key))

  it('43: gives every entry, then null for ever', () => {
    using it = make()
    expect(take(it)).toEqual(expected)
    expect([blockOn(it.next()), blockOn(it.next())]).toEqual([null, null])
  })

  it('43: lends the same future each time, and the same entry', () => {
    using it = make()
    const future = it.next()
    const entry = blockOn(future)
    expect(it.next()).toBe(future)
    expect(blockOn(future)).toBe(entry)
  })

  it('43: refuses a second loan, and a seek, while one is out', () => {
    using it = make()
    const loan = it.next()
    expect(thrownBy(() => it.next())).toBeInstanceOf(BorrowError)
    expect(thrownBy(() => it.seek(target('a')))).toBeInstanceOf(BorrowError)
    expect(show(blockOn(loan))).toBe(expected[0])
    const seek = it.seek(target(digits(7)))
    expect(thrownBy(() => it.next())).toBeInstanceOf(BorrowError)
    blockOn(seek)
    expect(take(it, 1)).toEqual([expected[7]])
  })

  it('43: loses no entry by a loan that is disposed before it is polled', () => {
    using it = make()
    const found: string[] = []
    do it.next()[Symbol.dispose]!()
    while (found.push(...take(it, 1)) < COUNT)
    expect(found).toEqual(expected)
  })

  it('43: loses no entry by a loan that is disposed while it waits, and no memory', () => {
    const memories = vi.spyOn(BlockMemory, 'shared')
    using it = make()
    const found: string[] = []
    blockOn(pollFn((cx): Poll<void> => {
      for (;;) {
        const loan = it.next()
        const entry = loan.poll(cx)
        if (entry === null) return
        if (!isPending(entry)) {
          found.push(show(entry))
          continue
        }
        // Nobody is left to be woken for it, so the poll asks for another one itself.
        loan[Symbol.dispose]!()
        cx.waker.wake()
        return Pending
      }
    }))
    expect(found).toEqual(expected)
    expect(memories.mock.calls.length).toBeLessThan(20)
    memories.mockRestore()
  })

  it('seeks to every key, to between keys, and beyond both ends', () => {
    using it = make()
    for (let at = 0; at < COUNT; at += 7) {
      blockOn(it.seek(target(digits(at))))
      expect(take(it, 2)).toEqual(expected.slice(at, at + 2))
      blockOn(it.seek(target(`${digits(at)}\0`)))
      expect(take(it, 1)).toEqual(expected.slice(at + 1, at + 2))
    }
    blockOn(it.seek(target('')))
    expect(take(it)).toEqual(expected)
    blockOn(it.seek(target('a')))
    expect(take(it)).toEqual([])
    blockOn(it.seek(target(digits(COUNT - 1))))
    expect(take(it)).toEqual(expected.slice(-1))
  })

  it('43: a seek that is disposed moves nothing', () => {
    using it = make()
    take(it, 5)
    it.seek(target(digits(100)))[Symbol.dispose]?.()
    expect(take(it, 1)).toEqual([expected[5]])
  })

  it('43: ends the loan when it is disposed, and disposes twice in peace', () => {
    const it = make()
    const loan = it.next()
    it[Symbol.dispose]()
    it[Symbol.dispose]()
    expect(thrownBy(() => blockOn(loan))).toBeInstanceOf(PolledAfterCompletionError)
    expect(thrownBy(() => blockOn(it.next()))).toBeInstanceOf(PolledAfterCompletionError)
  })

  it('keeps to the rules that checked() watches', () => {
    using it = checked(make())
    const found: string[] = []
    for (let entry = blockOn(it.next()); entry !== null; entry = blockOn(it.next())) found.push(show(entry))
    expect(found).toEqual(expected)
  })
})

describe('VersionIterator', () => {
  const visible = (...list: [key: string, sequence: number, value: string | null][]) => {
    const writes = list.map(([key, sequence, value]): BlockEntry => [internalKey(key, sequence, value === null ? 0 : 1), text(value ?? '')])
    using it = new VersionIterator(memtable(writes))
    const found: string[] = []
    for (let entry = blockOn(it.next()); entry !== null; entry = blockOn(it.next())) found.push(`${Buffer.from(entry.key).toString()}=${Buffer.from(entry.value).toString()}`)
    return found
  }

  it.each([
    ['the newest version', [['a', 1, 'old'], ['a', 3, 'new'], ['a', 2, 'middle']], ['a=new']],
    ['nothing of a deleted key', [['a', 1, 'x'], ['a', 2, null], ['b', 3, 'y']], ['b=y']],
    ['a key that was written again', [['a', 1, 'x'], ['a', 2, null], ['a', 3, 'z']], ['a=z']],
    ['keys that begin each other', [['a', 1, '1'], ['aa', 2, null], ['aaa', 3, '3'], ['', 4, '0']], ['=0', 'a=1', 'aaa=3']],
    ['nothing of nothing but deletions', [['a', 1, null], ['b', 2, null]], []],
    ['keys longer than its first buffer', [['k'.repeat(200), 1, 'x'], ['k'.repeat(200), 2, 'y'], ['k'.repeat(500), 3, 'z']], [`${'k'.repeat(200)}=y`, `${'k'.repeat(500)}=z`]],
  ] as [string, [string, number, string | null][], string[]][])('shows %s', (_, list, found) => expect(visible(...list)).toEqual(found))

  it('shows a key again after a seek back to it', () => {
    using it = new VersionIterator(memtable())
    blockOn(it.next())
    blockOn(it.seek(text(digits(0))))
    expect(Buffer.from(blockOn(it.next())!.key).toString()).toBe(digits(0))
  })

  it('2, 43: is finished by a throw, and says so from then on', () => {
    const list = [...entries.slice(0, 3), [internalKey('z', 1, 7), text('')] as const]
    using it = new VersionIterator(new BlockIterator(blockReader(list)))
    for (let at = 0; at < 3; at++) expect(blockOn(it.next())).not.toBe(null)
    expect(thrownBy(() => blockOn(it.next()))).toMatchObject({ code: 'ERR_LEVELDB_TABLE' })
    expect(thrownBy(() => blockOn(it.next()))).toBeInstanceOf(PolledAfterCompletionError)
  })
})

describe('a scan', () => {
  it('3: releases what it holds and cannot be polled again', () => {
    const scan = new Scan(database, source, EVERYTHING, () => {})
    expect(blockOn(scan)).toEqual({ entries: COUNT, bytes: COUNT * 28 })
    expect(thrownBy(() => blockOn(scan))).toBeInstanceOf(PolledAfterCompletionError)
  })

  it('2: fails with what its visitor throws', () => {
    const scan = new Scan(database, source, EVERYTHING, () => {
      throw new Error('no more')
    })
    expect(thrownBy(() => blockOn(scan))).toEqual(new Error('no more'))
  })

  it('allocates nothing for an entry', async () => {
    const folder = folders.make()
    await writeDatabase(folder, [...numbered(40_000), { do: 'compact' }])
    const large = openDatabase(folder)
    using inline = new ReaderSource(folder, { reader: 'none' })
    const run = () => blockOn(new Scan(large, inline, EVERYTHING, () => {}))
    for (let warm = 0; warm < 5; warm++) run()
    const { gc } = globalThis as { gc?: () => void }
    // The least of several runs: in any one of them the engine may compile something.
    const runs = Array.from({ length: 5 }, () => {
      gc!()
      const before = process.memoryUsage().heapUsed
      run()
      return (process.memoryUsage().heapUsed - before) / 40_000
    })
    const bytes = Math.min(...runs)
    // The smallest thing on the heap, a boxed number, takes 16. What there is, is a few objects a table, a block and a run.
    expect(bytes).toBeLessThan(14)
  })
})
