/**
 * The programs of the guides, in a worker of an isolated page: futures, streams, lending iterators, locks, channels, time, services, traits,
 * exploring. Each prints there what it prints in Node. Left out are those that ask Node for something.
 */
import { format } from 'node:util'
import { transformSync } from 'esbuild'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { BrowserPage } from '../support/browser-page.ts'
import { BrowserSite } from '../support/browser-site.ts'
import { noBrowser, TestBrowser } from '../support/browser.ts'
import { guideBlocks, promisedLines } from '../support/guide-blocks.ts'
import { runModule } from '../support/run-module.ts'

const GUIDES = [
  'async-block', 'cancellation', 'channels-and-locks', 'combinators', 'exploring-schedules', 'lending-iterators', 'sendable', 'services',
  'state-machines', 'streams', 'testing-futures', 'traits', 'watching', 'writing-a-future',
]

/** What a page has not: other packages, files and sockets, Node's globals. */
const OF_NODE = /from '(?!pollux)|from 'pollux\/io'|\b(?:process|Buffer|require|setImmediate)\b|import\.meta/

const PROGRAMS = GUIDES.flatMap(guide =>
  guideBlocks(guide)
    .map(({ language, text }, at) => [guide, at + 1, language, text] as const)
    .filter(([, , language, text]) => language === 'ts' && promisedLines(text).length > 0 && !OF_NODE.test(text)),
)

/** Plain JavaScript on the modules of the site at `origin`. */
function compiled(text: string, origin: string): string {
  const { code } = transformSync(text, { loader: 'ts', format: 'esm', target: 'es2022', keepNames: true })
  return code.replaceAll(/from "pollux(\/[a-z]+)?"/g, (_, room: string | undefined) => `from "${origin}/isolated/src${room ?? ''}/index.js"`)
}

describe.skipIf(noBrowser)('a worker of an isolated page runs the programs of the guides', () => {
  let site: BrowserSite
  let browser: TestBrowser
  let page: BrowserPage

  beforeAll(async () => {
    site = await BrowserSite.open()
    browser = await TestBrowser.launch()
    page = new BrowserPage(browser, site)
  }, 60_000)
  beforeEach(() => page.visit('/isolated/'))
  afterAll(async () => {
    await browser?.[Symbol.asyncDispose]()
    await site?.[Symbol.asyncDispose]()
  })

  it('of every room that a page can have', () => {
    const rooms = new Set(PROGRAMS.flatMap(([, , , text]) => [...text.matchAll(/from 'pollux(\/[a-z]+)?'/g)].map(([, room]) => room ?? '/')))
    expect([...rooms].sort()).toEqual(['/', '/service', '/testing', '/traits', '/watch'])
  })

  it.each(PROGRAMS)('%s.md, program %i', async (_guide, _at, _language, text) => {
    expect(await linesIn(text, promisedLines(text))).toEqual(promisedLines(text))
    expect(page.takeSaid()).toEqual([])
  })

  it('lending iterators give what they give in Node', async () => {
    const program = guideBlocks('lending-iterators').find(({ text }) => text.includes('new ConcatIterator'))!.text
    const { out } = runModule(program)
    expect(out).not.toEqual([])
    expect(await linesIn(program, out)).toEqual(out)
  })

  /** What `text` prints, as Node would write it; waits for as many lines as are `awaited`, should they come after its end. */
  async function linesIn(text: string, awaited: string[]): Promise<string[]> {
    const later = /\bawait \w|hostLoop|toPromise|setTimeout/.test(text)
    const printed = await page.run('programs', 'printed', compiled(text, site.origin), later ? awaited.length : 0)
    return printed.flatMap(args => format(...args).split('\n'))
  }
})
