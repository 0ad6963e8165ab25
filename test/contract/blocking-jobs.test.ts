/** 33: jobs on real threads, the same under both drivers. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import {
  asyncBlock, blockingPoolState, BlockingLoadError, blockOn, hostLoop, JoinError, joinAll, limitBlockingPool, map, NoRuntimeError,
  NotSendableError, Rc, Runtime, sleep, spawnBlocking, toPromise, transfer, wait, WorkerDiedError,
} from '../../src/index.ts'
import type { BlockingFunction, BlockingTarget, Future, JoinHandle } from '../../src/index.ts'
import { thrownBy } from '../support/thrown.ts'

const module = new URL('../support/blocking-jobs.ts', import.meta.url)
const job = (name: string): BlockingTarget => ({ module, export: name })

interface Stand {
  readonly runtime: Runtime
  run<T>(future: Future<T>): Promise<T>
}

const parked = (): Stand => {
  const runtime = new Runtime()
  return { runtime, run: async future => runtime.blockOn(future) }
}
const hosted = (): Stand => {
  const runtime = new Runtime({ driver: hostLoop() })
  return { runtime, run: future => toPromise(future, { runtime }) }
}

const newGate = (): Int32Array => new Int32Array(new SharedArrayBuffer(8))
/** Blocks this thread until `count` gated jobs have begun. */
const begun = (gate: Int32Array, count: number): void => {
  for (let seen; (seen = Atomics.load(gate, 0)) < count; ) {
    if (Atomics.wait(gate, 0, seen, 30_000) === 'timed-out') throw new Error(`${seen} of ${count} jobs have begun`)
  }
}
/** Until every worker is free: what earlier tests aborted may still run, and a thread that blocks itself frees nobody. */
const rested = async ({ runtime, run }: Stand): Promise<void> => {
  do await run(runtime.spawnBlocking(job('fib'), 1))
  while (blockingPoolState().idle < blockingPoolState().threads)
}
const restedStand = async (): Promise<Stand> => {
  const stand = parked()
  await rested(stand)
  return stand
}
const open = (gate: Int32Array): void => {
  Atomics.store(gate, 1, 1)
  Atomics.notify(gate, 1)
}
const failureOf = async (stand: Stand, handle: Future<unknown>): Promise<JoinError> => {
  try {
    await stand.run(handle)
  } catch (error) {
    expect(error).toBeInstanceOf(JoinError)
    return error as JoinError
  }
  throw new Error('expected a failure')
}

