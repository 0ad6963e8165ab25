import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { docEntries } from '../support/doc-entries.ts'
import { thrownByPrograms } from '../support/thrown-by-programs.ts'

const text = readFileSync(new URL('../../docs/errors.md', import.meta.url), 'utf8')
const entries = docEntries(text)
const cases = entries.flatMap(entry => entry.cases.map((each, at) => ({ ...each, entry, name: `${entry.title}, program ${at + 1}` })))

const src = new URL('../../src/', import.meta.url)
const barrels = ['index.ts', ...readdirSync(src).map(room => `${room}/index.ts`)].filter(path => existsSync(new URL(path, src)))

const errorsOf = (exported: object): string[] =>
  Object.entries(exported).flatMap(([name, value]) => (typeof value === 'function' && value.prototype instanceof Error ? [name] : []))

describe('docs/errors.md', () => {
  it('has an entry for each exported error, in order, and for nothing else', async () => {
    const modules = await Promise.all(barrels.map(path => import(new URL(path, src).href) as Promise<object>))
    const exported = new Set(modules.flatMap(errorsOf))
    expect(entries.map(entry => entry.title)).toEqual([...exported].sort())
  })

  it('names codes that differ, the same in its table', () => {
    const rows = [...text.matchAll(/^\| \[`(\w+)`\]\(#(\w+)\) \| `(\w+)` \|/gm)].map(([, title, anchor, code]) => [title, anchor, code])
    expect(rows).toEqual(entries.map(({ title, code }) => [title, title.toLowerCase(), code]))
    expect(new Set(rows.map(([, , code]) => code)).size).toBe(rows.length)
    // An `IoError` has the system's code.
    for (const { title, code } of entries) expect(code).toMatch(title === 'IoError' ? /^E[A-Z]+$/ : /^ERR_POLLUX_[A-Z_]+$/)
  })

  it('has a program and a remedy in each entry', () => {
    expect(entries.filter(({ cases: programs }) => programs.length === 0)).toEqual([])
    expect(text.split(/^## /m).slice(1).filter(section => !section.includes('**Remedy.**')).map(section => section.split('\n')[0])).toEqual([])
  })

  it('quotes what its programs print, whole, and they throw what their entry is about', () => {
    const ends = thrownByPrograms(cases.map(({ program }) => program))
    expect(ends.map(({ printed }, at) => [cases[at]!.name, printed])).toEqual(cases.map(({ name, printed }) => [name, printed]))
    expect(ends.filter(({ codes }, at) => !codes.includes(cases[at]!.entry.code))).toEqual([])
  })
})
