/**
 * Carries out read requests: opens tables, reads, verifies and expands blocks. It blocks while it reads. One works on
 * the reader thread; one more stands in on the main thread until that is up.
 */
import { ioError, LevelDbError } from '../errors.ts'
import { tablePath } from '../format/file-names.ts'
import { TableFile } from '../format/table-file.ts'
import { RawBytes } from '../format/unpack-blocks.ts'
import { Done, INDEX, setState, TooSmall, writeFailure, writeJson, type IndexPlace, type ReadRequest } from './read-request.ts'

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
    const { memory, table } = request
    try {
      const needed = request.first === INDEX ? this.readIndex(request) : this.readBlocks(request)
      if (needed > 0) memory.count = needed
      setState(memory, needed > 0 ? TooSmall : Done)
    } catch (error) {
      const file = tablePath(this.folder, table)
      if (error instanceof LevelDbError) writeFailure(memory, error)
      else writeFailure(memory, ioError(file, 0, error))
    }
  }

  private readBlocks(request: ReadRequest): number {
    return this.open(request).readBlocks(request.first, request.count, this.raw, request.memory)
  }

  /** The index, verified and decodable: the asker decodes it once more, to have it on its own thread. */
  private readIndex(request: ReadRequest): number {
    const { memory } = request
    const table = this.open(request)
    table.loadIndex(this.raw)
    const needed = table.readIndex(this.raw, memory)
    if (needed > 0) return needed
    const { offset, size } = table.handle
    const start = memory.end(0)
    const end = writeJson(memory, start, { file: table.file, offset, size } satisfies IndexPlace)
    if (end < 0) return memory.capacity * 2
    memory.place(1, start, end)
    return 0
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
