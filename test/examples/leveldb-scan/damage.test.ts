/** Whatever is damaged ends in an error that says what, in which file, and where; and in exit code 1. */
import { execFileSync } from 'node:child_process'
import { mkdirSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { LevelDbError } from '../../../examples/leveldb-scan/errors.ts'
import { thrownBy } from '../../support/thrown.ts'
import { runApart, runHere } from './support/command-run.ts'
import { blocksOf, edit, filesOf, flip, forge, LOG, MANIFEST, TABLE } from './support/damage.ts'
import { numbered, text, writeDatabase } from './support/database-script.ts'
import { scanned } from './support/read-back.ts'
import { editOf, logOf } from './support/record-builder.ts'
import { TempFolders } from './support/temp-folders.ts'

const folders = new TempFolders()
afterAll(() => folders.removeAll())

/** One table of several blocks, and a log. Uncompressed, so that its places can be computed. */
let whole = ''
beforeAll(async () => {
  whole = folders.make()
  await writeDatabase(whole, [...numbered(2000), { do: 'compact' }, { do: 'write', put: [text('log'), text('1')] }, { do: 'write', put: [text('log2'), text('2')] }], {
    compression: false,
  })
})

/** What the damage is expected to be called. `file` is relative to the database. */
interface Expected {
  readonly code: string
  readonly file: string
  readonly offset: number
  readonly what?: RegExp
}

type Damage = (folder: string) => Expected

const only = (folder: string, kind: RegExp): string => {
  const [file, ...others] = filesOf(folder, kind)
  if (file === undefined || others.length > 0) throw new Error(`expected one ${kind}`)
  return file
}

/** Damage in the one file of a kind. */
const inFile = (kind: RegExp, code: string, act: (file: string) => number, what?: RegExp): Damage => folder => {
  const file = only(folder, kind)
  const offset = act(file)
  return { code, file: relative(folder, file), offset, ...(what === undefined ? {} : { what }) }
}

const current = (contents: string, expected: Partial<Expected> = {}): Damage => folder => {
  writeFileSync(join(folder, 'CURRENT'), contents)
  return { code: 'ERR_LEVELDB_CURRENT', file: 'CURRENT', offset: 0, ...expected }
}

const inBlock = (which: (count: number) => number, code: string, change: (block: Buffer) => void, what: RegExp): Damage =>
  inFile(TABLE, code, file => {
    const { blocks } = blocksOf(file)
    const place = blocks[which(blocks.length)]!
    forge(file, place, change)
    return place.offset
  }, what)

const DAMAGES: readonly [name: string, damage: Damage][] = [
  ['no folder', folder => {
    rmSync(folder, { recursive: true })
    return { code: 'ERR_LEVELDB_NOT_A_DATABASE', file: '', offset: 0 }
  }],
  ['an empty folder', folder => {
    rmSync(folder, { recursive: true })
    mkdirSync(folder)
    return { code: 'ERR_LEVELDB_NOT_A_DATABASE', file: '', offset: 0 }
  }],
  ['a file for a folder', folder => {
    rmSync(folder, { recursive: true })
    writeFileSync(folder, 'no folder')
    return { code: 'ERR_LEVELDB_NOT_A_DATABASE', file: '', offset: 0 }
  }],
  ['an empty CURRENT', current('')],
  ['a CURRENT without its newline', current('MANIFEST-000002')],
  ['a CURRENT that leads out of the folder', current('../MANIFEST-000002\n')],
  ['a CURRENT of something else', current('\u0001\u0002\n')],
  ['a CURRENT that is a folder', folder => {
    rmSync(join(folder, 'CURRENT'))
    mkdirSync(join(folder, 'CURRENT'))
    return { code: 'ERR_LEVELDB_FILE_KIND', file: 'CURRENT', offset: 0, what: /this is a folder/ }
  }],
  ['a CURRENT that names no manifest', current('MANIFEST-999999\n', { code: 'ERR_LEVELDB_MANIFEST', file: 'MANIFEST-999999', what: /missing/ })],
  ['an empty manifest', inFile(MANIFEST, 'ERR_LEVELDB_MANIFEST', file => (truncateSync(file, 0), 0))],
  ['a manifest that is cut off in its first record', inFile(MANIFEST, 'ERR_LEVELDB_MANIFEST', file => (truncateSync(file, 20), 20))],
  ['a manifest with a flipped bit', inFile(MANIFEST, 'ERR_LEVELDB_CHECKSUM', file => (flip(file, 12), 0))],
  ['a manifest of something else', inFile(MANIFEST, 'ERR_LEVELDB_LOG', file => (edit(file, bytes => bytes.fill(0xff)), 0), /fit/)],
  ['a manifest of which nothing can be read', inFile(MANIFEST, 'ERR_LEVELDB_MANIFEST', file => (edit(file, bytes => bytes.fill(7)), statSync(file).size), /log number/)],
  ['a manifest for other keys', inFile(MANIFEST, 'ERR_LEVELDB_COMPARATOR', file => (writeFileSync(file, logOf([editOf({ comparator: 'idb_cmp1' })])), 0), /idb_cmp1/)],
  ['a missing table', inFile(TABLE, 'ERR_LEVELDB_MISSING_TABLE', file => (rmSync(file), 0))],
  ['a missing log', inFile(LOG, 'ERR_LEVELDB_MISSING_LOG', file => (rmSync(file), 0))],
  ['a table that lacks its last byte', inFile(TABLE, 'ERR_LEVELDB_TRUNCATED', file => {
    const { size } = statSync(file)
    truncateSync(file, size - 1)
    return size - 1
  }, /cut off/)],
  ['an empty table', inFile(TABLE, 'ERR_LEVELDB_TRUNCATED', file => (truncateSync(file, 0), 0))],
  ['half a table', inFile(TABLE, 'ERR_LEVELDB_TRUNCATED', file => (truncateSync(file, 5000), 5000))],
  ['a table that is a folder', inFile(TABLE, 'ERR_LEVELDB_FILE_KIND', file => {
    rmSync(file)
    mkdirSync(file)
    return 0
  }, /this is a folder/)],
  ...[TABLE, LOG, MANIFEST].map((kind): [string, Damage] => [`a pipe in the place of ${kind}`, inFile(kind, 'ERR_LEVELDB_FILE_KIND', file => {
    rmSync(file)
    execFileSync('mkfifo', [file])
    return 0
  }, /this is a pipe/)]),
  ['a bad magic number', inFile(TABLE, 'ERR_LEVELDB_MAGIC', file => (flip(file, statSync(file).size - 1), statSync(file).size - 8))],
  ['a footer that leads nowhere', inFile(TABLE, 'ERR_LEVELDB_TABLE', file => {
    const { size } = statSync(file)
    edit(file, bytes => bytes.fill('\xff\xff\x7f', size - 48, size - 8, 'latin1'))
    return size - 48
  }, /reaches beyond its place/)],
  ['a flipped bit in the index', inFile(TABLE, 'ERR_LEVELDB_CHECKSUM', file => {
    const { offset } = blocksOf(file).index
    flip(file, offset + 10)
    return offset
  })],
  ['an index with a good checksum and bad handles', inFile(TABLE, 'ERR_LEVELDB_TABLE', file => {
    const { index } = blocksOf(file)
    forge(file, index, block => block.fill(0xff, 12, 30))
    return index.offset
  })],
  ...(['first', 'second', 'last'] as const).map((which): [string, Damage] => [
    `a flipped bit in the ${which} block`,
    inFile(TABLE, 'ERR_LEVELDB_CHECKSUM', file => {
      const { blocks } = blocksOf(file)
      const { offset } = blocks.at({ first: 0, second: 1, last: -1 }[which])!
      flip(file, offset + 50)
      return offset
    }),
  ]),
  ['a flipped bit in a checksum', inFile(TABLE, 'ERR_LEVELDB_CHECKSUM', file => {
    const { offset, size } = blocksOf(file).blocks[1]!
    flip(file, offset + size + 3)
    return offset
  })],
  ['an unknown compression', inBlock(() => 1, 'ERR_LEVELDB_COMPRESSION', block => (block[block.length - 1] = 9), /method 9/)],
  ['a Zstandard block', inBlock(() => 0, 'ERR_LEVELDB_COMPRESSION', block => (block[block.length - 1] = 2), /Zstandard/)],
  ['a block that says it is Snappy', inBlock(count => count - 1, 'ERR_LEVELDB_COMPRESSION', block => (block[block.length - 1] = 1), /Snappy/)],
  ['a block with a good checksum and no entries', inBlock(() => 1, 'ERR_LEVELDB_TABLE', block => block.fill(0, 0, block.length - 1), /restarts/)],
  ['an entry with a good checksum and a bad length', inBlock(() => 1, 'ERR_LEVELDB_TABLE', block => block.fill(0x7f, 0, 3), /entry/)],
  ['a flipped bit in the first record of the log', inFile(LOG, 'ERR_LEVELDB_CHECKSUM', file => (flip(file, 20), 0))],
  ['a flipped bit in the last record of the log', inFile(LOG, 'ERR_LEVELDB_CHECKSUM', file => {
    const { size } = statSync(file)
    flip(file, size - 1)
    return 26
  })],
  ['a length in the log that hides what follows', inFile(LOG, 'ERR_LEVELDB_CHECKSUM', file => (edit(file, bytes => void (bytes[4] = 99)), 0), /length/)],
  ['a record in the log that is no batch', inFile(LOG, 'ERR_LEVELDB_LOG', file => (writeFileSync(file, logOf([Buffer.from('no batch')])), 0))],
  ['a hole in the log', inFile(LOG, 'ERR_LEVELDB_LOG', file => (edit(file, bytes => bytes.fill(0, 0, 10)), 0), /zeros/)],
]

function errorOf(folder: string, reader: 'none' | 'thread at once'): LevelDbError {
  const error = thrownBy(() => scanned(folder, {}, { reader }))
  if (!(error instanceof LevelDbError)) throw error
  return error
}

describe('damage is reported, and nothing is passed over', () => {
  it.each(DAMAGES)('%s', async (_, damage) => {
    const folder = folders.copy(whole)
    const { code, file, offset, what = /./ } = damage(folder)
    const error = errorOf(folder, 'none')
    expect({ code: error.code, file: relative(folder, error.file), offset: error.offset }).toEqual({ code, file, offset })
    expect(error.what).toMatch(what)
    expect(error.message).toBe(`${join(folder, file)}, offset ${offset}: ${error.what}`)
    const { status, stderr } = await runHere(folder)
    expect({ status, stderr }).toEqual({ status: 1, stderr: `leveldb-scan: ${error.message}\n` })
  })

  it('comes to the main thread as it was on the reader thread', () => {
    for (const name of ['a bad magic number', 'a flipped bit in the last block', 'a table that lacks its last byte', 'an index with a good checksum and bad handles']) {
      const folder = folders.copy(whole)
      DAMAGES.find(([title]) => title === name)![1](folder)
      const [here, there] = [errorOf(folder, 'none'), errorOf(folder, 'thread at once')]
      expect({ ...there, message: there.message }).toEqual({ ...here, message: here.message })
    }
  })

  it('lets out what lies before it, and no summary', async () => {
    const folder = folders.copy(whole)
    const file = only(folder, TABLE)
    flip(file, blocksOf(file).blocks[2]!.offset + 9)
    const good = await runHere(whole)
    const { status, stdout } = await runHere(folder)
    const lines = stdout.split('\n').slice(0, -1)
    expect(status).toBe(1)
    expect(lines).toEqual(good.stdout.split('\n').slice(0, lines.length))
    expect(lines.length).toBeGreaterThan(100)
    expect((await runHere(folder, '--limit', String(lines.length))).status).toBe(0)
    expect((await runHere(folder, '--limit', String(lines.length + 1))).status).toBe(1)
  })

  it('ends the process with code 1', () => {
    const folder = folders.copy(whole)
    flip(only(folder, TABLE), 70)
    const { status, stdout, stderr } = runApart(folder)
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' })
    expect(stderr).toBe(`leveldb-scan: ${only(folder, TABLE)}, offset 0: the checksum of a block does not match\n`)
  })
})
