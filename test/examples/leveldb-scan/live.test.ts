/** A database that somebody else has open: read without touching it, and while it changes. */
import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { openDatabase } from '../../../examples/leveldb-scan/database.ts'
import { LevelDbError } from '../../../examples/leveldb-scan/errors.ts'
import { EVERYTHING } from '../../../examples/leveldb-scan/range.ts'
import { Scan } from '../../../examples/leveldb-scan/scan.ts'
import type { BlockSource } from '../../../examples/leveldb-scan/source/block-source.ts'
import { ReaderSource } from '../../../examples/leveldb-scan/source/reader-source.ts'
import { blockOn } from '../../../src/index.ts'
import { thrownBy } from '../../support/thrown.ts'
import { filesOf, MANIFEST, TABLE } from './support/damage.ts'
import { digits, numbered, openBytes, text, writeDatabase, type Put } from './support/database-script.ts'
import { scanned } from './support/read-back.ts'
import { logOf } from './support/record-builder.ts'
import { TempFolders } from './support/temp-folders.ts'

const folders = new TempFolders()
afterAll(() => folders.removeAll())

function fingerprint(folder: string): string[] {
  return readdirSync(folder).map(name => {
    const path = join(folder, name)
    const { mtimeMs, size, ino, mode } = statSync(path)
    return [name, mtimeMs, size, ino, mode, readFileSync(path).toString('hex').slice(0, 2000)].join(' ')
  })
}

const decoded = (entries: readonly string[]) => entries.map(entry => entry.split('=').map(hex => Buffer.from(hex, 'hex').toString()).join('='))

describe('a database that is open elsewhere', () => {
  it('is read with what its owner has written so far, and left as it was', async () => {
    const folder = folders.make()
    const db = await openBytes(folder)
    await db.put(text('a'), text('1'))
    await db.compactRange(text(''), text('z'))
    await db.put(text('b'), text('2'))
    const before = fingerprint(folder)
    expect(decoded(scanned(folder))).toEqual(['a=1', 'b=2'])
    expect(fingerprint(folder)).toEqual(before)
    await db.put(text('c'), text('3'))
    expect(decoded(scanned(folder))).toEqual(['a=1', 'b=2', 'c=3'])
    await db.close()
  })

  it('may be rewritten all the while: no key is lost, and no error seen', async () => {
    const folder = folders.make()
    const db = await openBytes(folder, { writeBufferSize: 16384, maxFileSize: 1024 * 1024 })
    const round = (version: number): Put[] => Array.from({ length: 400 }, (_, at) => [text(digits(at)), text(`${version}`.padEnd(100, '.'))])
    const write = (version: number) => db.batch(round(version).map(([key, value]) => ({ type: 'put' as const, key, value: value! })))
    await write(0)
    for (let version = 1; version <= 30; version++) {
      // LevelDB goes on writing and compacting on threads of its own while this one scans.
      const writing = write(version)
      const compacting = version % 5 === 0 ? db.compactRange(text(''), text('9')) : null
      const found = decoded(scanned(folder))
      expect(found.map(entry => entry.split('=')[0])).toEqual(Array.from({ length: 400 }, (_, at) => digits(at)))
      // A batch is one record of a log, so it is seen whole or not at all, unless the scan went over to a newer state on its way.
      for (const entry of found) expect(Number.parseInt(entry.split('=')[1]!, 10)).toBeGreaterThanOrEqual(version - 1)
      await writing
      await compacting
    }
    await db.close()
  })
})

