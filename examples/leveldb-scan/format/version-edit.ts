/** One record of a manifest: a change to the set of live tables and to the counters. */
import { ByteReader } from './byte-reader.ts'
import { TRAILER } from './internal-key.ts'
import type { LogRecord } from './log-records.ts'

/** How many levels LevelDB has. */
export const LEVELS = 7

/** A live table, as the manifest knows it. */
export interface TableMeta {
  readonly number: number
  /** In bytes. */
  readonly size: number
  /** The first and the last internal key. */
  readonly smallest: Uint8Array
  readonly largest: Uint8Array
}

export interface VersionEdit {
  comparator: string | null
  logNumber: number | null
  prevLogNumber: number | null
  nextFileNumber: number | null
  hasLastSequence: boolean
  readonly deleted: { level: number; number: number }[]
  readonly added: { level: number; table: TableMeta }[]
}

const Comparator = 1
const LogNumber = 2
const NextFileNumber = 3
const LastSequence = 4
const CompactPointer = 5
const DeletedFile = 6
const NewFile = 7
const PrevLogNumber = 9

/** @throws LevelDbError `MANIFEST` with the record's offset in `file`. */
export function decodeVersionEdit(file: string, record: LogRecord): VersionEdit {
  const { bytes, offset } = record
  const reader = new ByteReader(bytes, 0, bytes.length, 'ERR_LEVELDB_MANIFEST', file, offset)
  const edit: VersionEdit = {
    comparator: null,
    logNumber: null,
    prevLogNumber: null,
    nextFileNumber: null,
    hasLastSequence: false,
    deleted: [],
    added: [],
  }
  while (!reader.isAtEnd()) decodeField(reader, edit)
  return edit
}

function decodeField(reader: ByteReader, edit: VersionEdit): void {
  const tag = reader.varint32('a tag')
  switch (tag) {
    case Comparator:
      edit.comparator = Buffer.from(reader.slice('the comparator')).toString()
      break
    case LogNumber:
      edit.logNumber = reader.varint64('the log number')
      break
    case PrevLogNumber:
      edit.prevLogNumber = reader.varint64('the previous log number')
      break
    case NextFileNumber:
      edit.nextFileNumber = reader.varint64('the next file number')
      break
    case LastSequence:
      reader.skipVarint64('the last sequence number')
      edit.hasLastSequence = true
      break
    case CompactPointer:
      decodeLevel(reader)
      reader.slice('a compaction pointer')
      break
    case DeletedFile:
      edit.deleted.push({ level: decodeLevel(reader), number: reader.varint64('a deleted table') })
      break
    case NewFile:
      edit.added.push({ level: decodeLevel(reader), table: decodeTable(reader) })
      break
    default:
      reader.fail(`unknown tag ${tag}`)
  }
}

function decodeLevel(reader: ByteReader): number {
  const level = reader.varint32('a level')
  if (level >= LEVELS) reader.fail(`there is no level ${level}`)
  return level
}

function decodeTable(reader: ByteReader): TableMeta {
  const number = reader.varint64('the number of a table')
  const size = reader.varint64('the size of a table')
  const smallest = decodeKey(reader, 'the first key of a table')
  const largest = decodeKey(reader, 'the last key of a table')
  return { number, size, smallest, largest }
}

function decodeKey(reader: ByteReader, what: string): Uint8Array {
  const key = reader.slice(what)
  if (key.length < TRAILER) reader.fail(`${what} is no internal key`)
  return key
}
