/** A tab of the browser: it visits pages, runs scenarios in them, and remembers what they printed as an error. */
import type { Page } from 'playwright-core'
import { PATIENCE, type TestBrowser } from './browser.ts'
import type { BrowserSite } from './browser-site.ts'

/** The modules of scenarios, whose exports are functions of plain data. */
interface Scenarios {
  'block-on': typeof import('../browser/scenarios/block-on.ts')
  blocking: typeof import('../browser/scenarios/blocking.ts')
  loading: typeof import('../browser/scenarios/loading.ts')
  programs: typeof import('../browser/scenarios/programs.ts')
  promises: typeof import('../browser/scenarios/promises.ts')
  slices: typeof import('../browser/scenarios/slices.ts')
  threads: typeof import('../browser/scenarios/threads.ts')
  time: typeof import('../browser/scenarios/time.ts')
}

type Scenario<F extends keyof Scenarios, K extends keyof Scenarios[F]> = Extract<Scenarios[F][K], (...args: never[]) => unknown>
type Outcome<F extends keyof Scenarios, K extends keyof Scenarios[F]> = Awaited<ReturnType<Scenario<F, K>>>

export class BrowserPage {
  private readonly browser: TestBrowser
  private readonly site: BrowserSite
  private readonly before: string
  private readonly said: string[]
  /** Null until the first visit, and after a page that did not answer, and may never: its tab is given up. */
  private tab: Page | null

  /** @param before runs in each page that is visited, before anything else does. */
  constructor(browser: TestBrowser, site: BrowserSite, before = '') {
    this.browser = browser
    this.site = site
    this.before = before
    this.said = []
    this.tab = null
  }

  /** Leaves what was there and loads the page at `path`, with globals of its own. */
  async visit(path = '/'): Promise<void> {
    if (this.tab === null) this.tab = await this.newTab()
    await this.tab.goto(this.site.origin + path)
  }

  private async newTab(): Promise<Page> {
    const tab = await this.browser.context.newPage()
    tab.on('console', message => {
      if (message.type() === 'error' || message.type() === 'warning') this.said.push(message.text())
    })
    tab.on('pageerror', error => this.said.push(`uncaught: ${String(error)}`))
    await tab.addInitScript(this.before)
    return tab
  }

  /** What the page gives for an expression, awaited there. Text, so that no tool rewrites it on the way. */
  async ask<T>(expression: string): Promise<T> {
    const tab = this.open()
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        this.tab = null
        reject(new Error(`the page has not answered: ${expression}`))
      }, PATIENCE)
    })
    try {
      return await Promise.race([tab.evaluate<T>(expression), late])
    } finally {
      clearTimeout(timer)
    }
  }

  private open(): Page {
    if (this.tab === null) throw new Error('visit a page first')
    return this.tab
  }

  /** Clicks where `selector` is, once that is there and holds still. */
  async click(selector: string): Promise<void> {
    await this.open().click(selector)
  }

  /** Waits for `expression` to be true in the page. */
  async until(expression: string): Promise<void> {
    await this.open().waitForFunction(expression)
  }

  /** Runs one scenario in the page; gives its outcome, plain data. */
  run<F extends keyof Scenarios, K extends keyof Scenarios[F] & string>(
    file: F,
    name: K,
    ...args: Parameters<Scenario<F, K>>
  ): Promise<Outcome<F, K>> {
    const base = new URL(this.open().url()).pathname.startsWith('/isolated') ? '/isolated' : ''
    const module = JSON.stringify(`${base}/test/browser/scenarios/${file}.js`)
    return this.ask<Outcome<F, K>>(`import(${module}).then(scenarios => scenarios.${name}(...${JSON.stringify(args)}))`)
  }

  /** Errors and warnings of its console, and what it did not catch, since this was asked last. */
  takeSaid(): string[] {
    return this.said.splice(0)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.tab?.close()
  }
}
