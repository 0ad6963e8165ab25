// Every program in the guide runs, and prints what the guide says it prints; every lint is in its table.
import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { SEVERITY } from '../../src/watch/lints/finding.ts'
import { guideBlocks, promisedLines } from '../support/guide-blocks.ts'
import { runModule } from '../support/run-module.ts'

const programs = guideBlocks('lints').filter(({ language }) => language === 'ts')

it.each(programs.map(({ text }, at) => [at + 1, text] as const))('docs/guides/lints.md, program %i', (_, text) => {
  expect(promisedLines(text)).not.toEqual([])
  expect(runModule(text)).toEqual({ out: promisedLines(text), errors: '', status: 0 })
})

it('names every lint, with its severity', () => {
  const guide = readFileSync(new URL('../../docs/guides/lints.md', import.meta.url), 'utf8')
  const rows = [...guide.matchAll(/^\| `([a-z-]+)` \| (\w+) \|/gm)].map(([, lint, severity]) => [lint, severity])
  expect(rows).toEqual(Object.entries(SEVERITY))
})
