import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { asyncBlock, joinAll, mpsc, Mutex, Runtime, shared, sleep, spawn, Stream, wait, yieldNow } from '../../src/index.ts'
import type { Future } from '../../src/index.ts'
import { lintEverywhere } from '../../src/watch/index.ts'
import { kinds } from '../support/future-kinds.ts'
import { brief, quietLints } from '../support/quiet-lints.ts'
import { operatorKinds } from '../support/stream-kinds.ts'
import { programs } from '../support/task-arbitrary.ts'
import { TaskWorld } from '../support/task-world.ts'

// Lints that cry wolf are turned off. So: whatever is healthy here runs under all of them, and nothing is found.

const root = fileURLToPath(new URL('../../', import.meta.url))
const PRELOAD = ['--import', 'tsx', '--import', './test/support/lint-preload.ts']

/** What a program says on stderr, under lints. */
function complaints(...args: string[]): string {
  const { stderr, error } = spawnSync(process.execPath, [...PRELOAD, ...args], { cwd: root, encoding: 'utf8' })
  expect(error).toBe(undefined)
  return stderr
}

describe('examples', () => {
  it('are looked at: a program that is ill is found so', () => {
    const ill = "import { Pending, pollFn, Runtime } from './src/index.ts'\nconst r = new Runtime()\nr.spawn(pollFn(() => Pending))\nr.runUntilStalled()"
    expect(complaints('--input-type=module', '-e', ill)).toContain('error[lost-wakeup]: task 1 (PollFn)')
  })

  const rows = readdirSync(join(root, 'examples')).filter(name => /^\d.*\.ts$/.test(name))
  it.each(rows)('%s', row => expect(complaints(`examples/${row}`)).toBe(''))

  it('leveldb-scan', () => expect(complaints('examples/leveldb-scan/main.ts')).toBe(''))
})

describe('futures', () => {
  it.each(kinds.map(({ name, make }) => [name, make] as const))('%s', (_name, make) => {
    const { lints, found } = quietLints({ window: 4 })
    const runtime = new Runtime({ observer: lints })
    runtime.blockOn(make(sleep(1)))
    runtime.blockOn(make(yieldNow()))
    const waits = runtime.spawnLocal(make(sleep(Infinity)))
    runtime.runUntilStalled()
    waits.abort()
    runtime[Symbol.dispose]()
    expect(found()).toEqual([])
  })

  it.each(operatorKinds.map(({ name, make }) => [`stream.${name}`, make] as const))('%s', (_name, make) => {
    const { lints, found } = quietLints({ window: 4 })
    const runtime = new Runtime({ observer: lints })
    runtime.blockOn(asyncBlock(function* () {
      const [sender, receiver] = mpsc<number>(1)
      spawn(asyncBlock({ own: [sender], sendable: true }, function* (own) {
        for (let i = 0; i < 10; i++) yield* wait(own.send(i))
      }))
      const stream = make(receiver)
      yield* wait(stream.forEach(() => {}))
    }))
    expect(found()).toEqual([])
  })
})

describe('tasks', () => {
  it('random programs of spawn, wake, abort, detach and join', () => {
    const everywhere = lintEverywhere({
      // The programs poll a handle twice, end scripts with a Pending that wakes nobody, and shut down at any time: all on purpose.
      allow: ['poll-after-completion', 'never-polled', 'lost-wakeup'],
      onFinding: () => {},
    })
    try {
      fc.assert(fc.property(programs, program => {
        new TaskWorld().run(program)
        expect(everywhere.findings.map(brief)).toEqual([])
      }), { numRuns: 500 })
    } finally {
      everywhere[Symbol.dispose]()
    }
  })

  it('locks, channels, shared futures and streams between many of them', () => {
    const { lints, found } = quietLints()
    const runtime = new Runtime({ observer: lints })
    runtime.blockOn(crowd())
    runtime[Symbol.dispose]()
    expect(found()).toEqual([])
  })
})

/** Twenty tasks that want one lock, send to one channel and wait for one shared future. */
function crowd(): Future<void> {
  return asyncBlock(function* () {
    const lock = new Mutex(0)
    const [sender, receiver] = mpsc<number>(2)
    const opened = shared(sleep(3))
    const worker = (of: number): Future<void> => asyncBlock({ sendable: true }, function* () {
      const mine = sender.clone()
      yield* wait(opened.clone())
      for (let i = 0; i < 5; i++) {
        using guard = yield* wait(lock.lock())
        guard.value++
        yield* wait(yieldNow())
        yield* wait(mine.send(of))
      }
      mine[Symbol.dispose]()
    })
    const workers = Array.from({ length: 20 }, (_, i) => spawn(worker(i)))
    const sums = spawn(receiver.reduce((sum, x) => sum + x, 0))
    yield* wait(joinAll(workers))
    sender[Symbol.dispose]()
    expect(yield* wait(sums)).toBe(950)
    expect(yield* wait(Stream.from([1, 2, 3]).throttle(1).toArray())).toEqual([1, 2, 3])
  })
}

it('the tests of sync, streams, sets and combinators, some under every schedule', () => {
  const folder = mkdtempSync(join(tmpdir(), 'pollux-lints-'))
  try {
    const found = join(folder, 'found.txt')
    const contracts = ['sync-mpsc', 'sync-mutex', 'sync-notify', 'sync-semaphore', 'sync-watch', 'streams', 'futures-async-block', 'futures-shared', 'sets-join', 'time-sleep', 'time-timeout']
    const files = [...contracts.map(name => `test/contract/${name}`), 'test/explore/sync-channels', 'test/explore/sync-locks']
    spawnSync(process.execPath, ['node_modules/vitest/vitest.mjs', 'run', '--config', 'test/support/linted.config.ts', ...files], {
      cwd: root,
      env: { ...process.env, LINTS_FOUND: found, VITEST: undefined },
    })
    const lines = existsSync(found) ? readFileSync(found, 'utf8').trim().split('\n') : []
    expect(lines.length).toBeGreaterThanOrEqual(files.length)
    expect(lines.filter(line => line !== 'looked at')).toEqual([])
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}, 240_000)
