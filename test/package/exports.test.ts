/** What `package.json` promises, against what `src` holds. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

const src = new URL('../../src/', import.meta.url)
const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  type: string
  exports: Record<string, string | { types: string; default: string }>
  sideEffects: string[]
  dependencies?: Record<string, string>
}

/** The entry points: the root, and every room with a barrel. */
function entryPoints(): string[] {
  const rooms = readdirSync(src).filter(room => existsSync(new URL(`${room}/index.ts`, src)))
  return ['.', ...rooms.map(room => `./${room}`)]
}

describe('package.json', () => {
  it('exports the root and every room that has a barrel, and nothing else', () => {
    const { './package.json': itself, ...entries } = manifest.exports
    expect(itself).toBe('./package.json')
    expect(Object.keys(entries).sort()).toEqual(entryPoints().sort())
  })

  it('points every entry at the build of its barrel, types first', () => {
    for (const [entry, target] of Object.entries(manifest.exports)) {
      if (typeof target === 'string') continue
      const base = `./dist/${entry === '.' ? '' : `${entry.slice(2)}/`}index`
      expect(Object.entries(target)).toEqual([['types', `${base}.d.ts`], ['default', `${base}.js`]])
    }
  })

  it('lists under sideEffects modules that exist, as source and as built', () => {
    const sources = manifest.sideEffects.filter(path => path.startsWith('./src/'))
    expect(sources.filter(path => !existsSync(new URL(`../${path}`, src)))).toEqual([])
    expect(manifest.sideEffects.filter(path => !sources.includes(path))).toEqual(sources.map(path => path.replace('/src/', '/dist/').replace(/\.ts$/, '.js')))
  })

  it('is a module without run-time dependencies', () => {
    expect(manifest.type).toBe('module')
    expect(manifest.dependencies ?? {}).toEqual({})
  })
})
