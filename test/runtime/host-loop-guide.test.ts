// Every program in the guide runs, and prints what the guide says it prints.
import { describe, expect, it } from 'vitest'
import { DeadlockError, hostLoop, pending, Runtime } from '../../src/index.ts'
import { guideBlocks, promisedLines } from '../support/guide-blocks.ts'
import { ManualHost } from '../support/manual-host.ts'
import { Printed } from '../support/printed.ts'
import { runModule } from '../support/run-module.ts'

const blocks = guideBlocks('host-loop')

describe('docs/guides/host-loop.md', () => {
  it('29: has the blocks that are run here', () => {
    expect(blocks.map(({ language }) => language)).toEqual(['ts', 'text', 'ts'])
  })

  it.each(blocks.filter(({ language }) => language === 'ts').map(({ text }, at) => [at + 1, text] as const))('29: program %i', (_, text) => {
    expect(promisedLines(text)).not.toEqual([])
    expect(runModule(text)).toEqual({ out: promisedLines(text), errors: '', status: 0 })
  })

  it('29: the report is the one that it shows', () => {
    const host = new ManualHost()
    using printed = new Printed()
    new Runtime({ driver: hostLoop({ host }), name: 'web' }).spawn(pending())
    host.end()
    const shown = blocks.find(({ language }) => language === 'text')!.text
    expect(`${printed.lines.join('\n')}\n`.startsWith(shown)).toBe(true)
    expect(shown).toContain(DeadlockError.name)
  })
})
