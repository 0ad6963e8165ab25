/** Opening a file of a database, whatever is found in its place. */
import { closeSync, constants, fstatSync, openSync, readFileSync, statSync, type Stats } from 'node:fs'
import { LevelDbError } from '../errors.ts'

/** A pipe that nobody writes to must not hold us up; plain files do not know the difference. Windows has neither. */
const FLAGS = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)

/**
 * Opens `file` for reading. The caller closes it.
 *
 * @throws LevelDbError `FILE_KIND` if it is no plain file; else the system's own error.
 */
export function openPlainFile(file: string): { fd: number; size: number } {
  const fd = openSync(file, FLAGS)
  try {
    const found = fstatSync(fd)
    requireFile(file, found)
    return { fd, size: found.size }
  } catch (error) {
    closeSync(fd)
    throw error
  }
}

/**
 * To be asked before `file` is opened in another way, which would wait for a pipe's writer.
 *
 * @throws as {@link openPlainFile}.
 */
export function requirePlainFile(file: string): void {
  requireFile(file, statSync(file))
}

function requireFile(file: string, found: Stats): void {
  if (found.isFile()) return
  throw new LevelDbError('ERR_LEVELDB_FILE_KIND', file, 0, `expected a plain file, and this is ${found.isDirectory() ? 'a folder' : found.isFIFO() ? 'a pipe' : 'none'}`)
}

/** All of `file`. @throws as {@link openPlainFile}. */
export function readPlainFile(file: string): Buffer {
  const { fd } = openPlainFile(file)
  try {
    return readFileSync(fd)
  } finally {
    closeSync(fd)
  }
}
