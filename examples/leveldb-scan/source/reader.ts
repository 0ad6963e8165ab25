/**
 * Carries out read requests on the calling thread, which it blocks while it reads: until the reader thread is up, and where there is to be
 * none.
 */
import { ioError, LevelDbError } from '../errors.ts'
import { tablePath } from '../format/file-names.ts'
import { TableFile } from '../format/table-file.ts'
import { RawBytes } from '../format/unpack-blocks.ts'
import { answerSteps, writeAnswer } from './answer-steps.ts'
import { writeFailure, type ReadRequest } from './read-request.ts'

export class Reader {
  private readonly folder: string
  private readonly tables: Map<number, TableFile>
  private readonly raw: RawBytes

  constructor(folder: string) {
    this.folder = folder
    this.tables = new Map()
    this.raw = new RawBytes()
  }

  /** Answers `request` in its memory. Throws nothing: what goes wrong is an answer too. */
  execute(request: ReadRequest): void {
    try {
      writeAnswer(request.memory, this.open(request).read(table => answerSteps(table, request, this.raw)))
    } catch (error) {
      const file = tablePath(this.folder, request.table)
      writeFailure(request.memory, error instanceof LevelDbError ? error : ioError(file, 0, error))
    }
  }

  private open({ table, size }: ReadRequest): TableFile {
    const open = this.tables.get(table)
    if (open !== undefined) return open
    const opened = TableFile.open(this.folder, table, size)
    this.tables.set(table, opened)
    return opened
  }

  /** Closes table `number`, if it is open. */
  close(number: number): void {
    this.tables.get(number)?.close()
    this.tables.delete(number)
  }

  closeAll(): void {
    for (const table of this.tables.values()) table.close()
    this.tables.clear()
  }
}
