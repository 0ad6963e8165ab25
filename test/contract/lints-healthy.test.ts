import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
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
const EXAMPLES = readdirSync(join(root, 'examples')).filter(name => /^\d.*\.ts$/.test(name))

/**
 * Rows that run a wrong variant beside the right one, with what is wrong in it. Polls after the end are left out: many rows show one,
 * and they are seen for certain, not guessed.
 */
const ILL: Readonly<Record<string, readonly string[]>> = {
  '4.7': ['lost-wakeup'],
  '4.8': ['lost-wakeup'],
  '4.16': ['lost-wakeup'],
  '4.19': ['busy-poll'],
}

/** Runs `programs`, one after the other in one process, under lints. */
function underLints(...programs: string[]): Map<string, string[]> {
  const args = ['--import', 'tsx', 'test/support/lint-programs.ts', ...programs]
  const { output, status, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'ignore', 'pipe', 'pipe'], timeout: 60_000 })
  expect([status, stderr]).toEqual([0, ''])
  const lines = output[3]!.trim().split('\n').map(line => JSON.parse(line) as { program: string; found: string[] })
  return new Map(lines.map(({ program, found }) => [program, found]))
}

describe('examples', () => {
  let found: Map<string, string[]>
  beforeAll(() => {
    found = underLints(...EXAMPLES.map(name => join(root, 'examples', name)))
  }, 60_000)

  it.each(EXAMPLES)('%s', name => {
    const lints = found.get(join(root, 'examples', name))!.map(finding => /^\w+\[([a-z-]+)\]/.exec(finding)![1])
    expect([...new Set(lints)].filter(lint => lint !== 'poll-after-completion').sort()).toEqual(ILL[name.split('-')[0]!] ?? [])
  })

  it('leave nothing behind', () => expect(found.get('the end')).toEqual([]))

  it('are looked at: leveldb-scan in a process of its own', () => {
    const { stderr } = spawnSync(process.execPath, ['--import', 'tsx', '--import', './test/support/lint-preload.ts', 'examples/leveldb-scan/main.ts'], { cwd: root, encoding: 'utf8' })
    expect(stderr).toBe('')
  })
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
    const files = [...contracts.map(name => `test/contract/${name}`), 'test/explore/sync-channels']
    spawnSync(process.execPath, ['node_modules/vitest/vitest.mjs', 'run', '--config', 'test/support/linted.config.ts', '--no-isolate', '--maxWorkers=1', ...files], {
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
