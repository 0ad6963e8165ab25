/** The state of a database that a manifest adds up to: which tables live on which level, and which logs count. */
import { LevelDbError } from '../errors.ts'
import { compareInternalKeys } from './internal-key.ts'
import { logRecords } from './log-records.ts'
import { decodeVersionEdit, LEVELS, type TableMeta, type VersionEdit } from './version-edit.ts'

/** The only order of keys that can be read: an order of somebody's own is code, and is not in the files. */
const BYTEWISE = 'leveldb.BytewiseComparator'

export interface Version {
  /** The manifest's path. */
  readonly file: string
  /** Logs below this number are in tables already, `prevLogNumber` excepted. 0: any log counts. */
  readonly logNumber: number
  readonly prevLogNumber: number
  /** Level 0, newest first: tables that may overlap. The others: sorted by key, disjoint. */
  readonly levels: readonly (readonly TableMeta[])[]
}

/** @throws LevelDbError for a manifest that is damaged, incomplete, or impossible. */
export function decodeManifest(file: string, bytes: Uint8Array): Version {
  const levels = Array.from({ length: LEVELS }, () => new Map<number, TableMeta>())
  let logNumber: number | null = null
  let prevLogNumber = 0
  let hasNextFile = false
  let hasLastSequence = false
  let last = 0
  for (const record of logRecords(file, bytes)) {
    const edit = decodeVersionEdit(file, record)
    last = record.offset
    refuseComparator(file, last, edit)
    logNumber = edit.logNumber ?? logNumber
    prevLogNumber = edit.prevLogNumber ?? prevLogNumber
    hasNextFile ||= edit.nextFileNumber !== null
    hasLastSequence ||= edit.hasLastSequence
    for (const { level, number } of edit.deleted) levels[level]!.delete(number)
    for (const { level, table } of edit.added) levels[level]!.set(table.number, table)
  }
  if (logNumber === null || !hasNextFile || !hasLastSequence) {
    const missing = logNumber === null ? 'log number' : !hasNextFile ? 'next file number' : 'last sequence number'
    throw new LevelDbError('ERR_LEVELDB_MANIFEST', file, bytes.length, `the manifest ends without a ${missing}`)
  }
  return { file, logNumber, prevLogNumber, levels: levels.map((tables, level) => sortLevel(file, last, level, tables)) }
}

function refuseComparator(file: string, offset: number, { comparator }: VersionEdit): void {
  if (comparator === null || comparator === BYTEWISE) return
  throw new LevelDbError(
    'ERR_LEVELDB_COMPARATOR', file, offset,
    `the keys are ordered by ${JSON.stringify(comparator)}; only ${BYTEWISE} can be read`,
  )
}

function sortLevel(file: string, offset: number, level: number, tables: Map<number, TableMeta>): TableMeta[] {
  const sorted = [...tables.values()]
  if (level === 0) return sorted.sort((a, b) => b.number - a.number)
  sorted.sort((a, b) => compareInternalKeys(a.smallest, b.smallest))
  for (let i = 1; i < sorted.length; i++) {
    const before = sorted[i - 1]!
    const table = sorted[i]!
    if (compareInternalKeys(before.largest, table.smallest) >= 0) {
      throw new LevelDbError(
        'ERR_LEVELDB_MANIFEST', file, offset,
        `the tables ${before.number} and ${table.number} of level ${level} overlap`,
      )
    }
  }
  return sorted
}
