/** The packed package, judged by the tools that know how resolvers differ, and by the compiler before the present one. */
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, posix } from 'node:path'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { PackedPackage } from '../support/packed-package.ts'

const require = createRequire(import.meta.url)
const ATTW = dirname(require.resolve('@arethetypeswrong/cli/package.json'))
/** `overrides` in `package.json` gives that tool this compiler: two of them side by side would quarrel over the command `tsc`. */
const TYPESCRIPT_5 = dirname(createRequire(createRequire(join(ATTW, 'package.json')).resolve('@arethetypeswrong/core')).resolve('typescript/package.json'))

const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { exports: Record<string, unknown> }
const ENTRIES = Object.keys(manifest.exports).filter(entry => entry !== './package.json')

const IMPORTS = ENTRIES.map((entry, at) => `import * as room${at} from '${posix.join('pollux', entry)}'\nexport { room${at} }\n`).join('')
const PROGRAM = `
import { asyncBlock, blockOn, join, map, ready, wait } from 'pollux'
import type { Future, Output } from 'pollux/future'
const both = join(map(ready(20), x => x + 1), ready('a'))
const out: Output<typeof both> = blockOn(both)
const [sum, word]: [number, string] = out
const block: Future<number> = asyncBlock(function* () { return (yield* wait(ready(sum))) + 1 })
export const answer: number = blockOn(block)
export { word }
// @ts-expect-error: a number is not a string
export const wrong: string = blockOn(ready(1))
`

let pollux: PackedPackage
beforeAll(() => {
  pollux = new PackedPackage()
  pollux.write({
    'package.json': JSON.stringify({ name: 'consumer', private: true, type: 'module' }),
    'rooms.ts': IMPORTS,
    'program.ts': PROGRAM,
  })
})
afterAll(() => pollux?.[Symbol.dispose]())

describe('the packed package', () => {
  it('has nothing that publint would change', async () => {
    const { messages, pkg } = await publint({ pkgDir: pollux.folder, pack: false, strict: true })
    expect(messages.map(message => formatMessage(message, pkg, { color: false }))).toEqual([])
  })

  it('has types that are right under every resolution of a module', () => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [join(ATTW, 'dist', 'index.js'), pollux.tarball, '--profile', 'esm-only', '--format', 'ascii'], { encoding: 'utf8' })
    expect({ status, output: status === 0 ? '' : stdout + stderr }).toEqual({ status: 0, output: '' })
    for (const entry of ENTRIES) expect(stdout).toContain(`"${posix.join('pollux', entry)}"`)
  })

  it('is checked with TypeScript 5.9 here', () => {
    expect((JSON.parse(readFileSync(join(TYPESCRIPT_5, 'package.json'), 'utf8')) as { version: string }).version).toMatch(/^5\.9\./)
  })

  it.each([
    ['as Node resolves', { module: 'nodenext', target: 'es2022', lib: ['es2022'], skipLibCheck: false }],
    ['as bundlers resolve', { module: 'esnext', moduleResolution: 'bundler', target: 'esnext', lib: ['esnext', 'dom'], skipLibCheck: false }],
  ])('type-checks with TypeScript 5.9, %s', (_, resolving) => {
    const compilerOptions = { ...resolving, types: [], strict: true, exactOptionalPropertyTypes: true, noEmit: true }
    pollux.write({ 'tsconfig.json': JSON.stringify({ compilerOptions, files: ['rooms.ts', 'program.ts'] }) })
    const { status, output } = pollux.run(join(TYPESCRIPT_5, 'bin', 'tsc'), '-p', 'tsconfig.json')
    expect({ status, output }).toEqual({ status: 0, output: '' })
  })
})
