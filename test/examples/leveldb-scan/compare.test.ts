/** `--compare`: every variant finds the same, or it would not be a comparison. */
import { readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { afterAll, expect, it } from 'vitest'
import { asyncGenerators } from '../../../examples/leveldb-scan/compare/async-generators.ts'
import { classic, openClassic } from '../../../examples/leveldb-scan/compare/classic.ts'
import { Consumer, type Answer } from '../../../examples/leveldb-scan/compare/consume.ts'
import { plainLoop } from '../../../examples/leveldb-scan/compare/plain-loop.ts'
import { openDatabase } from '../../../examples/leveldb-scan/database.ts'
import { EVERYTHING, type Range } from '../../../examples/leveldb-scan/range.ts'
import { Scan } from '../../../examples/leveldb-scan/scan.ts'
import { ReaderSource } from '../../../examples/leveldb-scan/source/reader-source.ts'
import { blockOn } from '../../../src/index.ts'
import { runHere } from './support/command-run.ts'
import { digits, numbered, text, writeDatabase, type Step } from './support/database-script.ts'
import { TempFolders } from './support/temp-folders.ts'

const folders = new TempFolders()
afterAll(() => folders.removeAll())

/** The log, level 0 and another level; deletions; a value larger than all memory set aside for blocks. */
const STEPS: Step[] = [
  ...numbered(3000, 50), { do: 'write', put: [text('big'), new Uint8Array(500_000).fill(3)] }, { do: 'compact' },
  ...numbered(500, 30, 2800), { do: 'reopen' },
  { do: 'batch', puts: [[text(digits(7)), null], [text('log'), text('1')]] },
]

const RANGES: Range[] = [
  EVERYTHING,
  { from: text(digits(1500)), to: text(digits(3100)), limit: Infinity },
  { from: text(digits(6)), to: null, limit: 10 },
  { from: null, to: null, limit: 0 },
  { from: text('c'), to: text('z'), limit: Infinity },
]

it('all variants give the same answer for every range', async () => {
  const folder = folders.make()
  await writeDatabase(folder, STEPS)
  const database = openDatabase(folder)
  const db = await openClassic(folders.copy(folder))
  for (const range of RANGES) {
    using source = new ReaderSource(folder, { reader: 'none' })
    const consumer = new Consumer(true)
    blockOn(new Scan(database, source, range, ({ key, value }) => consumer.take(key, key.length, value, 0, value.length)))
    const expected: Answer = consumer.answer()
    expect(plainLoop(database, range, true)).toEqual(expected)
    expect(await asyncGenerators(database, range, true)).toEqual(expected)
    expect(await classic(db, range, true)).toEqual(expected)
    expect(expected.entries > 0).toBe(range.limit > 0)
  }
  await db.close()
})

it('prints the ratios, with each variant in a process of its own, and leaves nothing behind', async () => {
  const folder = folders.make()
  await writeDatabase(folder, STEPS)
  const left = () => readdirSync(tmpdir()).filter(name => /^leveldb-scan-(?!test|output)/.test(name))
  const before = left()
  const { status, stdout, stderr } = await runHere(folder, '--compare', '--json', '--limit', '1000')
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  const report = JSON.parse(stdout) as { entries: number; variants: { name: string; milliseconds: number; timesPollux: number }[] }
  expect(report.entries).toBe(1000)
  expect(report.variants.map(({ name }) => name)).toEqual(['pollux', 'pollux-one-thread', 'plain-loop', 'async-generators', 'classic-level'])
  for (const { milliseconds, timesPollux } of report.variants) expect(Math.min(milliseconds, timesPollux)).toBeGreaterThan(0)
  expect(report.variants[0]!.timesPollux).toBe(1)
  expect(left()).toEqual(before)
})
