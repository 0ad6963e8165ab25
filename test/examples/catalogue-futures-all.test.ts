// `npm run example -- all`: which rows there are, that each is run once, and that each has its output asserted somewhere.
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { runExample } from '../support/run-example.ts'
import { runProgram } from '../support/run-program.ts'

const RUNNER = fileURLToPath(new URL('../../examples/run.ts', import.meta.url))

/** The catalogue: how many rows each document has. */
const ROWS = [[0, 1, 7], [1, 1, 15], [2, 1, 3], [3, 1, 3], [4, 1, 23]] as const
const catalogue = ROWS.flatMap(([document, from, to]) => Array.from({ length: to - from + 1 }, (_, at) => `${document}.${from + at}`))

/** Loaded before each row, it ends the process at once; the row named in `FAILS` with a code. Their output is asserted elsewhere. */
const UNRUN = `data:text/javascript,${encodeURIComponent(
  'const id = /[/](\\d+[.]\\d+)-[^/]*$/.exec(process.argv[1])?.[1]; if (id) process.exit(id === process.env.FAILS ? 3 : 0)',
)}`

const headings = (lines: readonly string[]) => lines.filter(line => line.startsWith('== ')).map(line => line.split(/\s+/)[1])

describe('npm run example -- all', () => {
  it('has every row of the catalogue', () => {
    expect(runExample().lines.map(line => line.trim().split(/\s+/)[0])).toEqual(catalogue)
  })

  it('runs every row once, in order', () => {
    const { lines, errors, status } = runProgram(RUNNER, ['all'], ['--import', UNRUN])
    expect({ rows: headings(lines), errors, status }).toEqual({ rows: catalogue, errors: [], status: 0 })
  })

  it('says which row failed, goes on, and fails', () => {
    process.env['FAILS'] = '0.2'
    try {
      const { lines, errors, status } = runProgram(RUNNER, ['0.1', '0.2', '0.3'], ['--import', UNRUN])
      expect({ rows: headings(lines), errors, status }).toEqual({
        rows: ['0.1', '0.2', '0.3'],
        errors: ['example 0.2 failed with exit code 3'],
        status: 1,
      })
    } finally {
      delete process.env['FAILS']
    }
  })

  it('has the output of every row asserted, in one place', () => {
    const folder = new URL('./', import.meta.url)
    const tests = readdirSync(folder).filter(name => name.startsWith('catalogue-') && name.endsWith('.test.ts'))
    const texts = tests.map(name => readFileSync(new URL(name, folder), 'utf8')).join('\n')
    const titles = [...texts.matchAll(/^ +it\(\s*['"`](\d+\.\d+): /gm)].map(([, id]) => id!)
    const counted = catalogue.map(id => [id, titles.filter(title => title === id).length] as const)
    expect(counted.filter(([, count]) => count !== 1)).toEqual([])
  })
})
