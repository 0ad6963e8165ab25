/** The source: runs of blocks, a thread that reads them, and what happens when it does not. */
import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openDatabase, type Database } from '../../../examples/leveldb-scan/database.ts'
import { LevelDbError } from '../../../examples/leveldb-scan/errors.ts'
import { EVERYTHING } from '../../../examples/leveldb-scan/range.ts'
import { Scan } from '../../../examples/leveldb-scan/scan.ts'
import type { BlockPlace, TableBlocks } from '../../../examples/leveldb-scan/source/block-source.ts'
import { ReaderSource, type ReaderOptions } from '../../../examples/leveldb-scan/source/reader-source.ts'
import {
  andThen, blockOn, contextFrom, isPending, noopWaker, Pending, PolledAfterCompletionError, pollFn, race, ready, Runtime, sleep, type Future,
} from '../../../src/index.ts'
import { thrownBy } from '../../support/thrown.ts'
import { numbered, writeDatabase } from './support/database-script.ts'
import { scanned } from './support/read-back.ts'
import { TempFolders } from './support/temp-folders.ts'

const folders = new TempFolders()
afterAll(() => folders.removeAll())

/** Enough for several tables on one level. */
const COUNT = 60_000

let folder = ''
let database: Database
let expected: string[] = []
beforeAll(async () => {
  folder = folders.make()
  await writeDatabase(folder, [...numbered(COUNT, 50), { do: 'compact' }], { blockSize: 1024, writeBufferSize: 262_144, compression: false })
  database = openDatabase(folder)
  expected = scanned(folder)
  expect(database.version.levels.some(level => level.length > 3)).toBe(true)
})

const READERS = ['none', 'thread', 'thread at once'] as const
const support = (name: string) => new URL(`./support/${name}`, import.meta.url)

function table() {
  return database.version.levels.flat()[0]!
}

/** A future that reads blocks one after the other and gives where each began, in its table's file. */
function readAll(blocks: TableBlocks, numbers: readonly number[]): Future<string[]> {
  const seen: string[] = []
  let reading: Future<BlockPlace> | null = null
  return pollFn(cx => {
    while (seen.length < numbers.length) {
      reading ??= blocks.read(numbers[seen.length]!)
      const place = reading.poll(cx)
      if (place === Pending) return Pending
      reading = null
      seen.push(Buffer.from(place.bytes.slice(place.start, place.end)).toString('hex'))
    }
    return seen
  })
}

describe.each(READERS)('a source with reader %s', reader => {
  it('gives every block, in order, back and forth, and again', () => {
    using source = new ReaderSource(folder, { reader })
    const counts = blockOn(andThen(source.open(table()), blocks => {
      const all = Array.from({ length: blocks.index.count }, (_, at) => at)
      const order = [...all, ...all.toReversed().filter(at => at % 7 === 0), 0, all.length - 1, 0, 0]
      return andThen(readAll(blocks, order), found => {
        const byNumber = new Map(all.map(at => [at, found[at]]))
        expect(found).toEqual(order.map(at => byNumber.get(at)))
        expect(new Set(found.slice(0, all.length)).size).toBe(all.length)
        blocks[Symbol.dispose]()
        return ready(all.length)
      })
    }))
    expect(counts).toBeGreaterThan(100)
  })

  it('gives the same when it is asked ahead', () => {
    using source = new ReaderSource(folder, { reader })
    const read = (ahead: boolean) => blockOn(andThen(source.open(table()), blocks => {
      const found: string[] = []
      let at = 0
      let reading: Future<BlockPlace> | null = null
      return pollFn(cx => {
        for (; at < blocks.index.count; at++) {
          reading ??= blocks.read(at)
          const place = reading.poll(cx)
          if (place === Pending) return Pending
          reading = null
          const more = !ahead || blocks.prefetch(at + 1)
          expect(more || at > 0).toBe(true)
          found.push(Buffer.from(place.bytes.slice(place.start, place.end)).toString('hex'))
        }
        return found
      })
    }))
    expect(read(true)).toEqual(read(false))
  })

  it('serves several tables and several scans at once', () => {
    using source = new ReaderSource(folder, { reader })
    using runtime = new Runtime()
    const handles = [0, 1, 2].map(() => {
      const found: number[] = []
      return runtime.spawnLocal(new Scan(database, source, EVERYTHING, ({ keyLength }) => void found.push(keyLength)))
    })
    for (const handle of handles) expect(runtime.blockOn(handle)).toEqual({ entries: COUNT, bytes: COUNT * 58 })
  })

  it('serves one blockOn after the other', () => {
    using source = new ReaderSource(folder, { reader })
    for (let run = 0; run < 3; run++) {
      expect(blockOn(new Scan(database, source, EVERYTHING, () => {}))).toEqual({ entries: COUNT, bytes: COUNT * 58 })
    }
  })

  it('gives all that is there to a scan that begins after another was dropped in the middle', () => {
    using source = new ReaderSource(folder, { reader })
    const cx = contextFrom(noopWaker())
    for (let polls = 0; polls < 4; polls++) {
      let left = 2000 * polls
      const dropped = new Scan(database, source, EVERYTHING, () => {
        if (left-- === 0) throw new Error('enough')
      })
      try {
        blockOn(pollFn(() => void dropped.poll(cx)))
      } catch (error) {
        expect((error as Error).message).toBe('enough')
      }
      dropped[Symbol.dispose]()
    }
    const found: string[] = []
    blockOn(new Scan(database, source, EVERYTHING, ({ key }) => void found.push(Buffer.from(key).toString('hex'))))
    expect(found).toEqual(expected.map(entry => entry.split('=')[0]))
  })
})

