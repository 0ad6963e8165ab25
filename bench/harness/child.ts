/**
 * The measured process: takes an order as its argument, measures one variant, and writes the measurement as the last
 * line of its standard output. A failure is one line on standard error and exit code 1.
 */
import { measureBytes } from './measure-bytes.ts'
import { measureTime } from './measure-time.ts'
import type { Measurement, Order } from './measurement.ts'
import type { Workload } from './workload.ts'

async function obey(order: Order): Promise<Measurement> {
  const { workload } = (await import(order.module)) as { workload: Workload }
  if (workload.kind === 'bytes') return measureBytes(workload, order.variant, order.ops)
  return measureTime(workload, order.variant, order.ops, order.time, order.fewest)
}

try {
  const measurement = await obey(JSON.parse(process.argv[2]!) as Order)
  process.stdout.write(`${JSON.stringify(measurement)}\n`)
} catch (error) {
  process.stderr.write(`${explain(error)}\n`)
  process.exitCode = 1
}

/** The message of our own errors says all; of others, the stack is wanted. */
function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return error.name === 'WrongAnswerError' ? error.message : (error.stack ?? error.message)
}
