/**
 * The records of a log file; manifests are logs too.
 *
 * A log is blocks of 32 KiB. A record that does not fit into what is left of one is split into fragments, so that each
 * block can be read by itself:
 *
 *     checksum (4)  length (2)  type (1)  data (length)          type: whole, first, middle, last
 *
 * **Where a log ends.** A process that dies while it appends leaves a record of which the end is missing: a header cut
 * short, data cut short, or a first fragment without its last. That is the end of the log, and LevelDB recovers so by
 * default. So are zeros up to the end of the file, which some systems reserve ahead. Anything else is damage, and ends
 * in an error: LevelDB by default skips a damaged block and goes on, and a scan that skips is worse than one that stops.
 */
import { LevelDbError } from '../errors.ts'
import { CRC_START, crc32c, crcStep, unmaskCrc } from './crc32c.ts'

const BLOCK = 32768
const HEADER = 7

const Whole = 1
const First = 2
const Middle = 3
const Last = 4

export interface LogRecord {
  readonly bytes: Uint8Array
  /** Where it begins in the file. */
  readonly offset: number
}

/**
 * The records of the log `file`, whose contents are `bytes`, in order. Records in one piece are views.
 *
 * @throws LevelDbError `LOG` or `CHECKSUM`, with the offset of the fragment that is damaged.
 */
export function* logRecords(file: string, bytes: Uint8Array): Generator<LogRecord, void, undefined> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let parts: Uint8Array[] | null = null
  let offset = 0
  for (let at = 0; ; ) {
    const left = BLOCK - (at % BLOCK)
    if (left < HEADER) {
      at += left
      continue
    }
    const length = fragmentLength(file, bytes, view, at, left)
    if (length < 0) return
    const type = bytes[at + 6]!
    const data = bytes.subarray(at + HEADER, at + HEADER + length)
    if (type === Whole || type === First) {
      // Old writers could leave an empty first fragment at the end of a block; anything more is a record without an end.
      if (parts !== null && parts.some(part => part.length > 0)) {
        throw new LevelDbError('ERR_LEVELDB_LOG', file, offset, 'a record has no last fragment')
      }
      parts = null
      offset = at
      if (type === Whole) yield { bytes: data, offset }
      else parts = [data]
    } else if (type === Middle || type === Last) {
      if (parts === null) throw new LevelDbError('ERR_LEVELDB_LOG', file, at, 'a record has no first fragment')
      parts.push(data)
      if (type === Last) {
        yield { bytes: Buffer.concat(parts), offset }
        parts = null
      }
    } else {
      throw new LevelDbError('ERR_LEVELDB_LOG', file, at, `unknown record type ${type}`)
    }
    at += HEADER + length
  }
}

/** The length of the data of the fragment at `at`, checked against its checksum; -1 at the end of the log. */
function fragmentLength(file: string, bytes: Uint8Array, view: DataView, at: number, left: number): number {
  if (at + HEADER > bytes.length) return -1
  const length = view.getUint16(at + 4, true)
  if (length === 0 && bytes[at + 6] === 0) {
    if (isZero(bytes, at)) return -1
    throw new LevelDbError('ERR_LEVELDB_LOG', file, at, 'zeros where a record should begin')
  }
  if (HEADER + length > left) throw new LevelDbError('ERR_LEVELDB_LOG', file, at, `a record of ${length} bytes does not fit into its block`)
  const stored = unmaskCrc(view.getInt32(at, true))
  const end = at + HEADER + length
  if (end > bytes.length) {
    if (someLengthFits(bytes, at + 6, stored)) throw new LevelDbError('ERR_LEVELDB_CHECKSUM', file, at, `the length of a record, ${length}, is damaged`)
    return -1
  }
  if (crc32c(bytes, view, at + 6, end) !== stored) {
    throw new LevelDbError('ERR_LEVELDB_CHECKSUM', file, at, 'the checksum of a record does not match')
  }
  return length
}

function isZero(bytes: Uint8Array, from: number): boolean {
  for (let at = from; at < bytes.length; at++) if (bytes[at] !== 0) return false
  return true
}

/**
 * Whether the checksum fits the data from `start` on up to some byte: then the record is all there, and only its length
 * claims that the file was cut. Without this, one flipped bit would hide every record behind it.
 */
function someLengthFits(bytes: Uint8Array, start: number, stored: number): boolean {
  let state = CRC_START
  for (let at = start; at < bytes.length; at++) {
    state = crcStep(state, bytes[at]!)
    if (~state === stored) return true
  }
  return false
}
