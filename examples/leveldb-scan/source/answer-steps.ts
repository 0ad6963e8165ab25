/** From a request to its answer, whoever reads. */
import type { BlockMemory } from '../format/block-memory.ts'
import type { Steps, TableSteps } from '../format/table-steps.ts'
import type { RawBytes } from '../format/unpack-blocks.ts'
import { Done, INDEX, setState, TooSmall, writeJson, type IndexPlace, type ReadRequest } from './read-request.ts'

/** Gives 0, or the room in bytes that the answer needs. */
export function answerSteps(table: TableSteps, request: ReadRequest, raw: RawBytes): Steps<number> {
  return request.first === INDEX ? indexSteps(table, request.memory, raw) : table.readBlocks(request.first, request.count, raw, request.memory)
}

/** The index, verified and decodable: the asker decodes it once more, to have it on its own thread. */
function* indexSteps(table: TableSteps, memory: BlockMemory, raw: RawBytes): Steps<number> {
  yield* table.loadIndex(raw)
  const needed = yield* table.readIndex(raw, memory)
  if (needed > 0) return needed
  const { offset, size } = table.handle
  const start = memory.end(0)
  const end = writeJson(memory, start, { file: table.file, offset, size } satisfies IndexPlace)
  if (end < 0) return memory.capacity * 2
  memory.place(1, start, end)
  return 0
}

/** Says to the asker that the answer is there, or that it needs room. */
export function writeAnswer(memory: BlockMemory, needed: number): void {
  if (needed > 0) memory.count = needed
  setState(memory, needed > 0 ? TooSmall : Done)
}
