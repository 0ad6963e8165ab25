/** Everything that can be wrong with a database, as one error class with a code, the file and the offset in it. */

/**
 * What is wrong:
 *
 * - `NOT_A_DATABASE` the folder is missing or has no CURRENT
 * - `CURRENT` CURRENT does not name a manifest
 * - `MANIFEST` the manifest is missing, or what it says cannot be
 * - `COMPARATOR` the keys are not in bytewise order
 * - `MISSING_TABLE`, `MISSING_LOG` a file that the manifest lists is not there
 * - `TRUNCATED` a table is shorter than the manifest says
 * - `MAGIC` a table does not end as one
 * - `TABLE` a footer, an index or a block that cannot be decoded
 * - `CHECKSUM` stored and computed CRC-32C differ
 * - `COMPRESSION` a compression that is not Snappy, or Snappy data that cannot be expanded
 * - `LOG` a log record that cannot be decoded
 * - `CHANGING` another process rewrites the database faster than it can be opened
 * - `READER` the reader thread failed
 * - `FILE_KIND` what has the name of a file of the database is none: a folder, a pipe, a device
 * - `IO` the operating system refused
 */
export type LevelDbErrorCode =
  | 'ERR_LEVELDB_NOT_A_DATABASE'
  | 'ERR_LEVELDB_CURRENT'
  | 'ERR_LEVELDB_MANIFEST'
  | 'ERR_LEVELDB_COMPARATOR'
  | 'ERR_LEVELDB_MISSING_TABLE'
  | 'ERR_LEVELDB_MISSING_LOG'
  | 'ERR_LEVELDB_TRUNCATED'
  | 'ERR_LEVELDB_MAGIC'
  | 'ERR_LEVELDB_TABLE'
  | 'ERR_LEVELDB_CHECKSUM'
  | 'ERR_LEVELDB_COMPRESSION'
  | 'ERR_LEVELDB_LOG'
  | 'ERR_LEVELDB_CHANGING'
  | 'ERR_LEVELDB_READER'
  | 'ERR_LEVELDB_FILE_KIND'
  | 'ERR_LEVELDB_IO'

/** A database that cannot be read. The message names the file and the offset. */
export class LevelDbError extends Error {
  override readonly name = 'LevelDbError'
  readonly code: LevelDbErrorCode
  /** The path of the file, or of the folder where it is the folder that is wrong. */
  readonly file: string
  /** Where in the file, in bytes from its start; 0 where the whole file is meant. */
  readonly offset: number
  /** The message without its place. */
  readonly what: string

  constructor(code: LevelDbErrorCode, file: string, offset: number, what: string) {
    super(`${file}, offset ${offset}: ${what}`)
    this.code = code
    this.file = file
    this.offset = offset
    this.what = what
  }
}

/** A package that only some of the command needs is not installed. */
export class MissingPackageError extends Error {
  override readonly name = 'MissingPackageError'
  readonly code = 'ERR_LEVELDB_MISSING_PACKAGE'

  /** @param what needs it. */
  constructor(name: string, what: string, cause: unknown) {
    super(`${what} needs the package ${name}, which cannot be loaded: run npm install, with development dependencies (${reason(cause)})`, { cause })
  }
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message.split('\n')[0]! : String(error)
}

/** The `code` of a system error, or an empty string. */
export function systemCode(error: unknown): string {
  const code = (error as { code?: unknown } | null | undefined)?.code
  return typeof code === 'string' ? code : ''
}

/** Whether `error` is the operating system's: it names the call that was refused. */
export function isSystemError(error: unknown): error is Error {
  return error instanceof Error && typeof (error as { syscall?: unknown }).syscall === 'string'
}

/** An operating system's refusal as a {@link LevelDbError}; one that is it already stays as it is. */
export function ioError(file: string, offset: number, error: unknown): LevelDbError {
  if (error instanceof LevelDbError) return error
  return new LevelDbError('ERR_LEVELDB_IO', file, offset, error instanceof Error ? error.message : String(error))
}
