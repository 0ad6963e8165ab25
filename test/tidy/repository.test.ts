import { describe, expect, it } from 'vitest'
import { brokenLinks } from '../support/tidy/doc-links.ts'
import { machineTraces } from '../support/tidy/repository.ts'

const files = (texts: Record<string, string>) => new Map(Object.entries(texts))
/** An absolute path, put together here because its text in this file would be a violation. */
const path = (...parts: string[]) => ['', ...parts].join('/')

describe('machineTraces', () => {
  it.each([
    `cd ${path('work', 'main')}`,
    `"${path('home', 'ada', 'pollux')}"`,
    `(${path('Users', 'ada')})`,
    path('tmp', 'bash_jobs.0'),
    ['C:', 'Users', 'ada'].join('\\'),
    ['https://registry', 'npmjs', 'org/vitest'].join('.'),
    `"resolved": ${'"'}https://example.org/a.tgz"`,
  ])('refuses %s', text => expect(machineTraces(files({ 'docs/a.md': `fine\n${text}\n` }))[0]).toMatch(/^docs\/a\.md:2: /))

  it.each(['https://example.org/home/page', '[a](../home/b.md)', 'src/home/a.ts', 'a/b', '/dev/null', '/tmp/x'])('allows %s', text => {
    expect(machineTraces(files({ 'docs/a.md': text }))).toEqual([])
  })
})

describe('brokenLinks', () => {
  const broken = (text: string) => brokenLinks(files({ 'README.md': '# Top\n', 'docs/b.md': '# One, two\n## `Poll<T>`\n## Twin\n## Twin\n', 'docs/a.md': text }))

  it.each(['[x](missing.md)', '[x](../missing/)', '![x](img/a.png)', '[x](b.md#three)', '[x](#nowhere)', '[x]: missing.md', 'a [x](b.md) and [y](missing.md "t")'])(
    'refuses %s',
    text => expect(broken(text)).toHaveLength(1),
  )
  it.each([
    '[x](b.md)',
    '[x](./b.md#one-two)',
    '[x](b.md#pollt)',
    '[x](b.md#twin-1)',
    '[x](../README.md#top)',
    '[x](../docs)',
    '[x](../docs/)',
    '[x](..)',
    '# Here\n[x](#here)',
    '[x](https://example.org/missing.md)',
    '[x](mailto:ada@example.org)',
    '`[x](missing.md)`',
    '```md\n[x](missing.md)\n```',
    '`a[0](b)` and [y](b.md)',
  ])('allows %s', text => expect(broken(text)).toEqual([]))

  it('tells file and line', () => expect(broken('a\n\n[x](no.md)')).toEqual(['docs/a.md:3: no.md does not exist']))
})
