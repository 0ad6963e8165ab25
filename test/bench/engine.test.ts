import { describe, expect, it } from 'vitest'
import { UsageError } from '../../bench/harness/arguments.ts'
import { commandLine, engineAt, enginesVersions, kindOf, THIS_NODE, type Engine } from '../../bench/harness/engine.ts'

const bun: Engine = { path: 'bun', kind: 'bun', version: '1.3.2' }
const deno: Engine = { path: 'deno', kind: 'deno', version: 'deno 2.5.6 (stable, release, x86_64-unknown-linux-gnu)' }

describe('the runtime that is measured', () => {
  it.each([
    ['v26.1.0', 'node'],
    ['v20.19.0-nightly2025', 'node'],
    ['1.3.2', 'bun'],
    ['deno 2.5.6 (stable, release, x86_64-unknown-linux-gnu)', 'deno'],
    ['Python 3.11.2', null],
    ['', null],
  ])('%j is %s', (version, kind) => {
    expect(kindOf(version)).toBe(kind)
  })

  it('is this Node unless told otherwise', () => {
    expect(engineAt(process.execPath)).toBe(THIS_NODE)
    expect(enginesVersions(THIS_NODE)).toEqual({ node: process.versions.node, v8: process.versions.v8 })
  })

  it('is refused if it is no engine', () => {
    expect(() => engineAt('/bin/false')).toThrow(UsageError)
    expect(() => engineAt('/no/such/engine')).toThrow("--runtime: '/no/such/engine' cannot be run")
  })

  it('is given flags, and the means to collect its garbage, as it takes them', () => {
    const flags = ['--max-semi-space-size=64']
    expect(commandLine(THIS_NODE, flags, true, 'child.js', '{}')).toEqual(['--max-semi-space-size=64', '--expose-gc', 'child.js', '{}'])
    expect(commandLine(bun, ['--smol'], true, 'child.js', '{}')).toEqual(['--smol', 'child.js', '{}'])
    expect(commandLine(deno, [], false, 'child.js', '{}')).toEqual(['run', '--allow-all', '--no-prompt', 'child.js', '{}'])
    expect(commandLine(deno, flags, true, 'child.js', '{}')).toEqual([
      'run', '--allow-all', '--no-prompt', '--v8-flags=--max-semi-space-size=64,--expose-gc', 'child.js', '{}',
    ])
  })

  it('tells its version', () => {
    expect([enginesVersions(bun), enginesVersions(deno)]).toEqual([{ bun: '1.3.2' }, { deno: '2.5.6' }])
  })
})
