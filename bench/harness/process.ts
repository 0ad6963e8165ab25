/** Starts a measured process and reads what it answers. */
import { spawn } from 'node:child_process'
import type { Measurement, Order } from './measurement.ts'

/** A variant failed: it threw, answered wrongly, or its process died. */
export class VariantError extends Error {
  readonly code = 'ERR_POLLUX_BENCH_VARIANT'

  constructor(message: string) {
    super(message)
    this.name = 'VariantError'
  }
}

/**
 * Measures in a fresh process of plain Node running `script` with `nodeArgs`.
 *
 * @throws VariantError with what the process wrote on standard error.
 */
export async function measureInProcess(script: string, nodeArgs: readonly string[], order: Order): Promise<Measurement> {
  const { code, signal, out, err } = await runToEnd([...nodeArgs, script, JSON.stringify(order)])
  if (code !== 0) throw new VariantError(err.trim() || `${order.label}: the process ended with ${signal ?? `code ${code}`} and said nothing`)
  const last = out.trimEnd().split('\n').at(-1) ?? ''
  try {
    return JSON.parse(last) as Measurement
  } catch {
    throw new VariantError(`${order.label}: expected a measurement as the last line, got '${last}'`)
  }
}

interface Ended {
  readonly code: number | null
  readonly signal: string | null
  readonly out: string
  readonly err: string
}

function runToEnd(args: readonly string[]): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'], env: plainEnvironment() })
    let out = ''
    let err = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text))
    child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text))
    child.once('error', reject)
    child.once('close', (code, signal) => resolve({ code, signal, out, err }))
  })
}

/** Without `NODE_OPTIONS`: a loader or a debugger of ours would be measured too, and its flags go unrecorded. */
function plainEnvironment(): NodeJS.ProcessEnv {
  const { NODE_OPTIONS: _, ...rest } = process.env
  return rest
}
