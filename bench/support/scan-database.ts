/** A LevelDB database for the scan, written by LevelDB itself into a temporary folder that is gone when the process ends. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ClassicLevel } from 'classic-level'

const KEY = 16
const VALUE = 100
const BATCH = 10_000

/** What this process has made. */
const folders = new Set<string>()

/** Removes what this process has made, where it does not come to its own end: a test's worker is killed. */
export function removeDatabases(): void {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
  folders.clear()
}

/** So many entries, compacted into sorted tables. Values compress about as well as text does. */
export async function scanDatabase(entries: number): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'pollux-bench-db-'))
  if (folders.size === 0) process.once('exit', removeDatabases)
  folders.add(folder)
  const db = new ClassicLevel<string, string>(folder)
  await db.open()
  for (let first = 0; first < entries; first += BATCH) {
    const count = Math.min(BATCH, entries - first)
    await db.batch(Array.from({ length: count }, (_, i) => ({ type: 'put' as const, key: keyOf(first + i), value: valueOf(first + i) })))
  }
  await db.compactRange(keyOf(0), keyOf(entries))
  await db.close()
  return folder
}

function keyOf(n: number): string {
  return `k${String(n).padStart(KEY - 1, '0')}`
}

function valueOf(n: number): string {
  return `${n * 2654435761}/`.repeat(VALUE).slice(0, VALUE)
}
