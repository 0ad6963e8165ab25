/** The command line. */
import { parseArgs } from 'node:util'
import { parseKey } from './key-text.ts'
import { EVERYTHING, type Range } from './range.ts'

export const USAGE = `\
Scans a LevelDB database: prints its entries in the order of keys, then a summary.

  npm start                         scans a small sample, made on first use
  npm start -- DIR [options]        scans the database in the folder DIR

  --from KEY     begin at KEY, or at the first key behind it
  --to KEY       end before KEY: KEY itself is not printed
  --limit N      print at most N entries
  --json         an object a line, {"key":"<hex>","value":"<hex>"}, then the summary as one without "key"
  --compare      print no entries; measure the scan against a plain loop, async generators and classic-level
  --help         print this

KEY is text as the scan prints it, where \\xNN is a byte, or 0x and hex digits as --json prints them.
An entry is printed as its key, a tab and its value; \\t \\n \\r \\\\ \\xNN stand for what is not printable.

The database is only read. It may be open elsewhere, and may change meanwhile.
Exit codes: 0 done, 1 the database cannot be read, 2 the command line cannot be understood.
`

export interface Arguments {
  /** The database's folder, as it was given; null for the sample. */
  readonly folder: string | null
  readonly range: Range
  readonly json: boolean
  readonly compare: boolean
  readonly help: boolean
}

/** A command line that cannot be understood. The message is for the user. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

/** @throws UsageError */
export function parseArguments(args: readonly string[]): Arguments {
  const { values, positionals } = parse(args)
  if (positionals.length > 1) throw new UsageError(`one folder at a time: ${positionals.join(', ')}`)
  if (positionals[0] === '') throw new UsageError('DIR is empty; leave it out for the sample')
  return {
    folder: positionals[0] ?? null,
    range: {
      from: values.from === undefined ? EVERYTHING.from : key(values.from),
      to: values.to === undefined ? EVERYTHING.to : key(values.to),
      limit: values.limit === undefined ? EVERYTHING.limit : limit(values.limit),
    },
    json: values.json,
    compare: values.compare,
    help: values.help,
  }
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        from: { type: 'string' },
        to: { type: 'string' },
        limit: { type: 'string' },
        json: { type: 'boolean', default: false },
        compare: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    })
  } catch (error) {
    throw new UsageError((error as Error).message)
  }
}

function key(text: string): Uint8Array {
  try {
    return parseKey(text)
  } catch (error) {
    throw new UsageError((error as Error).message)
  }
}

function limit(text: string): number {
  const number = Number(text)
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(number)) throw new UsageError(`--limit takes a whole number, not ${JSON.stringify(text)}`)
  return number
}
