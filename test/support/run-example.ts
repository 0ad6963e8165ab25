import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const RUNNER = fileURLToPath(new URL('../../examples/run.ts', import.meta.url))

/** What a program left behind: its lines, and how it ended. */
export interface Ended {
  readonly lines: string[]
  readonly errors: string[]
  readonly status: number | null
}

/** `npm run example -- …args`. */
export function runExample(...args: string[]): Ended {
  const { stdout, stderr, status } = spawnSync(process.execPath, ['--import', 'tsx', RUNNER, ...args], { encoding: 'utf8' })
  return { lines: linesOf(stdout), errors: linesOf(stderr), status }
}

function linesOf(text: string): string[] {
  return text === '' ? [] : text.replace(/\n$/, '').split('\n')
}
