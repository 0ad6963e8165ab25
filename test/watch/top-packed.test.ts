import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { PackedPackage } from '../support/packed-package.ts'

const SERVE = `import { blockOn, spawn, yieldNow, lazy, pending } from 'pollux'
import { serveTop } from 'pollux/watch'
serveTop()
`

/** What becomes of a program: its text, the code that the command ends with, and what the command prints. */
const PROGRAMS: readonly (readonly [name: string, text: string, status: number, printed: RegExp])[] = [
  ['that ends', `${SERVE}blockOn(yieldNow())`, 0, /^ {2}main {2}YieldNow {2}done +2 +1 +1 /m],
  ['that crashes', `${SERVE}blockOn(lazy(() => { throw new Error('out of order') }))`, 1, /^ {2}main {2}Lazy {2}failed +1 +0 +0 [^]*Error: out of order/m],
  ['that is killed', `${SERVE}blockOn(lazy(() => { spawn(pending()) }))\nprocess.kill(process.pid, 'SIGKILL')`, 137, /pollux top · pid \d+/],
  ['that exits in the middle of a poll', `${SERVE}blockOn(lazy(() => process.exit(7)))`, 7, /^ {2}main {2}Lazy {2}polling +1 +0 +0 /m],
  ['that never opts in', "import { blockOn, yieldNow } from 'pollux'\nblockOn(yieldNow())", 1, /told nothing of itself/],
  ['that never opts in, and crashes', "throw new Error('early')", 1, /Error: early[^]*told nothing of itself/],
]

describe('the command pollux of the packed package, in plain JavaScript', () => {
  let pollux: PackedPackage
  let command: string
  beforeAll(() => {
    pollux = new PackedPackage()
    const { bin } = JSON.parse(readFileSync(join(pollux.folder, 'package.json'), 'utf8')) as { bin: { pollux: string } }
    command = join(pollux.folder, bin.pollux)
  }, 60_000)
  afterAll(() => pollux[Symbol.dispose]())

  it('is a script for node', () => expect(readFileSync(command, 'utf8').split('\n')[0]).toBe('#!/usr/bin/env node'))

  it.each(PROGRAMS)('top, on a program %s', (_name, text, expected, printed) => {
    pollux.write({ 'package.json': '{ "type": "module" }', 'program.js': text })
    const { status, output } = pollux.run(command, 'top', '--once', '--', process.execPath, 'program.js')
    expect(output).toMatch(printed)
    expect(status).toBe(expected)
  })

  it('top, where there is no place for what the program tells', () => {
    const text = `process.env.TMPDIR = '/no such folder'; process.argv.push('top', '--', 'node', 'program.js'); await import(${JSON.stringify(pathToFileURL(command).href)})`
    const { status, output } = pollux.run('--input-type=module', '-e', text, command)
    expect(output).toMatch(/^pollux top: ENOENT: no such file or directory, mkdtemp '\/no such folder/)
    expect(status).toBe(1)
  })
})