describe.each([['parkThread', parked], ['hostLoop', hosted]] as const)('33: a blocking job under %s', (_, stand) => {
  it('33: calls a module\'s export', async () => {
    const { runtime, run } = stand()
    expect(await run(runtime.spawnBlocking<number>(job('fib'), 15))).toBe(610)
    expect(await run(runtime.spawnBlocking<object>(job('moved'), { x: 1 }))).toEqual({ x: 2 })
    expect(await run(runtime.spawnBlocking<string>(job('later'), 'later'))).toBe('later')
  })

  it('33: calls a function that stands by itself, on another thread', async () => {
    const { runtime, run } = stand()
    const id = await run(runtime.spawnBlocking((a: number, b: number) => {
      const add = (x: number): number => x + b
      return `${add(a)} ${process.getBuiltinModule('node:worker_threads').isMainThread}`
    }, 40, 2))
    expect(id).toBe('42 false')
    expect(await run(runtime.spawnBlocking(async (x: number) => x + 1, 1))).toBe(2)
  })

  it('33: hands memory over both ways', async () => {
    const { runtime, run } = stand()
    const bytes = new Uint8Array([1, 2, 3])
    const back = await run(runtime.spawnBlocking((given: Uint8Array) => {
      given[0] = 9
      const key = Symbol.for('pollux.transfers')
      ;((globalThis as never)[key] as WeakMap<object, unknown[]> | undefined)?.set(given, [given.buffer])
      return given
    }, transfer(bytes, [bytes.buffer])))
    expect([bytes.length, [...back]]).toEqual([0, [9, 2, 3]])
  })

  it('33: fails as the function does, with its stack, class name, fields and cause', async () => {
    const { runtime, run } = stand()
    const error = await failureOf({ runtime, run }, runtime.spawnBlocking(job('failing')))
    expect(error.isPanic()).toBe(true)
    const cause = error.cause as Error & { limit: number }
    expect([cause.name, cause.message, cause.limit, String(cause.cause)]).toEqual(['QuotaError', 'too much', 7, 'TypeError: the disk'])
    expect(cause.cause).toBeInstanceOf(TypeError)
    expect(cause.stack).toMatch(/at failing .*blocking-jobs\.ts/)
    expect((await failureOf({ runtime, run }, runtime.spawnBlocking(job('throwing'), 'plain'))).cause).toBe('plain')
  })

  it('33: says what does not load', async () => {
    const { runtime, run } = stand()
    const reason = async (target: BlockingFunction, ...args: unknown[]): Promise<string> => {
      const { cause } = await failureOf({ runtime, run }, runtime.spawnBlocking(target as BlockingTarget, ...args))
      expect(cause).toBeInstanceOf(BlockingLoadError)
      return `${(cause as BlockingLoadError).reason}: ${(cause as Error).message}`
    }
    const outside = 3
    expect(await reason(() => outside)).toMatch(/^captured: .*so outside, which it uses, is not there/)
    expect(await reason({ module: new URL('./nowhere.mjs', module), export: 'fib' })).toMatch(/^module: .*nowhere\.mjs does not load in the worker: Error: [^;]*$/)
    expect(await reason({ module: 'no-such-package', export: 'fib' })).toMatch(/^module: .*; give its whole URL: new URL\(…, import\.meta\.url\)$/)
    expect(await reason(job('missing'))).toMatch(/^export: .*has no function missing to call; its exports are .*fib/)
    expect(await reason(job('NUMBER'))).toMatch(/^export: .*it is of type number/)
  })

  it('33: a result that cannot leave its thread is told with its path', async () => {
    const { runtime, run } = stand()
    const { cause } = await failureOf({ runtime, run }, runtime.spawnBlocking(job('uncloneable')))
    expect(cause).toBeInstanceOf(NotSendableError)
    expect((cause as NotSendableError).path).toBe('result.list[0].callback')
  })

  it('33: a thread that exits fails its job, and another one takes its place', async () => {
    const { runtime, run } = stand()
    const { made } = blockingPoolState()
    const { cause } = await failureOf({ runtime, run }, runtime.spawnBlocking(job('exiting'), 3))
    expect(cause).toBeInstanceOf(WorkerDiedError)
    expect((cause as WorkerDiedError).exitCode).toBe(3)
    expect(await run(runtime.spawnBlocking<number>(job('fib'), 5))).toBe(5)
    expect(blockingPoolState().made).toBeLessThanOrEqual(made + 2)
  })

  it('33: abort takes a queued job out; a running one\'s result is dropped', async () => {
    const { runtime, run } = stand()
    await rested({ runtime, run })
    const { threads } = blockingPoolState()
    const limit = Math.max(1, threads)
    limitBlockingPool({ threads: limit })
    const gate = newGate()
    const running = Array.from({ length: limit }, (_each, n) => runtime.spawnBlocking<number>(job('gated'), gate, n))
    const aborted = runtime.spawnBlocking<number>(job('gated'), gate, 100)
    const last = runtime.spawnBlocking<number>(job('fib'), 6)
    begun(gate, limit)
    expect(blockingPoolState()).toMatchObject({ idle: 0, queued: 2 })
    aborted.abort()
    running[0]!.abort()
    expect((await failureOf({ runtime, run }, aborted)).isCancelled()).toBe(true)
    expect((await failureOf({ runtime, run }, running[0]!)).isCancelled()).toBe(true)
    expect(blockingPoolState()).toMatchObject({ idle: 0, queued: 1 })
    open(gate)
    expect(await run(last)).toBe(8)
    expect(await run(joinAll(running.slice(1)))).toEqual(running.slice(1).map((_each, n) => n + 1))
    expect(Atomics.load(gate, 0)).toBe(limit)
  })

  it('33: many jobs on few threads, each answer to its own', async () => {
    const { runtime, run } = stand()
    limitBlockingPool({ threads: 2 })
    const handles: JoinHandle<number>[] = Array.from({ length: 100 }, (_each, n) => runtime.spawnBlocking((x: number) => x * x, n))
    expect(await run(joinAll(handles))).toEqual(Array.from({ length: 100 }, (_each, n) => n * n))
  })

  it('30: shutdown cancels jobs, queued or running; the pool goes on', async () => {
    const { runtime } = stand()
    const gate = newGate()
    const handles = Array.from({ length: 6 }, (_each, n) => runtime.spawnBlocking<number>(job('gated'), gate, n))
    runtime[Symbol.dispose]()
    expect(blockingPoolState().queued).toBe(0)
    expect(handles.map(handle => handle.isFinished())).toEqual(handles.map(() => true))
    open(gate)
    const after = stand()
    expect(await after.run(after.runtime.spawnBlocking<number>(job('fib'), 7))).toBe(13)
    const late = runtime.spawnBlocking(job('fib'), 7)
    expect(late.isFinished()).toBe(true)
  })
})

