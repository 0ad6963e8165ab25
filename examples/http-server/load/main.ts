/**
 * Drives the server with `wrk` (Debian's package of that name), beside `node:http` and bare `node:net` that answer the same bytes, one
 * after the other, in turns:
 *
 *     node --import tsx examples/http-server/load/main.ts [--seconds 5] [--rounds 3] [--connections 1000] [--threads 1] [--only pollux]
 *
 * Prints requests a second; the processor time of the server for each, which is what to compare on a machine that does other things
 * besides; what failed; and the memory that is in use, behind a collection, before the first round and after each.
 */
import { fork, spawnSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { build } from '../../../bench/harness/build.ts'

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '5' },
    rounds: { type: 'string', default: '3' },
    connections: { type: 'string', default: '1000' },
    threads: { type: 'string', default: '1' },
    only: { type: 'string' },
  },
})

interface Standing {
  /** Microseconds. */
  readonly cpu: number
  readonly heapUsed: number
  readonly external: number
  readonly rss: number
}

interface Rival {
  readonly name: string
  readonly child: ChildProcess
  readonly url: string
  readonly rates: number[]
  /** Microseconds of processor a request. */
  readonly costs: number[]
  cpu: number
  requests: number
  failed: string
}

async function start(name: string, file: string): Promise<Rival> {
  const child = fork(file, [name], { execArgv: ['--expose-gc'] })
  const [{ port }] = (await once(child, 'message')) as [{ port: number }]
  return { name, child, url: `http://127.0.0.1:${port}/`, rates: [], costs: [], cpu: 0, requests: 0, failed: '' }
}

/** Once the last connections are gone. */
async function standingOf({ child }: Rival): Promise<Standing> {
  await setTimeout(500)
  child.send('memory')
  const [standing] = (await once(child, 'message')) as [Standing]
  return standing
}

function memoryIn({ heapUsed, external, rss }: Standing): string {
  const [heap, buffers, all] = [heapUsed, external, rss].map(count => (count / 1e6).toFixed(1))
  return `MB in use: ${heap} + ${buffers}, of the process ${all}`
}

async function round(rival: Rival): Promise<void> {
  const { status, stdout, stderr, error } = spawnSync('wrk', ['-t', values.threads, '-c', values.connections, '-d', values.seconds, '--timeout', '10s', rival.url], { encoding: 'utf8' })
  if (error !== undefined || status !== 0) throw new Error(`wrk: ${error?.message ?? stderr}; it is in Debian's package wrk`)
  const requests = Number(/(\d+) requests in/.exec(stdout)![1])
  const standing = await standingOf(rival)
  rival.rates.push(Number(/Requests\/sec:\s+([\d.]+)/.exec(stdout)![1]))
  rival.costs.push((standing.cpu - rival.cpu) / requests)
  rival.cpu = standing.cpu
  rival.requests += requests
  rival.failed += (stdout.match(/(?:Socket errors|Non-2xx).*/g) ?? []).join('; ')
  console.log(`${rival.name.padEnd(10)} ${rival.rates.at(-1)!.toFixed(0).padStart(8)}/s  ${rival.costs.at(-1)!.toFixed(1).padStart(5)} µs a request   ${memoryIn(standing)}`)
}

function median(figures: readonly number[]): number {
  return figures.toSorted((a, b) => a - b)[Math.floor(figures.length / 2)]!
}

using built = build(['examples/http-server'])
const names = values.only === undefined ? ['pollux', 'node:http', 'node:net'] : [values.only]
const rivals: Rival[] = []
for (const name of names) rivals.push(await start(name, built.find('examples/http-server/load/child.ts')))
for (const rival of rivals) {
  const standing = await standingOf(rival)
  rival.cpu = standing.cpu
  console.log(`${rival.name.padEnd(10)} ${'at rest'.padStart(10)}   ${memoryIn(standing)}`)
}
for (let i = 0; i < Number(values.rounds); i++) for (const rival of rivals) await round(rival)
for (const { name, rates, costs, requests, failed, child } of rivals) {
  console.log(`${name}: median ${median(rates).toFixed(0)}/s, ${median(costs).toFixed(1)} µs of processor each, of ${requests} requests, failed: ${failed === '' ? 'none' : failed}`)
  child.disconnect()
}
