/** What ends `pollux top`: it stops the program, and leaves nothing behind. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, it } from 'vitest'

const root = fileURLToPath(new URL('../../', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'pollux-top-signals-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const PROGRAM = `
import { blockOn, pending, sleep, spawn, asyncBlock, wait } from '${new URL('../../src/index.ts', import.meta.url).href}'
import { serveTop } from '${new URL('../../src/watch/index.ts', import.meta.url).href}'
serveTop()
console.log('pid', process.pid)
blockOn(asyncBlock({ name: 'main' }, function* () {
  spawn(pending())
  yield* wait(spawn(sleep(1e9)))
}))`

it.each(['SIGHUP', 'SIGTERM', 'SIGINT'] as const)('%s, also given twice, ends the program, prints the table and removes the folder', async signal => {
  const temporary = mkdtempSync(join(folder, 'tmp-'))
  const file = join(folder, 'program.mts')
  writeFileSync(file, PROGRAM)
  const top = spawn(process.execPath, ['--import', 'tsx', 'src/watch/top/main.ts', 'top', '--once', '--', process.execPath, '--import', 'tsx', file], {
    cwd: root,
    env: { ...process.env, TMPDIR: temporary },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let out = ''
  top.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text
    // From here on both are there; whether the program has got to its tasks yet is all the same.
    if (out.startsWith('pid') && out.includes('\n')) top.kill(signal)
  })
  const [status] = (await once(top, 'close')) as [number | null]
  const pid = Number(/^pid (\d+)$/m.exec(out)?.[1])
  expect(status).toBe(143)
  expect(out).toContain('pollux top · pid')
  expect(() => process.kill(pid, 0)).toThrow('ESRCH')
  expect(readdirSync(temporary).filter(name => name.startsWith('pollux-top-'))).toEqual([])
})