describe('33: what is refused at the call', () => {
  const refused = (given: unknown, ...args: unknown[]): string => {
    using runtime = new Runtime()
    const before = blockingPoolState()
    const error = thrownBy(() => runtime.spawnBlocking(given as BlockingTarget, ...args)) as Error
    expect([blockingPoolState(), runtime.dump()]).toEqual([before, []])
    return `${error.name}: ${error.message}`
  }

  it('33: functions that do not stand by themselves', () => {
    const holder = { method(): number { return 1 }, *steps(): Generator<number> { yield 1 } }
    expect(refused(Math.max)).toMatch(/^TypeError: spawnBlocking: max is native or bound/)
    expect(refused(refused.bind(null, 1))).toMatch(/is native or bound/)
    expect(refused(class Job {})).toMatch(/Job is a class/)
    expect(refused(holder.method)).toMatch(/method is a method/)
    expect(refused(holder.steps)).toMatch(/steps is a generator/)
    expect(refused(function whole(this: { x: number }) { return this.x })).toMatch(/whole uses this/)
    const outer = (...given: unknown[]): string => refused(...(given as [unknown]))
    expect(outer((function around() { return () => arguments[0] as number })())).toMatch(/<anonymous> uses arguments, of which an arrow has none of its own; write \(\.\.\.args\) =>, or a function/)
    expect(refused({ module: './jobs.ts', export: 'x' })).toMatch(/relative to nothing/)
    expect(refused(7)).toMatch(/expected a function, or \{ module: URL, export: name \}, and got number/)
  })

  it('33: this of an inner function, class or method is its own', () => {
    using runtime = new Runtime()
    expect(runtime.blockOn(runtime.spawnBlocking(() => {
      class Counter {
        count = 1
        add(): number { return ++this.count }
      }
      const plain = { n: 5, get(): number { return this.n } }
      return new Counter().add() + plain.get()
    }))).toBe(7)
  })

  it('33: arguments of a function, also of one inside an arrow, are its own', () => {
    using runtime = new Runtime()
    const sum = function sum(): number { return Number(arguments[0]) + Number(arguments[1]) }
    expect(runtime.blockOn(runtime.spawnBlocking(sum as () => number, ...([3, 4] as unknown as [])))).toBe(7)
    const inner = (a: number): number => (function twice(_n: number) { return Number(arguments[0]) * 2 })(a)
    expect(runtime.blockOn(runtime.spawnBlocking(inner, 4))).toBe(8)
    const named = (a: { arguments: number }): number => a.arguments
    expect(runtime.blockOn(runtime.spawnBlocking(named, { arguments: 5 }))).toBe(5)
  })

  it('33: arguments that cannot go, with the path', () => {
    expect(refused(job('fib'), { a: [{ cb() {} }] })).toMatch(/arguments\[0\]\.a\[0\]\.cb is of type function/)
    expect(refused(job('fib'), 1, { rc: new Rc(1) })).toMatch(/^NotSendableError: .*arguments\[1\]\.rc is of type Rc/)
    expect(refused(job('fib'), new Proxy({}, {}))).toMatch(/^NotSendableError: .*cannot be cloned/)
  })

  it('20: outside a runtime', () => {
    expect(thrownBy(() => spawnBlocking(() => 1))).toBeInstanceOf(NoRuntimeError)
  })
})

