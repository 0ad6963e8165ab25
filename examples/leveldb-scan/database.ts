/**
 * A database folder, read as it is found: CURRENT names the manifest, the manifest lists tables and logs, the logs hold
 * what is in no table yet.
 *
 * **Nothing is touched.** No lock is taken and nothing is written, so another process may have the database open, and
 * may change it while it is read. It changes the manifest first and removes files afterwards. So if CURRENT and the
 * manifest's size are the same after the logs were read and the tables were seen to exist, all of that belongs together;
 * else it is read again. A table that vanishes later, in the middle of a scan, is the scan's business: see `scan.ts`.
 */
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { ioError, LevelDbError, systemCode } from './errors.ts'
import { CURRENT, isManifestName, logPath, parseFileName, tablePath } from './format/file-names.ts'
import { logRecords } from './format/log-records.ts'
import { Memtable } from './format/memtable.ts'
import { readPlainFile } from './format/open-file.ts'
import { decodeManifest, type Version } from './format/version.ts'
import { decodeWriteBatch, type Write } from './format/write-batch.ts'

/** How often a database that keeps changing is read anew. One that is written to changes a few times a second. */
const ATTEMPTS = 20

/** The state of a database at one moment. */
export interface Database {
  readonly folder: string
  readonly version: Version
  readonly memtable: Memtable
  /** Whether the database is another by now: its files may have gone. */
  hasChanged(): boolean
}

/**
 * Reads the state of the database in `folder`.
 *
 * @throws LevelDbError if it is damaged or none, with file and offset.
 */
export function openDatabase(folder: string): Database {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const manifest = readManifest(folder)
    try {
      const database = readState(folder, manifest)
      if (!database.hasChanged()) return database
    } catch (error) {
      if (!manifest.hasChanged()) throw error
    }
  }
  throw new LevelDbError('ERR_LEVELDB_CHANGING', join(folder, CURRENT), 0, `the database changed during each of ${ATTEMPTS} attempts to read it`)
}

// ---- CURRENT and the manifest ----

interface Manifest {
  readonly file: string
  readonly bytes: Uint8Array
  hasChanged(): boolean
}

function readManifest(folder: string): Manifest {
  for (let attempt = 0; ; attempt++) {
    const current = readCurrent(folder)
    const file = join(folder, current)
    try {
      const bytes = readPlainFile(file)
      return { file, bytes, hasChanged: () => isAnother(folder, current, bytes.length) }
    } catch (error) {
      if (systemCode(error) !== 'ENOENT') throw ioError(file, 0, error)
      // Its owner may have gone over to another manifest in between; then CURRENT says so.
      if (attempt === ATTEMPTS || readCurrent(folder) === current) {
        throw new LevelDbError('ERR_LEVELDB_MANIFEST', file, 0, 'the manifest is missing; CURRENT names it')
      }
    }
  }
}

/** Whether CURRENT names another manifest than `current`, or that has not `size` bytes any more. */
function isAnother(folder: string, current: string, size: number): boolean {
  try {
    return readCurrent(folder) !== current || statSync(join(folder, current)).size !== size
  } catch {
    return true
  }
}

function readCurrent(folder: string): string {
  const file = join(folder, CURRENT)
  let text: string
  try {
    text = readPlainFile(file).toString('latin1')
  } catch (error) {
    const code = systemCode(error)
    if (code !== 'ENOENT' && code !== 'ENOTDIR') throw ioError(file, 0, error)
    throw new LevelDbError('ERR_LEVELDB_NOT_A_DATABASE', folder, 0, `not a LevelDB database: there is no ${CURRENT} in it`)
  }
  const name = text.slice(0, -1)
  if (text.endsWith('\n') && isManifestName(name)) return name
  throw new LevelDbError('ERR_LEVELDB_CURRENT', file, 0, `CURRENT does not name a manifest: ${JSON.stringify(text.slice(0, 80))}`)
}

// ---- tables and logs ----

function readState(folder: string, manifest: Manifest): Database {
  const version = decodeManifest(manifest.file, manifest.bytes)
  const files = listFiles(folder)
  for (const { number } of version.levels.flat()) {
    if (files.tables.has(number)) continue
    throw new LevelDbError('ERR_LEVELDB_MISSING_TABLE', tablePath(folder, number), 0, 'the table is missing; the manifest lists it')
  }
  return { folder, version, memtable: readLogs(folder, version, files.logs), hasChanged: manifest.hasChanged }
}

function listFiles(folder: string): { logs: number[]; tables: Set<number> } {
  const logs: number[] = []
  const tables = new Set<number>()
  for (const name of namesIn(folder)) {
    const file = parseFileName(name)
    if (file?.kind === 'log') logs.push(file.number)
    if (file?.kind === 'table') tables.add(file.number)
  }
  return { logs: logs.sort((a, b) => a - b), tables }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch (error) {
    throw ioError(folder, 0, error)
  }
}

/**
 * The writes of all logs that count. The manifest's own log is always there: it is made before the manifest names it,
 * and removed after the manifest names the next.
 */
function readLogs(folder: string, { logNumber, prevLogNumber }: Version, logs: number[]): Memtable {
  if (logNumber > 0 && !logs.includes(logNumber)) {
    throw new LevelDbError('ERR_LEVELDB_MISSING_LOG', logPath(folder, logNumber), 0, 'the log is missing; the manifest names it')
  }
  const writes: Write[] = []
  for (const number of logs) {
    if (number < logNumber && number !== prevLogNumber) continue
    const file = logPath(folder, number)
    for (const record of logRecords(file, readLog(file))) decodeWriteBatch(file, record, writes)
  }
  return new Memtable(writes)
}

function readLog(file: string): Uint8Array {
  try {
    return readPlainFile(file)
  } catch (error) {
    throw ioError(file, 0, error)
  }
}
