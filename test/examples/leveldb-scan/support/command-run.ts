import { spawnSync } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { leveldbScan } from '../../../../examples/leveldb-scan/command.ts'

/** What a command left behind. */
export interface Outcome {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
}

/** The command, in this process, with files for its output. */
export async function runHere(...args: string[]): Promise<Outcome> {
  const folder = mkdtempSync(join(tmpdir(), 'leveldb-scan-output-'))
  const paths = [join(folder, 'stdout'), join(folder, 'stderr')] as const
  const [stdout, stderr] = [openSync(paths[0], 'w'), openSync(paths[1], 'w')]
  try {
    const status = await leveldbScan(args, stdout, stderr)
    return { status, stdout: readFileSync(paths[0], 'utf8'), stderr: readFileSync(paths[1], 'utf8') }
  } finally {
    closeSync(stdout)
    closeSync(stderr)
    rmSync(folder, { recursive: true })
  }
}

export const MAIN = fileURLToPath(new URL('../../../../examples/leveldb-scan/main.ts', import.meta.url))

/** The command as `npm start` runs it, in a process of its own. */
export function runApart(...args: string[]): Outcome {
  return runApartWith({}, ...args)
}

/** With more in its environment. */
export function runApartWith(environment: Readonly<Record<string, string>>, ...args: string[]): Outcome {
  const env = { ...process.env, ...environment }
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', MAIN, ...args], { encoding: 'utf8', maxBuffer: 2 ** 28, env })
  return { status, stdout, stderr }
}
