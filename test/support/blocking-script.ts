// Processes of their own that used the blocking pool: how they end. The argument says which.
import { blockOn, hostLoop, lazy, map, Runtime, spawnBlocking } from '../../src/index.ts'

const jobs = new URL('./blocking-jobs.ts', import.meta.url)
const gate = new Int32Array(new SharedArrayBuffer(8))
const say = (line: string): void => { console.log(line) }

const programs: Record<string, () => void> = {
  'after blockOn'() {
    const runtime = new Runtime()
    say(`fib: ${runtime.blockOn(runtime.spawnBlocking<number>({ module: jobs, export: 'fib' }, 10))}`)
  },
  'a job is left running'() {
    blockOn(lazy(() => { spawnBlocking({ module: jobs, export: 'gated' }, gate, 1) }))
    Atomics.wait(gate, 0, 0)
  },
  'a job under hostLoop'() {
    const runtime = new Runtime({ driver: hostLoop() })
    runtime.spawn(map(runtime.spawnBlocking<string>({ module: jobs, export: 'later' }, 'later'), say))
  },
  'what is loaded'() {
    say(`loaded here: ${(globalThis as { polluxLoaded?: number }).polluxLoaded}`)
    const runtime = new Runtime()
    try {
      say(`in the worker: ${runtime.blockOn(runtime.spawnBlocking(() => (globalThis as { polluxLoaded?: number }).polluxLoaded))}`)
    } catch (error) {
      say(`in the worker: ${String((error as Error).cause).replaceAll('\n', ' ')}`)
    }
  },
  'a module'() {
    const runtime = new Runtime()
    for (const name of ['double', 'default']) {
      say(`${name}: ${runtime.blockOn(runtime.spawnBlocking<number>({ module: process.argv[3]!, export: name }, 7))}`)
    }
  },
  'a failed job under hostLoop'() {
    const runtime = new Runtime({ driver: hostLoop(), onUnhandledError: ({ cause }) => say(String(cause)) })
    runtime.spawnBlocking({ module: jobs, export: 'failing' })[Symbol.dispose]()
  },
}

programs[process.argv[2]!]!()
say('end of the module')
