// Each bug of the gallery is named, in the words that the program and the guide promise; and so is the mended form.
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { guideBlocks, promisedLines } from '../support/guide-blocks.ts'
import { guideTypeErrors } from '../support/guide-types.ts'
import { runModule } from '../support/run-module.ts'
import { runProgram } from '../support/run-program.ts'

const FOLDER = new URL('../../examples/bug-gallery/', import.meta.url)
const GUIDE = 'writing-a-future'

/** What each program must say, whatever else it prints: the bug's name first, then what the mended form gives. */
const NAMED: Record<string, readonly [bug: RegExp, mended: string]> = {
  'blocking-poll': [/^warning\[slow-poll\]: .*\(checksum, in one go\) took 100 ms/m, '943'],
  'busy-waker': [/^warning\[busy-poll\]: .*\(Busy\) woke itself/m, 'a letter after 2 polls'],
  'lock-across-suspension': [/^DeadlockError: [^]*Mutex account/m, 'audited: 70'],
  'lost-waker': [/^DeadlockError: [^]*\(Forgetful\).*lost wakeup/m, 'a letter'],
  'poll-after-completion': [/^PolledAfterCompletionError: ReadyFuture /m, 'bread and salt'],
  'stale-waker': [/^DeadlockError: [^]*^error\[stale-waker\]: .*\(Stale\)/m, 'a letter'],
  'unpolled-lock-owner': [/^DeadlockError: [^]*\(impatient\).*Mutex log/m, 'late: written'],
}

const names = readdirSync(FOLDER).map(file => file.replace(/\.ts$/, ''))
const sourceOf = (name: string) => readFileSync(new URL(`${name}.ts`, FOLDER), 'utf8')

/** The program as the guide shows it: without its opening comment, and importing the package. */
function asShown(name: string): string {
  const program = sourceOf(name).replace(/^\/\*\*.*?\*\/\n/s, '')
  return program.replaceAll(/'\.\.\/\.\.\/src(\/\w+)?\/index\.ts'/g, (_, room: string | undefined) => `'pollux${room ?? ''}'`)
}

describe('the bug gallery', () => {
  it('has a program for each bug', () => {
    expect(names.sort()).toEqual(Object.keys(NAMED).sort())
  })

  it.each(names)('%s', name => {
    const promised = promisedLines(sourceOf(name))
    expect(runProgram(fileURLToPath(new URL(`${name}.ts`, FOLDER)))).toEqual({ lines: promised, errors: [], status: 0 })
    const [bug, mended] = NAMED[name]!
    expect(promised.join('\n')).toMatch(bug)
    expect(promised).toContain(mended)
  })
})

describe(`docs/guides/${GUIDE}.md`, () => {
  const blocks = guideBlocks(GUIDE)
  const shown = names.map(asShown)
  const others = blocks.map(({ text }) => text).filter(text => !shown.includes(text))

  it('shows each program of the gallery, as it is', () => {
    const texts = blocks.map(({ text }) => text)
    expect(shown.filter(text => !texts.includes(text))).toEqual([])
  })

  it('has programs alone, and they are typed', () => {
    expect(blocks.map(({ language }) => language)).toEqual(blocks.map(() => 'ts'))
    expect(guideTypeErrors([GUIDE])).toEqual([])
  })

  it.each(others.map((text, at) => [at + 1, text] as const))('program %i outside the gallery', (_, text) => {
    expect(promisedLines(text)).not.toEqual([])
    expect(runModule(text)).toEqual({ out: promisedLines(text), errors: '', status: 0 })
  })
})
