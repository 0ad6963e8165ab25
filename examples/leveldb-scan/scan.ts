/**
 * The scan: a tower of iterators, and one future that runs to its end.
 *
 *     VersionIterator              of each key the newest version
 *       MergeIterator              by internal key
 *         MemtableIterator         what the logs hold
 *         TableIterator …          level 0: tables that overlap
 *         ConcatIterator …         each further level: tables side by side, opened one after the other
 *           TableIterator …
 *
 * Each of them lends its entries, so an entry costs no allocation and is not copied on its way up.
 */
import { openDatabase, type Database } from './database.ts'
import { LevelDbError } from './errors.ts'
import { compareInternalKeys } from './format/internal-key.ts'
import { MemtableIterator } from './iterators/memtable-iterator.ts'
import { TableIterator } from './iterators/table-iterator.ts'
import { VersionIterator, type InternalIterator, type UserEntry } from './iterators/version-iterator.ts'
import {
  compareBytes, ConcatIterator, Disposed, drop, Finished, inspect, mayDispose, MergeIterator, Pending, phaseName, Polling, refusePoll, Waiting,
  type Context, type Future, type Inspection, type Phase, type Poll,
} from './pollux.ts'
import { levelsIn, successor, type Range } from './range.ts'
import type { BlockSource } from './source/block-source.ts'

/** What a scan has read. */
export interface Totals {
  readonly entries: number
  /** Of keys and values. */
  readonly bytes: number
}

/** The visible entries of `database` that lie in tables of the range, from its beginning on. */
export function iterate(database: Database, source: BlockSource, range: Range): VersionIterator {
  const children: InternalIterator[] = []
  if (database.memtable.writes.length > 0) children.push(new MemtableIterator(database.memtable))
  for (const { level, tables } of levelsIn(database, range)) {
    if (level === 0) children.push(...tables.map(table => new TableIterator(source, table)))
    else children.push(new ConcatIterator(tables.map((table, at) => new TableIterator(source, table, tables[at + 1]))))
  }
  return new VersionIterator(children.length === 1 ? children[0]! : new MergeIterator(children, compareInternalKeys))
}

/** How often in a row a scan goes over to a changed database without getting on. */
const ATTEMPTS = 20

/**
 * Reads the entries of a range and gives each to `visit`, which must not keep it: its bytes are lent until it returns.
 * Owns neither the database nor the source.
 *
 * A table that another process has removed meanwhile ends nothing: the scan goes on behind the last key, in the
 * database as it has become. Each key is then as it was at some moment of the scan.
 *
 * @throws LevelDbError from a poll; and whatever `visit` throws.
 */
export class Scan implements Future<Totals> {
  private phase: Phase
  private database: Database
  private readonly source: BlockSource
  private readonly range: Range
  /** Where to go on if the database changes: right behind the last key that any iterator of this scan came to. */
  private resume: Uint8Array | null
  private readonly visit: (entry: UserEntry) => void
  private iterator: VersionIterator | null
  /** The seek to the range's beginning, or what the iterator has out, from one poll to the next. */
  private inner: Future<unknown> | null
  private seeking: boolean
  private entries: number
  private bytes: number
  /** How many entries there were when the database was last seen to have changed, and how often since. */
  private entriesAtChange: number
  private changes: number

  constructor(database: Database, source: BlockSource, range: Range, visit: (entry: UserEntry) => void) {
    this.phase = Waiting
    this.database = database
    this.source = source
    this.range = range
    this.resume = range.from
    this.visit = visit
    this.iterator = null
    this.inner = null
    this.seeking = false
    this.entries = 0
    this.bytes = 0
    this.entriesAtChange = -1
    this.changes = 0
  }

  poll(cx: Context): Poll<Totals> {
    if (this.phase !== Waiting) refusePoll(this, this.phase)
    this.phase = Polling
    try {
      const { limit } = this.range
      if (this.iterator === null && limit > 0) this.begin(this.range.from)
      while (this.entries < limit) {
        const entry = this.pollNext(cx)
        if (entry === Pending) {
          this.phase = Waiting
          return Pending
        }
        if (entry === null || !this.take(entry)) break
      }
      this.end(Finished)
      return { entries: this.entries, bytes: this.bytes }
    } catch (error) {
      this.end(Finished)
      throw error
    }
  }

  /** How many entries have been visited. */
  get count(): number {
    return this.entries
  }

  private begin(from: Uint8Array | null): void {
    const iterator = iterate(this.database, this.source, this.range)
    this.iterator = iterator
    this.seeking = from !== null
    this.inner = from === null ? null : iterator.seek(from)
  }

  /** The next entry, across seeks and changes of the database. */
  private pollNext(cx: Context): Poll<UserEntry | null> {
    for (;;) {
      try {
        const inner = this.inner ?? this.iterator!.next()
        const answer = inner.poll(cx)
        if (answer === Pending) {
          this.inner = inner
          return Pending
        }
        this.inner = null
        if (!this.seeking) return answer as UserEntry | null
        this.seeking = false
      } catch (error) {
        this.inner = null
        this.goOver(error)
      }
    }
  }

  /** Whether `entry` is still in the range; it is visited then. */
  private take(entry: UserEntry): boolean {
    const { to } = this.range
    if (to !== null && compareBytes(entry.key, to) >= 0) return false
    this.entries += 1
    this.bytes += entry.keyLength + entry.valueLength
    this.visit(entry)
    return true
  }

  /** A table is gone because the database has changed: goes on in that as it is now. Throws `error` for all else. */
  private goOver(error: unknown): void {
    if (!(error instanceof LevelDbError) || error.code !== 'ERR_LEVELDB_MISSING_TABLE' || !this.database.hasChanged()) throw error
    this.changes = this.entries === this.entriesAtChange ? this.changes + 1 : 1
    this.entriesAtChange = this.entries
    if (this.changes > ATTEMPTS) throw error
    const last = this.iterator!.lastKey
    // An iterator that failed before its first key knows none; the scan does.
    if (last !== null) this.resume = successor(last)
    const old = this.iterator
    this.iterator = null
    drop(old)
    this.database = openDatabase(this.database.folder)
    this.begin(this.resume)
  }

  private end(phase: Phase): void {
    this.phase = phase
    const { inner, iterator } = this
    this.inner = null
    this.iterator = null
    drop(inner)
    drop(iterator)
  }

  [Symbol.dispose](): void {
    if (mayDispose(this, this.phase)) this.end(Disposed)
  }

  [inspect](): Inspection {
    return {
      name: 'Scan',
      state: phaseName(this.phase),
      children: this.inner === null ? [] : [this.inner],
      fields: { entries: this.entries },
    }
  }
}
