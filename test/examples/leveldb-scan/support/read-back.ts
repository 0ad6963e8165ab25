import { openDatabase } from '../../../../examples/leveldb-scan/database.ts'
import { EVERYTHING, type Range } from '../../../../examples/leveldb-scan/range.ts'
import { Scan } from '../../../../examples/leveldb-scan/scan.ts'
import { ReaderSource, type ReaderOptions } from '../../../../examples/leveldb-scan/source/reader-source.ts'
import { blockOn } from '../../../../src/index.ts'
import { openBytes } from './database-script.ts'

/** An entry as `key=value`, both in hex. */
export function hexEntry(key: Uint8Array, value: Uint8Array): string {
  return `${Buffer.from(key).toString('hex')}=${Buffer.from(value).toString('hex')}`
}

/** What the scan finds. */
export function scanned(folder: string, range: Partial<Range> = {}, options: ReaderOptions = { reader: 'none' }): string[] {
  using source = new ReaderSource(folder, options)
  const found: string[] = []
  blockOn(new Scan(openDatabase(folder), source, { ...EVERYTHING, ...range }, ({ key, value }) => found.push(hexEntry(key, value))))
  return found
}

/** What LevelDB itself finds. It rewrites what it opens: give it a copy. */
export async function listed(folder: string, { from = null, to = null, limit = Infinity }: Partial<Range> = {}): Promise<string[]> {
  const db = await openBytes(folder)
  const found: string[] = []
  const bounds = { ...(from === null ? {} : { gte: from }), ...(to === null ? {} : { lt: to }), ...(limit === Infinity ? {} : { limit }) }
  for await (const [key, value] of db.iterator(bounds)) found.push(hexEntry(key, value))
  await db.close()
  return found
}
