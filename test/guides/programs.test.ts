// Every program in these guides runs, prints what the guide says it prints, and is as well typed as it looks.
import { describe, expect, it } from 'vitest'
import { guideBlocks, promisedLines } from '../support/guide-blocks.ts'
import { guideTypeErrors } from '../support/guide-types.ts'
import { runModule } from '../support/run-module.ts'

const guides = ['async-block', 'cancellation', 'channels-and-locks', 'combinators', 'io', 'sendable', 'services', 'state-machines', 'streams', 'traits']

describe.each(guides)('docs/guides/%s.md', guide => {
  const blocks = guideBlocks(guide)

  it('has programs alone', () => {
    expect(blocks.map(({ language }) => language)).toEqual(blocks.map(() => 'ts'))
    expect(blocks).not.toEqual([])
  })

  it.each(blocks.map(({ text }, at) => [at + 1, text] as const))('program %i', (_, text) => {
    expect(promisedLines(text)).not.toEqual([])
    expect(runModule(text)).toEqual({ out: promisedLines(text), errors: '', status: 0 })
  })
})

describe('the programs', () => {
  it('are typed', () => {
    expect(guideTypeErrors([...guides, 'promises'])).toEqual([])
  })
})
