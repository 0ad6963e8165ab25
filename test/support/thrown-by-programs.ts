import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const root = new URL('../../', import.meta.url)

/** What a program threw: as its first line of print shows it, and the codes of the error and of its causes. */
export interface Thrown {
  readonly printed: string
  readonly codes: readonly (string | null)[]
}

const RUNNER = `
const ends = []
for (const program of process.argv.slice(2)) {
  try {
    await import(program)
    ends.push({ printed: 'nothing was thrown', codes: [] })
  } catch (error) {
    const codes = []
    for (let at = error; at instanceof Error; at = at.cause) codes.push(at.code ?? null)
    ends.push({ printed: String(error), codes })
  }
}
process.stdout.write(JSON.stringify(ends))
process.exit(0)
`

/** Runs each of `programs`, TypeScript modules that import from `pollux` and its subpaths, one after the other in one process of their own. */
export function thrownByPrograms(programs: readonly string[]): Thrown[] {
  const folder = mkdtempSync(join(tmpdir(), 'pollux-programs-'))
  const write = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text)
    return join(folder, name)
  }
  try {
    write('package.json', '{ "type": "module" }')
    const imports = (text: string): string => text.replaceAll(/from 'pollux(\/[a-z]+)?'/g, (_, room = '') => `from '${new URL(`src${room}/index.ts`, root).href}'`)
    const files = programs.map((program, at) => write(`program-${at}.ts`, imports(program)))
    const { stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', write('runner.mjs', RUNNER), ...files], { cwd: root, encoding: 'utf8' })
    if (stdout === '') throw new Error(stderr)
    return JSON.parse(stdout) as Thrown[]
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
