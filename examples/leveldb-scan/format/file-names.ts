/** The names of a database's files. */
import { join } from 'node:path'

export const CURRENT = 'CURRENT'

/** What a file of a database is, by its name; null for what LevelDB did not put there or what a reader does not need. */
export type FileKind = { kind: 'log' | 'table'; number: number } | null

export function parseFileName(name: string): FileKind {
  const match = /^(\d{1,15})\.(log|ldb|sst)$/.exec(name)
  if (match === null) return null
  return { kind: match[2] === 'log' ? 'log' : 'table', number: Number(match[1]) }
}

export function isManifestName(name: string): boolean {
  return /^MANIFEST-\d{1,15}$/.test(name)
}

export function logPath(folder: string, number: number): string {
  return join(folder, `${padded(number)}.log`)
}

export function tablePath(folder: string, number: number): string {
  return join(folder, `${padded(number)}.ldb`)
}

/** The name that tables had before LevelDB 1.14; it still reads them. */
export function oldTablePath(folder: string, number: number): string {
  return join(folder, `${padded(number)}.sst`)
}

function padded(number: number): string {
  return String(number).padStart(6, '0')
}