describe('a database that changes during the scan', () => {
  /** A database of tables that are opened one after the other, and a scan that runs `meddle` after its first entry. */
  const scanWhile = async (meddle: (folder: string) => void): Promise<string[]> => {
    const folder = folders.make()
    await writeDatabase(folder, [...numbered(30_000, 300), { do: 'compact' }], { maxFileSize: 1024 * 1024, compression: false })
    expect(filesOf(folder, TABLE).length).toBeGreaterThan(2)
    const database = openDatabase(folder)
    using source = new ReaderSource(folder, { reader: 'none' })
    const found: string[] = []
    blockOn(new Scan(database, source, EVERYTHING, ({ key }) => {
      if (found.length === 0) meddle(folder)
      found.push(Buffer.from(key).toString())
    }))
    return found
  }

  /** Takes over the state of another database, as if that had been compacted here. */
  const become = (folder: string, other: string) => {
    for (const name of readdirSync(folder)) rmSync(join(folder, name))
    for (const name of readdirSync(other)) writeFileSync(join(folder, name), readFileSync(join(other, name)))
  }

  it('is followed: the scan goes on behind the last key, in the database as it is now', async () => {
    const other = folders.make()
    await writeDatabase(other, [...numbered(50), { do: 'compact' }, ...numbered(30_010, 5), { do: 'reopen' }, { do: 'compact' }], {})
    const found = await scanWhile(folder => become(folder, other))
    // What was there of the first table stays; the rest is the new database's.
    expect(found).toEqual([...found.keys()].map(digits))
    expect(found).toHaveLength(30_010)
  })

  it('may change again before the scan has gone on: nothing is told twice', async () => {
    const [folder, ...others] = [folders.make(), folders.make(), folders.make()]
    for (const [at, each] of [folder, ...others].entries()) {
      // The same entries, by another history, so that each is a change.
      const reopened = Array.from({ length: at }, () => ({ do: 'reopen' as const }))
      await writeDatabase(each, [...numbered(20_000, 300), { do: 'compact' }, ...reopened], { maxFileSize: 1024 * 1024, compression: false })
    }
    using source = new ReaderSource(folder, { reader: 'none' })
    const found: string[] = []
    const losing: BlockSource = {
      open: table => {
        const next = found.length > 0 ? others.shift() : undefined
        if (next === undefined) return source.open(table)
        become(folder, next)
        throw new LevelDbError('ERR_LEVELDB_MISSING_TABLE', 'gone.ldb', 0, 'there is no such table')
      },
      prepare: table => source.prepare(table),
      [Symbol.dispose]() {},
    }
    blockOn(new Scan(openDatabase(folder), losing, EVERYTHING, ({ key }) => void found.push(Buffer.from(key).toString())))
    expect(others).toEqual([])
    expect(found).toEqual(Array.from({ length: 20_000 }, (_, at) => digits(at)))
  })

  it('is an error if it has not changed: then the table is missing', async () => {
    const error = await scanWhile(folder => rmSync(filesOf(folder, TABLE).at(-1)!)).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(LevelDbError)
    expect(error).toMatchObject({ code: 'ERR_LEVELDB_MISSING_TABLE', offset: 0 })
  })

  it('is an error if it has changed into none', async () => {
    const error = await scanWhile(folder => {
      for (const name of readdirSync(folder)) rmSync(join(folder, name))
    }).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code: 'ERR_LEVELDB_NOT_A_DATABASE' })
  })
})

describe('a manifest', () => {
  it('that is written to while it is read is not taken for damaged', async () => {
    const folder = folders.make()
    await writeDatabase(folder, numbered(10))
    const manifest = filesOf(folder, MANIFEST)[0]!
    const database = openDatabase(folder)
    expect(database.hasChanged()).toBe(false)
    writeFileSync(manifest, Buffer.concat([readFileSync(manifest), logOf([])]))
    expect(database.hasChanged()).toBe(false)
    writeFileSync(manifest, Buffer.concat([readFileSync(manifest), Buffer.from('x')]))
    expect(database.hasChanged()).toBe(true)
    // A record that is not whole yet: its owner is in the middle of writing it.
    expect(scanned(folder)).toHaveLength(10)
    rmSync(manifest)
    expect(database.hasChanged()).toBe(true)
    expect(thrownBy(() => openDatabase(folder))).toMatchObject({ code: 'ERR_LEVELDB_MANIFEST', file: manifest })
  })
})
