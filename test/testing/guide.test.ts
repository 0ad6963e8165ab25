// Every program in the guide runs, and prints what the guide says it prints.
import { describe, expect, it } from 'vitest'
import { countingWaker, interleavePending, manualClock, mockTask, panicWaker, pendingOnce, traceLog } from '../../src/testing/index.ts'
import { guideBlocks, promisedLines } from '../support/guide-blocks.ts'
import { runModule } from '../support/run-module.ts'

const blocks = guideBlocks('testing-futures')

describe('docs/guides/testing-futures.md', () => {
  it('has programs alone', () => {
    expect(blocks.map(({ language }) => language)).toEqual(blocks.map(() => 'ts'))
  })

  it.each(blocks.map(({ text }, at) => [at + 1, text] as const))('program %i', (_, text) => {
    expect(promisedLines(text)).not.toEqual([])
    expect(runModule(text)).toEqual({ out: promisedLines(text), errors: '', status: 0 })
  })

  it.each([mockTask, countingWaker, panicWaker, pendingOnce, interleavePending, traceLog, manualClock])('uses %o', ({ name }) => {
    expect(blocks.filter(({ text }) => text.includes(`${name}(`))).not.toEqual([])
  })
})
