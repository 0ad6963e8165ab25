import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'

const root = fileURLToPath(new URL('../../', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'pollux-top-test-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** `pollux top …args -- node program`, where `text` is the program, a module that imports from `pollux` and `pollux/watch`. */
function top(text: string, ...args: string[]) {
  const file = join(folder, 'program.mts')
  writeFileSync(file, text.replaceAll(/from 'pollux(\/[a-z]+)?'/g, (_, room: string | undefined) => `from '${new URL(`../../src${room ?? ''}/index.ts`, import.meta.url).href}'`))
  return pollux('top', ...args, '--', process.execPath, '--import', 'tsx', file)
}

function pollux(...args: string[]) {
  const { stdout, stderr, status } = spawnSync(process.execPath, ['--import', 'tsx', 'src/watch/top/main.ts', ...args], { cwd: root, encoding: 'utf8', timeout: 40_000 })
  return { lines: stdout.split('\n'), errors: stderr, status }
}

/** ID, name, state, polls and wakes, the numbers that are the same each time. */
const counted = (lines: string[]): string[] =>
  lines.filter(line => /^ +(?:\d+|main) /.test(line)).map(line => line.trim().split(/ {2,}/).slice(0, 5).join(' ')).sort()

describe('pollux top', () => {
  it('shows a program that ended: what it printed, its tasks, what the lints found', () => {
    const { lines, errors, status } = top(`
      import { asyncBlock, blockOn, pollFn, Pending, spawn, wait, yieldNow } from 'pollux'
      import { serveTop } from 'pollux/watch'
      serveTop()
      blockOn(asyncBlock({ name: 'main' }, function* () {
        spawn(pollFn(() => Pending))
        yield* wait(spawn(yieldNow()))
        console.log('printed')
      }))
      process.exitCode = 3`, '--once')
    expect({ errors, status }).toEqual({ errors: '', status: 3 })
    expect(lines[0]).toBe('printed')
    expect(lines[1]).toMatch(/^pollux top · pid \d+ · \d+\.\d s · 0 tasks, 3 ended · 5 polls$/)
    expect(counted(lines)).toEqual(['1 PollFn cancelled 1 0', '2 YieldNow done 2 1', 'main main done 2 1'])
    expect(lines).toContain('  error[lost-wakeup]: task 1 (PollFn) answered Pending without looking at cx.waker, so nothing can wake it')
  })

  it('sees a program whose thread is parked for good, and stops it', () => {
    const { lines, errors, status } = top(`
      import { asyncBlock, blockOn, pending, sleep, spawn, wait } from 'pollux'
      import { serveTop } from 'pollux/watch'
      serveTop()
      process.on('SIGTERM', () => {}) // which a parked thread never runs
      blockOn(asyncBlock({ name: 'main' }, function* () {
        spawn(pending())
        yield* wait(spawn(sleep(1e9)))
      }))`, '--once', '--after', '1000')
    expect({ errors, status }).toEqual({ errors: '', status: 0 })
    expect(lines[0]).toMatch(/ · 3 tasks, 0 ended · 3 polls · asleep$/)
    expect(counted(lines)).toEqual(['1 PendingFuture waiting 1 0', '2 sleep(1000000000) waiting 1 0', 'main main waiting 1 0'])
  })

  it('sees a program on the host’s event loop, with what happened last', () => {
    const { lines, errors, status } = top(`
      import { hostLoop, Runtime, sleep } from 'pollux'
      import { serveTop } from 'pollux/watch'
      serveTop()
      const runtime = new Runtime({ driver: hostLoop() })
      runtime.spawn(sleep(1e9))
      runtime.spawn(sleep(0))`, '--once', '--after', '1000')
    expect({ errors, status }).toEqual({ errors: '', status: 0 })
    expect(counted(lines)).toEqual(['1 sleep(1000000000) waiting 1 0', '2 sleep(0) done 1 0'])
  })

  it('sees runtimes that were there before, with the tasks in them', () => {
    const { lines, errors, status } = top(`
      import { byRef, Runtime, oneshot, yieldNow } from 'pollux'
      import { serveTop } from 'pollux/watch'
      const runtime = new Runtime({ name: 'early' })
      const gone = new Runtime()
      gone[Symbol.dispose]()
      const [sender, receiver] = oneshot()
      const waiting = runtime.spawn(receiver)
      runtime.runUntilStalled()
      serveTop({ runtimes: [runtime, gone] })
      runtime.spawn(yieldNow())
      runtime.runUntilStalled()
      process.exit(0)`, '--once')
    expect({ errors, status }).toEqual({ errors: '', status: 0 })
    expect(lines.filter(line => /^ +\d+ /.test(line)).map(line => line.trim().split(/ {2,}/).join(' ').replace(/ \d+\.\d+ /, ' ms '))).toEqual([
      '1 OneshotReceiver waiting 0 0 0 ms 0 the value of a oneshot’s sender', '2 YieldNow done 2 1 1 ms 0',
    ])
  })

  it('says what a program lacks that does not opt in', () => {
    const { lines, errors, status } = top("import { blockOn, ready } from 'pollux'\nblockOn(ready(1))", '--once')
    expect({ lines, status }).toEqual({ lines: [''], status: 1 })
    expect(errors).toContain("import { serveTop } from 'pollux/watch'")
  })

  it('says when there is no such program, and how it is used', () => {
    expect(pollux('top', '--', 'no-such-program-anywhere')).toMatchObject({ status: 127, errors: expect.stringContaining('cannot run no-such-program-anywhere') })
    expect(pollux('top', '--', '')).toMatchObject({ status: 2, errors: expect.stringContaining('expected a program after --') })
    expect(pollux('top')).toMatchObject({ status: 2, errors: expect.stringContaining('usage: pollux top') })
    expect(pollux('--help')).toMatchObject({ status: 0, errors: '', lines: expect.arrayContaining(['usage: pollux top [options] -- command [argument …]']) })
  })
})

it('serveTop does nothing in a program that was started otherwise', () => {
  const { stdout, status } = spawnSync(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', "import { serveTop } from './src/watch/index.ts'; const before = process.listenerCount('exit'); serveTop(); console.log(process.listenerCount('exit') - before)"], { cwd: root, encoding: 'utf8' })
  expect({ stdout, status }).toEqual({ stdout: '0\n', status: 0 })
})
