/**
 * One variant in a process of its own: `variant.ts NAME FOLDER RANGE`.
 *
 * First a thorough pass, whose answer is compared with the other variants' and which warms the code up; then timed ones,
 * whose answers must be the same as far as they go. Prints a {@link VariantReport}. Times are of whole passes: tables
 * are opened anew in each; processes and databases are opened before, and so is the thread of a long scan.
 */
import { openDatabase } from '../database.ts'
import { blockOn } from '../pollux.ts'
import type { Range } from '../range.ts'
import { Scan } from '../scan.ts'
import { ReaderSource, type ReaderOptions } from '../source/reader-source.ts'
import { Consumer, type Answer } from './consume.ts'

export type VariantName = 'pollux' | 'pollux-one-thread' | 'plain-loop' | 'async-generators' | 'classic-level'

export interface VariantReport {
  readonly answer: Answer
  /** One pass, the median of several. */
  readonly milliseconds: number
}

/** A range as JSON: keys in hex. */
export interface PlainRange {
  readonly from: string | null
  readonly to: string | null
  readonly limit: number | null
}

type Pass = (thorough: boolean) => Answer | Promise<Answer>

/** So many timed passes, and more of short ones until this many milliseconds are spent; fewer of long ones. */
const PASSES = 5
const LEAST = 300
const MOST = 1500

async function prepare(name: string, folder: string, range: Range): Promise<Pass> {
  switch (name as VariantName) {
    case 'pollux':
      return pollux(folder, range, 'thread')
    case 'pollux-one-thread':
      return pollux(folder, range, 'none')
    case 'plain-loop': {
      const { plainLoop } = await import('./plain-loop.ts')
      const database = openDatabase(folder)
      return thorough => plainLoop(database, range, thorough)
    }
    case 'async-generators': {
      const { asyncGenerators } = await import('./async-generators.ts')
      const database = openDatabase(folder)
      return thorough => asyncGenerators(database, range, thorough)
    }
    case 'classic-level': {
      const { classic, openClassic } = await import('./classic.ts')
      const db = await openClassic(folder)
      return thorough => classic(db, range, thorough)
    }
    default:
      throw new Error(`no variant ${name}`)
  }
}

function pollux(folder: string, range: Range, reader: NonNullable<ReaderOptions['reader']>): Pass {
  const database = openDatabase(folder)
  const source = new ReaderSource(folder, { reader })
  return thorough => {
    const consumer = new Consumer(thorough)
    blockOn(
      new Scan(database, source, range, ({ internal, keyLength }) =>
        consumer.take(internal.keyBytes, keyLength, internal.valueBytes, internal.valueStart, internal.valueLength),
      ),
    )
    return consumer.answer()
  }
}

async function measure(pass: Pass): Promise<VariantReport> {
  const answer = await pass(true)
  const times: number[] = []
  for (let spent = 0; (times.length < PASSES || spent < LEAST) && spent < MOST; spent += times.at(-1)!) {
    const start = performance.now()
    const { entries, bytes } = await pass(false)
    times.push(performance.now() - start)
    if (entries !== answer.entries || bytes !== answer.bytes) throw new Error(`a pass found ${entries} entries, the first one ${answer.entries}`)
  }
  times.sort((a, b) => a - b)
  return { answer, milliseconds: times[times.length >> 1]! }
}

function parseRange(text: string): Range {
  const { from, to, limit } = JSON.parse(text) as PlainRange
  const bytes = (hex: string | null) => (hex === null ? null : Buffer.from(hex, 'hex'))
  return { from: bytes(from), to: bytes(to), limit: limit ?? Infinity }
}

const [name, folder, range] = process.argv.slice(2) as [string, string, string]
const report = await measure(await prepare(name, folder, parseRange(range)))
process.stdout.write(JSON.stringify(report), () => process.exit(0))
