// Every program in the guide runs, and prints what the guide says it prints.
import { describe, expect, it } from 'vitest'
import { guideBlocks, promisedLines } from '../support/guide-blocks.ts'
import { runModule } from '../support/run-module.ts'

const blocks = guideBlocks('watching')

describe('docs/guides/watching.md', () => {
  it.each(blocks.map(({ text }, at) => [at + 1, text] as const))('program %i', (_, text) => {
    expect(promisedLines(text)).not.toEqual([])
    expect(runModule(text)).toEqual({ out: promisedLines(text), errors: '', status: 0 })
  })
})
