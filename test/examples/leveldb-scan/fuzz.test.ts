/**
 * Damage by chance. Every file of a database has one byte changed, or is cut off: either that does not matter, and the
 * scan finds what it found before (or what LevelDB finds, since a log may be cut off), or it is a `LevelDbError`. Never
 * an error of the engine's, never silence.
 */
import { statSync, truncateSync } from 'node:fs'
import { basename } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { LevelDbError } from '../../../examples/leveldb-scan/errors.ts'
import { blocksOf, edit, filesOf, forge, LOG, TABLE } from './support/damage.ts'
import { numbered, text, writeDatabase, type Step } from './support/database-script.ts'
import { listed, scanned } from './support/read-back.ts'
import { TempFolders } from './support/temp-folders.ts'

const folders = new TempFolders()
afterAll(() => folders.removeAll())

const STEPS: Step[] = [
  ...numbered(150, 60), { do: 'compact' },
  ...numbered(50, 30, 100), { do: 'reopen' },
  { do: 'write', put: [text('00000005'), null] },
  { do: 'batch', puts: [[text('x'), text('1')], [text('y'), text('2')]] },
  { do: 'write', put: [text('z'), text('3')] },
]

interface Whole {
  readonly folder: string
  readonly entries: string[]
}

const wholes: Whole[] = []
beforeAll(async () => {
  for (const compression of [true, false]) {
    const folder = folders.make()
    await writeDatabase(folder, STEPS, { compression, blockSize: 512 })
    wholes.push({ folder, entries: scanned(folder) })
  }
})

/** The entries, or the error, which is a `LevelDbError` in a file of the database. */
function outcome(folder: string): string[] | LevelDbError {
  try {
    return scanned(folder)
  } catch (error) {
    if (!(error instanceof LevelDbError)) throw error
    expect(error.message).toContain(`${error.file}, offset ${error.offset}: `)
    expect(error.file.startsWith(folder)).toBe(true)
    return error
  }
}

/** What of a database counts: the rest is LevelDB's own log and lock. */
const FILES = /^(CURRENT|MANIFEST-.*|.*\.ldb|.*\.log)$/

/** One of the two databases, one of its files, and a place in it. */
const place = fc.record({ whole: fc.nat(1), file: fc.nat(), at: fc.nat(), change: fc.integer({ min: 1, max: 255 }) })

function damaged({ whole, file }: { whole: number; file: number }): { entries: string[]; folder: string; path: string; size: number } {
  const { folder: original, entries } = wholes[whole]!
  const folder = folders.copy(original)
  const paths = filesOf(folder, FILES)
  const path = paths[file % paths.length]!
  return { entries, folder, path, size: statSync(path).size }
}

describe('a database with one file damaged', () => {
  it('has the entries of before or an error: a byte changed', () => {
    fc.assert(
      fc.property(place, ({ whole, file, at, change }) => {
        const { entries, folder, path, size } = damaged({ whole, file })
        edit(path, bytes => {
          bytes[at % size]! ^= change
        })
        const found = outcome(folder)
        if (!(found instanceof LevelDbError)) expect(found).toEqual(entries)
        folders.removeOne(folder)
      }),
      { numRuns: 300 },
    )
  })

  it('has an error, or what LevelDB finds: a file cut off', async () => {
    await fc.assert(
      fc.asyncProperty(place, async ({ whole, file, at }) => {
        const { folder, path, size } = damaged({ whole, file })
        truncateSync(path, at % size)
        const found = outcome(folder)
        if (found instanceof LevelDbError) expect(LOG.test(basename(path)), 'a log may be cut off').toBe(false)
        else expect(found).toEqual(await listed(folder))
        folders.removeOne(folder)
      }),
      { numRuns: 120 },
    )
  })

  it('has an error or some entries: a byte of a block changed under a good checksum', () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(), fc.nat(), fc.integer({ min: 1, max: 255 }), (file, block, at, change) => {
        const { folder } = damaged({ whole: 1, file })
        const paths = filesOf(folder, TABLE)
        const path = paths[file % paths.length]!
        const { blocks, index } = blocksOf(path)
        const target = [...blocks, index][block % (blocks.length + 1)]!
        forge(path, target, bytes => {
          bytes[at % bytes.length]! ^= change
        })
        outcome(folder)
        folders.removeOne(folder)
      }),
      { numRuns: 200 },
    )
  })
})
