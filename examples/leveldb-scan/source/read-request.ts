/**
 * What is asked of a reader, and how it answers: in the memory that came with the request, whose first word says whose
 * turn it is.
 *
 *     Idle ──request──▶ Requested ──▶ Done | TooSmall | Failed ──taken or forgotten──▶ Idle
 *
 * Requested belongs to the reader, every other state to the asker. The word is written last by either side, atomically,
 * so who sees it sees what was written before it.
 */
import { LevelDbError, type LevelDbErrorCode } from '../errors.ts'
import type { BlockMemory } from '../format/block-memory.ts'

export const Idle = 0
export const Requested = 1
/** `memory.count` blocks are there. For an index: the block, and behind it its place as JSON. */
export const Done = 2
/** Not even the first block fits; `memory.count` is the room that it needs, in bytes. */
export const TooSmall = 3
/** `memory.count` bytes of JSON say why. */
export const Failed = 4

/** Instead of the number of a first block: the index is wanted. */
export const INDEX = -1

export interface ReadRequest {
  readonly table: number
  /** Of the table, in bytes, as the manifest has it. */
  readonly size: number
  /** The number of the first block, or {@link INDEX}. */
  readonly first: number
  readonly count: number
  readonly memory: BlockMemory
}

export function stateOf(memory: BlockMemory): number {
  return Atomics.load(memory.words, 0)
}

export function setState(memory: BlockMemory, state: number): void {
  Atomics.store(memory.words, 0, state)
}

/** Where an index lies, and in which file: what the asker cannot know. */
export interface IndexPlace {
  readonly file: string
  readonly offset: number
  readonly size: number
}

/** Puts `value` as JSON into `memory` from `at` on. Returns its end, or -1 if there is no room. */
export function writeJson(memory: BlockMemory, at: number, value: unknown): number {
  const text = Buffer.from(JSON.stringify(value))
  if (at + text.length > memory.capacity) return -1
  memory.bytes.set(text, at)
  return at + text.length
}

export function readJson(memory: BlockMemory, start: number, end: number): unknown {
  return JSON.parse(Buffer.from(memory.bytes.slice(start, end)).toString())
}

interface Failure {
  readonly code: LevelDbErrorCode
  readonly file: string
  readonly offset: number
  readonly what: string
}

/** Answers with an error. */
export function writeFailure(memory: BlockMemory, { code, file, offset, what }: LevelDbError): void {
  const failure: Failure = { code, file, offset, what: what.slice(0, 1000) }
  memory.count = writeJson(memory, 0, failure)
  setState(memory, Failed)
}

/** The error that {@link writeFailure} put there. */
export function readFailure(memory: BlockMemory): LevelDbError {
  const { code, file, offset, what } = readJson(memory, 0, memory.count) as Failure
  return new LevelDbError(code, file, offset, what)
}
