import { ClassicLevel } from 'classic-level'

/** One write: a key and its new value, or null to delete it. */
export type Put = readonly [key: Uint8Array, value: Uint8Array | null]

/** What is done to a database, one step after the other. */
export type Step =
  | { readonly do: 'write'; readonly put: Put }
  | { readonly do: 'batch'; readonly puts: readonly Put[] }
  | { readonly do: 'compact' }
  | { readonly do: 'reopen' }

export interface DatabaseOptions {
  readonly compression?: boolean
  /** Bytes in the log before it becomes a table. */
  readonly writeBufferSize?: number
  readonly blockSize?: number
  readonly blockRestartInterval?: number
  readonly maxFileSize?: number
}

export type Bytes = ClassicLevel<Uint8Array, Uint8Array>

export async function openBytes(folder: string, options: DatabaseOptions = {}): Promise<Bytes> {
  const db: Bytes = new ClassicLevel(folder, { keyEncoding: 'view', valueEncoding: 'view', ...options })
  await db.open()
  return db
}

/** Makes the database that `steps` lead to in `folder`, with LevelDB itself. */
export async function writeDatabase(folder: string, steps: readonly Step[], options: DatabaseOptions = {}): Promise<void> {
  const db = await openBytes(folder, options)
  for (const step of steps) await perform(db, step)
  await db.close()
}

async function perform(db: Bytes, step: Step): Promise<void> {
  switch (step.do) {
    case 'write':
      return db.batch([operation(step.put)])
    case 'batch':
      return db.batch(step.puts.map(operation))
    case 'compact':
      return db.compactRange(new Uint8Array(0), new Uint8Array(40).fill(255))
    default:
      await db.close()
      await db.open()
  }
}

function operation([key, value]: Put) {
  return value === null ? { type: 'del' as const, key } : { type: 'put' as const, key, value }
}

/** Steps that write `count` entries with keys of eight digits, in batches. */
export function numbered(count: number, valueLength = 20, from = 0): Step[] {
  const steps: Step[] = []
  for (let start = from; start < from + count; start += 100) {
    const puts: Put[] = []
    for (let number = start; number < Math.min(start + 100, from + count); number++) puts.push([text(digits(number)), text(valueOf(number, valueLength))])
    steps.push({ do: 'batch', puts })
  }
  return steps
}

export function digits(number: number): string {
  return String(number).padStart(8, '0')
}

export function valueOf(number: number, length: number): string {
  return `${number} `.repeat(length).slice(0, length)
}

export function text(string: string): Uint8Array {
  return new TextEncoder().encode(string)
}
