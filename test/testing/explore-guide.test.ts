// Every program in the guide runs, and prints what the guide says it prints.
import { describe, expect, it } from 'vitest'
import { explore, replay, schedules, simulate } from '../../src/testing/index.ts'
import { guideBlocks, promisedLines } from '../support/guide-blocks.ts'
import { runModule } from '../support/run-module.ts'

const blocks = guideBlocks('exploring-schedules')

/** The program is run outside the repository, and this is a tool of the repository's. */
const withTools = (text: string): string => text.replace("from 'fast-check'", `from '${import.meta.resolve('fast-check')}'`)

describe('docs/guides/exploring-schedules.md', () => {
  it('has programs alone', () => {
    expect(blocks.map(({ language }) => language)).toEqual(blocks.map(() => 'ts'))
  })

  it.each(blocks.map(({ text }, at) => [at + 1, text] as const))('program %i', (_, text) => {
    expect(promisedLines(text)).not.toEqual([])
    expect(runModule(withTools(text))).toEqual({ out: promisedLines(text), errors: '', status: 0 })
  })

  it.each([explore, replay, schedules, simulate])('uses %o', ({ name }) => {
    expect(blocks.filter(({ text }) => text.includes(`${name}(`))).not.toEqual([])
  })
})
