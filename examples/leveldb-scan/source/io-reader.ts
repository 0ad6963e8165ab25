/**
 * Carries out read requests with the files of `pollux/io`, one after the other: what the reader thread does.
 */
import { ioError, LevelDbError, systemCode } from '../errors.ts'
import { oldTablePath, tablePath } from '../format/file-names.ts'
import { requirePlainFile } from '../format/open-file.ts'
import { missingTable } from '../format/table-file.ts'
import { cutOff, TableSteps, type ReadStep, type Steps } from '../format/table-steps.ts'
import { RawBytes } from '../format/unpack-blocks.ts'
import { answerSteps, writeAnswer } from './answer-steps.ts'
import { writeFailure, type ReadRequest } from './read-request.ts'
import { asyncBlock, File, joinAll, wait, type Future } from './thread-pollux.ts'

/** What `File.readAt` moves at once. */
const PIECE = 65_536

interface OpenTable {
  readonly table: TableSteps
  readonly file: File
}

type Body<T> = Generator<Future<unknown>, T, unknown>

export class IoReader {
  private readonly folder: string
  private readonly tables: Map<number, OpenTable>
  private readonly raw: RawBytes

  constructor(folder: string) {
    this.folder = folder
    this.tables = new Map()
    this.raw = new RawBytes()
  }

  /** Answers `request` in its memory. Throws nothing: what goes wrong is an answer too. */
  *execute(request: ReadRequest): Body<void> {
    try {
      const { table, file } = this.tables.get(request.table) ?? (yield* this.open(request))
      writeAnswer(request.memory, yield* readThrough(answerSteps(table, request, this.raw), table.file, file))
    } catch (error) {
      writeFailure(request.memory, error instanceof LevelDbError ? error : ioError(tablePath(this.folder, request.table), 0, error))
    }
  }

  private *open({ table: number, size }: ReadRequest): Body<OpenTable> {
    const path = tablePath(this.folder, number)
    for (const candidate of [path, oldTablePath(this.folder, number)]) {
      try {
        requirePlainFile(candidate)
        const file = yield* wait(File.open(candidate))
        return yield* this.openFooter(number, candidate, file, size)
      } catch (error) {
        if (systemCode(error) !== 'ENOENT') throw ioError(candidate, 0, error)
      }
    }
    throw missingTable(path)
  }

  private *openFooter(number: number, path: string, file: File, size: number): Body<OpenTable> {
    try {
      const table = yield* readThrough(TableSteps.open(path, size, yield* wait(file.size())), path, file)
      const open = { table, file }
      this.tables.set(number, open)
      return open
    } catch (error) {
      file[Symbol.dispose]()
      throw error
    }
  }

  /** Closes table `number`, if it is open. */
  close(number: number): void {
    this.tables.get(number)?.file[Symbol.dispose]()
    this.tables.delete(number)
  }
}

function* readThrough<T>(steps: Steps<T>, path: string, file: File): Body<T> {
  for (;;) {
    const { done, value } = steps.next()
    if (done === true) return value
    yield* wait(joinAll(piecesOf(value, path, file)))
  }
}

/** A read of each piece, all at once. */
function piecesOf({ bytes, length, offset }: ReadStep, path: string, file: File): Future<void>[] {
  const pieces: Future<void>[] = []
  for (let at = 0; at < length; at += PIECE) {
    const into = bytes.subarray(at, Math.min(length, at + PIECE))
    pieces.push(asyncBlock(function* () {
      for (let read = 0; read < into.length; ) {
        const count = yield* wait(file.readAt(into.subarray(read), offset + at + read))
        if (count === 0) cutOff(path, offset + at + read)
        read += count
      }
    }))
  }
  return pieces
}
