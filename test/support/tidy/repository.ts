/** The files that a commit would hold, and what their text may not hold. */
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Texts by path from the root. */
export type TextFiles = ReadonlyMap<string, string>

/** Every text file that git tracks or would offer to add; where there is no git, all that is neither installed nor built. */
export function readRepository(root: string): TextFiles {
  const { status, stdout } = spawnSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: root, encoding: 'utf8' })
  const files = new Map<string, string>()
  for (const path of status === 0 ? new Set(stdout.split('\0')) : walk(root)) {
    // A tracked file that the working tree has lost is nobody's text.
    if (path === '' || !existsSync(join(root, path))) continue
    const text = readFileSync(join(root, path), 'utf8')
    if (!text.includes('\0')) files.set(path, text)
  }
  return files
}

function walk(root: string, folder = ''): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap(entry => {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`
    if (entry.isDirectory()) return /^(?:node_modules|dist|coverage|sample-db|\.git|\.vitest)$/.test(entry.name) ? [] : walk(root, path)
    return entry.isFile() ? [path] : []
  })
}

const PRIVATE: readonly [RegExp, string][] = [
  [/(?<![\w.*\])}])\/(?:home|root|Users|work|farm|private\/var)\/\w/, 'a path of one machine'],
  [/(?<![\w.*\])}])\/tmp\/bash_jobs/, 'a path of one machine'],
  [/\b[A-Z]:\\Users\\/, 'a path of one machine'],
  [/\bregistry\.(?:npmjs|yarnpkg)\b|\bdeb\.debian\b|"resolved": "https?:/, 'the address of a package registry'],
]

/** Lines that name a path of the machine they were written on, or a package registry's host. */
export function machineTraces(files: TextFiles): string[] {
  return [...files].flatMap(([path, text]) =>
    text.split('\n').flatMap((line, at) => PRIVATE.filter(([pattern]) => pattern.test(line)).map(([, what]) => `${path}:${at + 1}: ${what}`)),
  )
}
