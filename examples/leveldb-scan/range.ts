/** The part of a database that a scan is to read. */
import type { Database } from './database.ts'
import { userKey } from './format/internal-key.ts'
import type { TableMeta } from './format/version-edit.ts'
import { compareBytes } from './pollux.ts'

export interface Range {
  /** The first user key that is wanted; null for the first of all. */
  readonly from: Uint8Array | null
  /** The first user key that is not wanted any more; null for no end. */
  readonly to: Uint8Array | null
  /** Most entries. Infinity for all. */
  readonly limit: number
}

export const EVERYTHING: Range = { from: null, to: null, limit: Infinity }

/** The tables that can hold keys in the range, level by level, in their order; levels without one are left out. */
export function levelsIn({ version }: Database, range: Range): { level: number; tables: TableMeta[] }[] {
  const levels: { level: number; tables: TableMeta[] }[] = []
  for (const [level, all] of version.levels.entries()) {
    const tables = all.filter(table => overlaps(table, range))
    if (tables.length > 0) levels.push({ level, tables })
  }
  return levels
}

function overlaps({ smallest, largest }: TableMeta, { from, to }: Range): boolean {
  if (from !== null && compareBytes(userKey(largest), from) < 0) return false
  return to === null || compareBytes(userKey(smallest), to) < 0
}

/** The user key that comes right after `key`: a copy with a zero at its end. */
export function successor(key: Uint8Array): Uint8Array {
  const next = new Uint8Array(key.length + 1)
  next.set(key)
  return next
}