describe('a source with a thread', () => {
  it('1: parks the executor, and its thread wakes it', () => {
    using source = new ReaderSource(folder, { reader: 'thread at once' })
    let pendings = 0
    const scan = new Scan(database, source, EVERYTHING, () => {})
    const totals = blockOn(pollFn(cx => {
      const answer = scan.poll(cx)
      if (isPending(answer)) pendings++
      return answer
    }))
    expect(totals.entries).toBe(COUNT)
    expect(pendings).toBeGreaterThan(0)
  })

  it('1: opens nothing and reads nothing before it is polled', () => {
    using source = new ReaderSource(folder, { reader: 'none' })
    const missing = { ...table(), number: 999_999 }
    const opening = source.open(missing)
    const error = thrownBy(() => blockOn(opening))
    expect(error).toMatchObject({ code: 'ERR_LEVELDB_MISSING_TABLE' })
    expect(thrownBy(() => blockOn(opening))).toBeInstanceOf(PolledAfterCompletionError)
  })

  it('5: a read that is disposed while it waits leaves nobody to be woken, and the block can be read again', () => {
    using source = new ReaderSource(folder, { reader: 'thread at once' })
    const opened = blockOn(source.open(table()))
    let dropped = false
    const found = blockOn(pollFn(cx => {
      const reading = opened.read(40)
      const place = reading.poll(cx)
      if (place !== Pending) return place.end - place.start
      if (dropped) return Pending
      reading[Symbol.dispose]!()
      dropped = true
      const again = opened.read(40)
      expect(again.poll(cx)).toBe(Pending)
      return Pending
    }))
    expect(found).toBeGreaterThan(500)
  })

  it('serves two runtimes in turns', () => {
    using source = new ReaderSource(folder, { reader: 'thread at once' })
    using one = new Runtime()
    using other = new Runtime()
    const handle = one.spawnLocal(new Scan(database, source, EVERYTHING, () => {}))
    one.runUntilStalled()
    expect(handle.isFinished()).toBe(false)
    expect(other.blockOn(new Scan(database, source, EVERYTHING, () => {})).entries).toBe(COUNT)
    expect(one.blockOn(handle).entries).toBe(COUNT)
  })

  it('makes an opening that was disposed good at the next', () => {
    using source = new ReaderSource(folder, { reader: 'thread at once' })
    const first = source.open(table())
    blockOn(pollFn(cx => {
      expect(first.poll(cx)).toBe(Pending)
      first[Symbol.dispose]!()
    }))
    expect(blockOn(source.open(table())).index.count).toBeGreaterThan(100)
  })
})

describe('a thread that fails', () => {
  const failure = (options: ReaderOptions): LevelDbError => {
    const error = thrownBy(() => {
      using source = new ReaderSource(folder, { reader: 'thread at once', ...options })
      return blockOn(new Scan(database, source, EVERYTHING, () => {}))
    })
    if (!(error instanceof LevelDbError)) throw error
    expect({ code: error.code, file: error.file }).toEqual({ code: 'ERR_LEVELDB_READER', file: folder })
    return error
  }

  it('to load ends in an error', () => {
    // The real bootstrap, where it finds neither the loader nor the program.
    const boot = join(folders.make(), 'reader-boot.mjs')
    copyFileSync(new URL('../../../examples/leveldb-scan/source/reader-boot.mjs', import.meta.url), boot)
    expect(failure({ boot: pathToFileURL(boot) }).what).toMatch(/^the reader thread broke: .*Cannot find/)
  })

  it('while it works ends in an error, though the executor is parked', () => {
    expect(failure({ boot: support('breaking-boot.mjs') }).what).toBe('the reader thread broke: Error: broken on purpose')
  })

  it('to answer ends in an error when patience does', () => {
    expect(failure({ boot: support('silent-boot.mjs'), patience: 30 }).what).toBe('the reader thread has not answered for 30 milliseconds')
  })

  it('to answer does not outlive who waits for it', () => {
    using source = new ReaderSource(folder, { reader: 'thread at once', boot: support('silent-boot.mjs') })
    const winner = blockOn(race(new Scan(database, source, EVERYTHING, () => {}), sleep(5)))
    expect(winner).toBe(undefined)
  })
})
