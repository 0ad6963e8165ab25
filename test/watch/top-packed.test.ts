import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { PackedPackage } from '../support/packed-package.ts'

const PROGRAM = `
import { blockOn, yieldNow } from 'pollux'
import { serveTop } from 'pollux/watch'
serveTop()
blockOn(yieldNow())
`

it('the packed package has the command pollux, in plain JavaScript', () => {
  using pollux = new PackedPackage()
  pollux.write({ 'package.json': '{ "type": "module" }', 'program.js': PROGRAM })
  const { bin } = JSON.parse(readFileSync(join(pollux.folder, 'package.json'), 'utf8')) as { bin: { pollux: string } }
  expect(readFileSync(join(pollux.folder, bin.pollux), 'utf8').split('\n')[0]).toBe('#!/usr/bin/env node')
  const { status, output } = pollux.run(join(pollux.folder, bin.pollux), 'top', '--once', '--', process.execPath, 'program.js')
  expect(status).toBe(0)
  expect(output.split('\n')[3]).toMatch(/^ {2}main {2}YieldNow {2}done +2 +1 +1 /)
})
