/** One record of a log: the writes of one batch, which take consecutive sequence numbers. */
import { ByteReader } from './byte-reader.ts'
import { Deletion, TRAILER, Value, writeTrailer } from './internal-key.ts'
import type { LogRecord } from './log-records.ts'

/** A write: its internal key, and the value as a view (empty for a deletion). */
export interface Write {
  readonly key: Uint8Array
  readonly value: Uint8Array
}

const NO_VALUE = new Uint8Array(0)

/**
 * Appends the writes of `record` to `writes`.
 *
 * @throws LevelDbError `LOG` with the record's offset in `file`.
 */
export function decodeWriteBatch(file: string, record: LogRecord, writes: Write[]): void {
  const { bytes, offset } = record
  const reader = new ByteReader(bytes, 0, bytes.length, 'ERR_LEVELDB_LOG', file, offset)
  let low = reader.fixed32('a sequence number')
  let high = reader.fixed32('a sequence number')
  const count = reader.fixed32('the count of a batch')
  let found = 0
  for (; !reader.isAtEnd(); found++) {
    const type = reader.byte('a type')
    if (type !== Value && type !== Deletion) reader.fail(`unknown type of write ${type}`)
    const user = reader.slice('a key')
    const value = type === Value ? reader.slice('a value') : NO_VALUE
    const key = new Uint8Array(user.length + TRAILER)
    key.set(user)
    writeTrailer(key, user.length, high, low, type)
    writes.push({ key, value })
    low = (low + 1) >>> 0
    if (low === 0) high++
  }
  if (found !== count) reader.fail(`a batch says that it has ${count} writes and has ${found}`)
}