describe('33: around a job', () => {
  it('33: blockOn after blockOn finds the pool warm', () => {
    const once = (): number => blockOn(asyncBlock(function* () { return yield* wait(spawnBlocking((x: number) => x, 1)) }))
    once()
    const { made } = blockingPoolState()
    for (let n = 0; n < 20; n++) once()
    expect(blockingPoolState().made).toBe(made)
  })

  it('33: a program of nothing but blockOn leaves nothing behind, though the event loop never turns', () => {
    const heapAfter = (rounds: number): number => {
      for (let round = 0; round < rounds; round++) blockOn(lazyJob())
      globalThis.gc!()
      return process.memoryUsage().heapUsed
    }
    const lazyJob = (): Future<number> => asyncBlock(function* () { return yield* wait(spawnBlocking((x: number) => x, 1)) })
    const before = heapAfter(500)
    expect(heapAfter(2000) - before).toBeLessThan(1_500_000)
  })

  it('33: a thread without memory is seen by a parked executor', () => {
    using runtime = new Runtime()
    limitBlockingPool({ heapMb: 16 })
    // Those that are there have the memory that they were made with.
    while (blockingPoolState().threads > 0) {
      thrownBy(() => runtime.blockOn(runtime.spawnBlocking(job('exiting'), 0)))
    }
    const { cause } = thrownBy(() => runtime.blockOn(runtime.spawnBlocking(job('exhausting')))) as JoinError
    limitBlockingPool({ heapMb: 256 })
    expect(String(cause)).toMatch(/^WorkerDiedError: the thread of worker \d+ ended before exhausting had: it ran out of memory/)
    expect(runtime.blockOn(runtime.spawnBlocking<number>(job('fib'), 8))).toBe(21)
  })

  it('33: the dump says which worker has it', async () => {
    await restedStand()
    using runtime = new Runtime()
    const gate = newGate()
    const handle = runtime.spawnBlocking<number>(job('gated'), gate, 5)
    expect(runtime.dumpText()).toMatch(/^task 1 \(spawnBlocking\(gated\)\): Running, waits on blocking job gated in worker \d+$/)
    open(gate)
    expect(runtime.blockOn(handle)).toBe(5)
  })

  it('37: a paused clock stands still while a job is out', async () => {
    await restedStand()
    using runtime = new Runtime({ startPaused: true })
    const gate = newGate()
    const trace: string[] = []
    runtime.spawnLocal(map(sleep(1000), () => { trace.push('slept') }))
    const handle = runtime.spawnBlocking<number>(job('gated'), gate, 1)
    begun(gate, 1)
    open(gate)
    runtime.blockOn(map(handle, () => { trace.push('job') }))
    runtime.blockOn(sleep(1001))
    expect(trace).toEqual(['job', 'slept'])
  })

  it('19: a failure that nobody joins is reported', () => {
    const reported: string[] = []
    {
      using runtime = new Runtime({ onUnhandledError: ({ cause }) => { reported.push(String(cause)) } })
      runtime.spawnBlocking(job('failing'))[Symbol.dispose]()
      runtime.blockOn(runtime.spawnBlocking(job('fib'), 1))
      for (let n = 0; n < 50 && reported.length === 0; n++) runtime.blockOn(runtime.spawnBlocking(job('fib'), 1))
    }
    expect(reported).toEqual(['QuotaError: too much'])
  })

  it('33: a job that waits is woken by whoever stands for the worker that died, whose runtime it may be', () => {
    using first = new Runtime()
    using second = new Runtime()
    while (blockingPoolState().threads > 0) thrownBy(() => first.blockOn(first.spawnBlocking(job('exiting'), 0)))
    limitBlockingPool({ threads: 1 })
    // The only worker dies; the next one knows of the second runtime's job, and must wake the first.
    second.spawnBlocking(job('exiting'), 3)
    second.spawnBlocking(job('fib'), 10)
    expect(first.blockOn(first.spawnBlocking<number>(job('fib'), 7))).toBe(13)
  })

  it('33: a higher limit is at once of use to jobs that wait', async () => {
    await restedStand()
    using runtime = new Runtime()
    const { threads } = blockingPoolState()
    limitBlockingPool({ threads: Math.max(1, threads) })
    const gate = newGate()
    const count = Math.max(1, threads) + 2
    const handles = Array.from({ length: count }, (_each, n) => runtime.spawnBlocking<number>(job('gated'), gate, n))
    expect(runtime.metrics).toMatchObject({ numBlockingThreads: count - 2, numIdleBlockingThreads: 0, blockingQueueDepth: 2 })
    limitBlockingPool({ threads: count })
    begun(gate, count)
    open(gate)
    expect(runtime.blockOn(joinAll(handles))).toEqual(handles.map((_each, n) => n))
  })

  it('33: what was thrown and cannot be sent costs no thread', () => {
    using runtime = new Runtime()
    runtime.blockOn(runtime.spawnBlocking(job('fib'), 1))
    const { made } = blockingPoolState()
    const failure = (how: string): string => String((thrownBy(() => runtime.blockOn(runtime.spawnBlocking(job('resisting'), how))) as JoinError).cause)
    expect(failure('proxy')).toBe('Error: a value that cannot leave its thread was thrown: object')
    expect(failure('name')).toBe('Error: a value that cannot leave its thread was thrown: one that throws when it is looked at')
    expect(blockingPoolState().made).toBe(made)
  })

  it('33: functions beyond those that are remembered, by name and text', () => {
    using runtime = new Runtime()
    const made = Array.from({ length: 1100 }, (_each, n) => new Function(`return ${n}`) as () => number)
    const outputs = () => made.map(fn => runtime.blockOn(runtime.spawnBlocking(fn)))
    expect(outputs()).toEqual(made.map((_each, n) => n))
    expect(outputs()).toEqual(made.map((_each, n) => n))
  })

  it('33: a module by its package or its path', () => {
    using runtime = new Runtime()
    expect(runtime.blockOn(runtime.spawnBlocking<string>({ module: 'node:path', export: 'basename' }, '/a/b'))).toBe('b')
    const failure = (path: string): string => String(thrownBy(() => runtime.blockOn(runtime.spawnBlocking({ module: path, export: 'x' }))))
    expect(failure('C:\\a b\\x.mjs')).toContain('the module file:///C:/a%20b/x.mjs does not load')
    expect(failure('/a b/x#.mjs')).toContain('the module file:///a%20b/x%23.mjs does not load')
  })

  it('33: limits are checked', () => {
    for (const threads of [0, 1.5, NaN]) expect(() => limitBlockingPool({ threads })).toThrow(RangeError)
    expect(() => limitBlockingPool({ heapMb: 0 })).toThrow(RangeError)
  })
})

