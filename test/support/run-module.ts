import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = new URL('../../', import.meta.url)

/** What a program printed, and how it ended. */
export interface Ended {
  readonly out: string[]
  readonly errors: string
  readonly status: number | null
}

/** Runs `text`, a TypeScript module that imports from `pollux` and its subpaths, in a process of its own. */
export function runModule(text: string): Ended {
  const folder = mkdtempSync(join(tmpdir(), 'pollux-module-'))
  try {
    const file = join(folder, 'main.ts')
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
    writeFileSync(file, text.replaceAll(/from 'pollux(\/[a-z]+)?'/g, (_, room: string | undefined) => `from '${new URL(`src${room ?? ''}/index.ts`, root).href}'`))
    const { stdout, stderr, status } = spawnSync(process.execPath, ['--import', 'tsx', file], { cwd: fileURLToPath(root), encoding: 'utf8', timeout: 30_000 })
    return { out: stdout === '' ? [] : stdout.replace(/\n$/, '').split('\n'), errors: stderr, status }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
