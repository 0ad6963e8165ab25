/** The file between a program and `pollux top`. */
import { builtinModule } from '../builtin-module.ts'
import { parseSnapshot, type Snapshot } from './snapshot.ts'

/** The environment variable that names the file: a program that finds it serves, any other does nothing. */
export const TOP_FILE = 'POLLUX_TOP'

/** What is used of Node's `fs`. */
interface Files {
  writeFileSync(file: string, text: string): void
  renameSync(from: string, to: string): void
  readFileSync(file: string, encoding: 'utf8'): string
}

/**
 * The file that this program was asked to serve into; null if nobody asked. Asked once, it is forgotten: the program's own
 * child processes and workers are to serve into another one, or into none.
 */
export function takeRequest(): string | null {
  const { process } = globalThis as { process?: { env?: Record<string, string | undefined> } }
  const file = process?.env?.[TOP_FILE]
  if (file === undefined || file === '') return null
  delete process!.env![TOP_FILE]
  return file
}

/** Writes beside the file and moves it there, so that a reader never finds half a snapshot. What fails is not the program's fault. */
export function writeSnapshot(file: string, snapshot: Snapshot): void {
  const fs = builtinModule<Files>('node:fs')
  if (fs === null) return
  const beside = `${file}.${snapshot.pid}`
  try {
    fs.writeFileSync(beside, JSON.stringify(snapshot))
    fs.renameSync(beside, file)
  } catch {
    // The viewer has gone, and its folder with it.
  }
}

/** @returns null if there is none (yet). */
export function readSnapshot(file: string): Snapshot | null {
  try {
    return parseSnapshot(builtinModule<Files>('node:fs')!.readFileSync(file, 'utf8'))
  } catch {
    return null
  }
}