describe('33: a process that used the pool', () => {
  const script = fileURLToPath(new URL('../support/blocking-script.ts', import.meta.url))
  const ended = (name: string): string[] => {
    const { stdout, stderr, status } = spawnSync(process.execPath, ['--import', 'tsx', script, name], { encoding: 'utf8', timeout: 20_000 })
    return [...stdout.trimEnd().split('\n'), `${status}${stderr}`]
  }

  it.each([
    ['after blockOn', ['fib: 55', 'end of the module', '0']],
    ['a job is left running', ['end of the module', '0']],
    ['a job under hostLoop', ['end of the module', 'later', '0']],
    ['a failed job under hostLoop', ['end of the module', 'QuotaError: too much', '0']],
  ])('33: ends by itself: %s', (name, lines) => expect(ended(name)).toEqual(lines))

  it('33: TypeScript in a package that is not of the type module, under tsx', () => {
    const folder = mkdtempSync(join(tmpdir(), 'pollux-commonjs-'))
    try {
      writeFileSync(join(folder, 'package.json'), '{}')
      writeFileSync(join(folder, 'jobs.ts'), 'enum Two { value = 2 }\nexport const double = (x: number): number => Two.value * x\nexport default (x: number): number => 3 * x')
      const { stdout, stderr, status } = spawnSync(process.execPath, ['--import', 'tsx', script, 'a module', `file://${folder}/jobs.ts`], { encoding: 'utf8', timeout: 20_000 })
      expect([...stdout.trimEnd().split('\n'), `${status}${stderr}`]).toEqual(['double: 14', 'default: 21', 'end of the module', '0'])
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })

  describe('with NODE_OPTIONS, and flags', () => {
    const folder = mkdtempSync(join(tmpdir(), 'pollux tsx options-'))
    afterAll(() => rmSync(folder, { recursive: true, force: true }))
    const endedWith = (options: string, ...flags: string[]): string[] => {
      const env = { ...process.env, NODE_OPTIONS: options }
      const { stdout, stderr, status } = spawnSync(process.execPath, ['--import', 'tsx', ...flags, script, 'what is loaded'], { encoding: 'utf8', timeout: 20_000, env })
      return [...stdout.trimEnd().split('\n'), `${status}${stderr}`]
    }
    const written = (name: string, text: string): string => {
      writeFileSync(join(folder, name), text)
      return join(folder, name)
    }

    it('33: what it loads is loaded in workers too, also from a path with a space', () => {
      const file = written('loaded.cjs', 'globalThis.polluxLoaded = (globalThis.polluxLoaded ?? 0) + 1')
      expect(endedWith(`--require "${file}"`)).toEqual(['loaded here: 1', 'in the worker: 1', 'end of the module', '0'])
      const module = written('loaded.mjs', 'globalThis.polluxLoaded = 10')
      expect(endedWith(`--import="file://${module.replaceAll(' ', '%20')}"`)).toEqual(['loaded here: 10', 'in the worker: 10', 'end of the module', '0'])
    })

    it('33: what a worker would refuse does not reach it', () => {
      expect(endedWith('--title=pollux --max-old-space-size=200')).toEqual(['loaded here: undefined', 'in the worker: undefined', 'end of the module', '0'])
    })

    it('33: TypeScript that a flag loads is loaded in workers too, once they can read it', () => {
      const file = written('loaded.ts', 'const all: { polluxLoaded?: number } = globalThis\nall.polluxLoaded = (all.polluxLoaded ?? 0) + 1\nexport {}')
      expect(endedWith('', '--import', file)).toEqual(['loaded here: 1', 'in the worker: 1', 'end of the module', '0'])
    })

    it('33: what fails in a worker alone fails the job, and parks nobody for ever', () => {
      const sick = "if (require('node:worker_threads').workerData?.polluxBlocking) throw new Error('not here')"
      const ended = ['loaded here: undefined', expect.stringMatching(/^in the worker: WorkerDiedError: .*not here/), 'end of the module', '0']
      expect(endedWith(`--require "${written('sick.cjs', sick)}"`)).toEqual(ended)
      expect(endedWith('', '--require', written('sick.cts', sick))).toEqual(ended)
    })
  })
})
