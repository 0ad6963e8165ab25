/** Starts a measured process and reads what it answers. */
import { spawn } from 'node:child_process'
import { commandLine, type Engine } from './engine.ts'
import type { Measurement, Order } from './measurement.ts'

/** A variant failed: it threw, answered wrongly, or its process died. */
export class VariantError extends Error {
  readonly code = 'ERR_POLLUX_BENCH_VARIANT'
  /** Whether the process ended without an answer, right or wrong: killed, or out of memory. */
  readonly died: boolean

  constructor(message: string, died = false) {
    super(message)
    this.name = 'VariantError'
    this.died = died
  }
}

/**
 * Measures in a fresh process of `engine` that runs `script`.
 *
 * @param collects whether it has to be able to collect its garbage.
 * @throws VariantError with what the process wrote on standard error.
 */
export function measureInProcess(engine: Engine, script: string, flags: readonly string[], collects: boolean, order: Order): Promise<Measurement> {
  return measureWith(engine.path, commandLine(engine, flags, collects, script, JSON.stringify(order)), order.label)
}

/**
 * Runs a command whose last line is a {@link Measurement}.
 *
 * @throws VariantError with what the process wrote on standard error.
 */
export async function measureWith(command: string, args: readonly string[], label: string): Promise<Measurement> {
  const { code, signal, out, err } = await runToEnd(command, args)
  if (code !== 0) {
    throw new VariantError(err.trim() || `${label}: the process ended with ${signal ?? `code ${code}`} and said nothing`, signal !== null)
  }
  const last = out.trimEnd().split('\n').at(-1) ?? ''
  try {
    return JSON.parse(last) as Measurement
  } catch {
    throw new VariantError(`${label}: expected a measurement as the last line, got '${last}'`)
  }
}

interface Ended {
  readonly code: number | null
  readonly signal: string | null
  readonly out: string
  readonly err: string
}

function runToEnd(command: string, args: readonly string[]): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], env: plainEnvironment() })
    // Whoever interrupts the run leaves no measured process behind.
    const stop = () => void child.kill()
    process.once('exit', stop)
    let out = ''
    let err = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text))
    child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text))
    child.once('error', reject)
    child.once('close', (code, signal) => {
      process.off('exit', stop)
      resolve({ code, signal, out, err })
    })
  })
}

/** Without `NODE_OPTIONS`: a loader or a debugger of ours would be measured too, and its flags go unrecorded. */
function plainEnvironment(): NodeJS.ProcessEnv {
  const { NODE_OPTIONS: _, ...rest } = process.env
  return rest
}
