/** A table on disk, read synchronously: by the plain loop that the scan is compared with, and for the head start of a scan. */
import { closeSync, readSync } from 'node:fs'
import { ioError, LevelDbError, systemCode } from '../errors.ts'
import type { BlockMemory } from './block-memory.ts'
import { oldTablePath, tablePath } from './file-names.ts'
import { openPlainFile } from './open-file.ts'
import type { TableIndex } from './table-index.ts'
import { cutOff, TableSteps, type Steps } from './table-steps.ts'
import type { RawBytes } from './unpack-blocks.ts'

export class TableFile {
  readonly file: string
  private readonly fd: number
  private readonly table: TableSteps

  private constructor(file: string, fd: number, table: TableSteps) {
    this.file = file
    this.fd = fd
    this.table = table
  }

  /**
   * Opens table `number`, of which the manifest says that it has `size` bytes, and reads its footer.
   *
   * @throws LevelDbError `MISSING_TABLE`, `TRUNCATED`, `MAGIC`, `TABLE`, `FILE_KIND` or `IO`.
   */
  static open(folder: string, number: number, size: number): TableFile {
    const { file, fd, size: found } = openTable(folder, number)
    try {
      return new TableFile(file, fd, readNow(TableSteps.open(file, size, found), file, fd))
    } catch (error) {
      closeSync(fd)
      throw ioError(file, 0, error)
    }
  }

  /** Carries out what is to be read, and gives what comes of it. */
  read<T>(steps: (table: TableSteps) => Steps<T>): T {
    return readNow(steps(this.table), this.file, this.fd)
  }

  /** As the steps of that name. */
  loadIndex(raw: RawBytes): TableIndex {
    return this.table.index ?? this.read(table => table.loadIndex(raw))
  }

  /** As the steps of that name. */
  readBlocks(first: number, count: number, raw: RawBytes, memory: BlockMemory): number {
    return this.read(table => table.readBlocks(first, count, raw, memory))
  }

  close(): void {
    closeSync(this.fd)
  }
}

function openTable(folder: string, number: number): { file: string; fd: number; size: number } {
  const file = tablePath(folder, number)
  for (const path of [file, oldTablePath(folder, number)]) {
    try {
      return { file: path, ...openPlainFile(path) }
    } catch (error) {
      if (systemCode(error) !== 'ENOENT') throw ioError(path, 0, error)
    }
  }
  throw missingTable(file)
}

export function missingTable(file: string): LevelDbError {
  return new LevelDbError('ERR_LEVELDB_MISSING_TABLE', file, 0, 'the table is missing; the manifest lists it')
}

function readNow<T>(steps: Steps<T>, file: string, fd: number): T {
  for (;;) {
    const { done, value } = steps.next()
    if (done === true) return value
    const { bytes, length, offset } = value
    for (let read = 0; read < length; ) {
      const count = readSync(fd, bytes, read, length - read, offset + read)
      if (count === 0) cutOff(file, offset + read)
      read += count
    }
  }
}
