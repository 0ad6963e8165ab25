/** The scan and LevelDB itself find the same entries, whatever was done to the database. */
import { readdirSync, renameSync, statSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { openDatabase } from '../../../examples/leveldb-scan/database.ts'
import { digits, numbered, openBytes, text, writeDatabase, type DatabaseOptions, type Put, type Step } from './support/database-script.ts'
import { hexEntry, listed, scanned } from './support/read-back.ts'
import { TempFolders } from './support/temp-folders.ts'

const folders = new TempFolders()
afterAll(() => folders.removeAll())

/** Small enough that a few hundred writes make tables on several levels. */
const SMALL: DatabaseOptions = { writeBufferSize: 4096, blockSize: 256, maxFileSize: 1024 * 1024 }

async function database(steps: readonly Step[], options: DatabaseOptions = {}): Promise<string> {
  const folder = folders.make()
  await writeDatabase(folder, steps, options)
  return folder
}

const put = (key: string, value: string): Step => ({ do: 'write', put: [text(key), text(value)] })
const del = (key: string): Step => ({ do: 'write', put: [text(key), null] })
const compact: Step = { do: 'compact' }
const reopen: Step = { do: 'reopen' }

const CASES: readonly [name: string, steps: Step[], options?: DatabaseOptions][] = [
  ['no entry', []],
  ['one entry, in the log', [put('a', '1')]],
  ['one entry, in a table', [put('a', '1'), compact]],
  ['an empty key and an empty value', [put('b', ''), compact, put('a', '')]],
  ['nothing but a deletion', [del('a')]],
  ['a deletion in the log of a key in a table', [put('a', '1'), put('b', '2'), compact, del('a')]],
  ['a key deleted and written again, on three levels', [put('a', '1'), compact, del('a'), reopen, put('a', '2'), reopen, put('b', '3')]],
  ['everything deleted', [put('a', '1'), put('b', '2'), compact, del('a'), del('b'), reopen]],
  ['overwrites inside one batch', [{ do: 'batch', puts: [[text('a'), text('1')], [text('a'), null], [text('a'), text('2')]] }]],
  ['an empty batch', [{ do: 'batch', puts: [] }, put('a', '1')]],
  ['keys that begin each other', ['', 'a', 'aa', 'aaa', 'ab', 'b'].map(key => put(`k${key}`, key))],
  ['many tables on one level', [...numbered(5000, 100), compact], { maxFileSize: 1024 * 1024, writeBufferSize: 65536 }],
  ['many small blocks', [...numbered(2000), compact], { blockSize: 64 }],
  ['one restart a block', [...numbered(500), compact], { blockRestartInterval: 1000 }],
  ['a restart an entry', [...numbered(500), compact], { blockRestartInterval: 1 }],
  ['values larger than a block', [...numbered(20, 20_000), compact, ...numbered(10, 9000, 5)]],
  ['a value larger than a log block and than all memory set aside for blocks', [put('a', 'x'.repeat(700_000)), compact, put('b', 'y'.repeat(400_000))]],
  ['tables of level 0 that overlap', [...numbered(300), reopen, ...numbered(300, 30, 100), reopen, ...numbered(100, 10, 200), reopen, put('z', '')], SMALL],
]

describe.each([['Snappy', true], ['no compression', false]])('agrees with LevelDB, %s', (_, compression) => {
  it.each(CASES)('%s', async (_, steps, options) => {
    const folder = await database(steps, { ...options, compression })
    const found = scanned(folder)
    expect(found).toEqual(await listed(folder))
  })

  it('with a reader thread', async () => {
    const folder = await database(CASES.flatMap(([, steps]) => [...steps, reopen]), { ...SMALL, compression })
    const found = scanned(folder, {}, { reader: 'thread at once' })
    expect(found).toEqual(await listed(folder))
    expect(found.length).toBeGreaterThan(5000)
  })
})

it('reads tables by their old name', async () => {
  const folder = await database([...numbered(300), compact])
  const expected = scanned(folder)
  for (const name of readdirSync(folder)) if (name.endsWith('.ldb')) renameSync(join(folder, name), join(folder, name.replace('.ldb', '.sst')))
  expect(scanned(folder)).toEqual(expected)
  expect(expected).toHaveLength(300)
})

it('sees the levels that LevelDB made', async () => {
  const folder = await database([...numbered(300), compact, ...numbered(300, 30, 100), reopen, put('z', '1')])
  const { version, memtable } = openDatabase(folder)
  expect(version.levels.map(level => level.length > 0)).toEqual([true, false, true, false, false, false, false])
  expect(memtable.writes.map(write => Buffer.from(write.key.subarray(0, -8)).toString())).toEqual(['z'])
})

describe('ranges', () => {
  const keys = ['', '00000000', '00000001', '000000015', '00000099', '00000100', '0000012', '00000299', '003', 'zz']
  const bounds = [null, ...keys.map(text)]
  it('agree with LevelDB for every pair of bounds, on every level at once', async () => {
    const folder = await database([...numbered(300), compact, ...numbered(100, 30, 100), reopen, { do: 'write', put: [text(digits(150)), null] }], SMALL)
    const cases = bounds.flatMap(from => bounds.flatMap(to => [{ from, to, limit: Infinity }, { from, to, limit: 3 }]))
    const found = cases.map(range => scanned(folder, range))
    const everything = await listed(folder)
    const db = await openBytes(folder)
    for (const [at, { from, to, limit }] of cases.entries()) {
      const iterator = db.iterator({ ...(from === null ? {} : { gte: from }), ...(to === null ? {} : { lt: to }), limit: limit === Infinity ? -1 : limit })
      expect(found[at], `${JSON.stringify(cases[at])}`).toEqual((await iterator.all()).map(([key, value]) => hexEntry(key, value)))
    }
    expect(found[0]).toEqual(everything)
    await db.close()
  })

  it('give nothing for a limit of 0, and a limit is not exceeded', async () => {
    const folder = await database([...numbered(300), compact])
    expect([0, 1, 299, 300, 301].map(limit => scanned(folder, { limit }).length)).toEqual([0, 1, 299, 300, 300])
  })
})

describe('a log that is cut off', () => {
  it('ends at the last whole record, as LevelDB has it, wherever the cut is', async () => {
    const whole = await database([put('a', '1'), put('b', '2'.repeat(40)), { do: 'batch', puts: [[text('c'), text('3')], [text('d'), text('4')]] }, put('e', '')])
    const log = readdirSync(whole).find(name => name.endsWith('.log'))!
    const size = statSync(join(whole, log)).size
    for (let length = size; length >= 0; length -= 3) {
      const folder = folders.copy(whole)
      truncateSync(join(folder, log), length)
      const found = scanned(folder)
      expect(found, `${length} of ${size} bytes`).toEqual(await listed(folder))
    }
  })

  it('ends so in the middle of a record of many fragments', async () => {
    const whole = await database([put('a', '1'), put('b', 'x'.repeat(100_000)), put('c', '3')])
    const log = readdirSync(whole).find(name => name.endsWith('.log'))!
    for (const length of [32768, 32770, 65536, 65540, 90_000]) {
      const folder = folders.copy(whole)
      truncateSync(join(folder, log), length)
      expect(scanned(folder)).toEqual([`61=31`])
      expect(await listed(folder)).toEqual([`61=31`])
    }
  })
})

// ---- by chance ----

/** Few keys, so that they are overwritten and deleted; with shared prefixes, and any bytes. */
const key = fc.oneof(
  fc.nat(60).map(number => text(`shared/prefix/${number}`)),
  fc.uint8Array({ maxLength: 3 }),
  fc.uint8Array({ minLength: 120, maxLength: 140 }).map(bytes => bytes.fill(7, 0, 110)),
)
const value = fc.oneof(
  { weight: 6, arbitrary: fc.uint8Array({ maxLength: 40 }) },
  { weight: 1, arbitrary: fc.nat(3000).map(length => new Uint8Array(length).fill(length)) },
)
const write: fc.Arbitrary<Put> = fc.tuple<[Uint8Array, Uint8Array | null]>(key, fc.option<Uint8Array>(value, { freq: 4 }))
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('write' as const), put: write }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('batch' as const), puts: fc.array(write, { maxLength: 60 }) }) },
  { weight: 1, arbitrary: fc.constantFrom(compact, reopen) },
)
const options: fc.Arbitrary<DatabaseOptions> = fc.record({
  compression: fc.boolean(),
  writeBufferSize: fc.constantFrom(1024, 65536),
  blockSize: fc.constantFrom(64, 4096),
  blockRestartInterval: fc.constantFrom(1, 3, 16),
})

it('agrees on databases and ranges made by chance', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 25 }), options, fc.option(key), fc.option(key), async (steps, how, from, to) => {
      const folder = await database(steps, how)
      const found = [scanned(folder), scanned(folder, { from, to })]
      expect(found).toEqual([await listed(folder), await listed(folder, { from, to })])
    }),
    { numRuns: 40 },
  )
})
