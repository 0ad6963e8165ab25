/** A tab of the browser: it visits pages, runs scenarios in them, and remembers what they printed as an error. */
import type { Page } from 'playwright-core'
import { PATIENCE, type TestBrowser } from './browser.ts'
import type { BrowserSite } from './browser-site.ts'

/** The modules of scenarios, whose exports are functions of plain data. */
interface Scenarios {
  'block-on': typeof import('../browser/scenarios/block-on.ts')
  loading: typeof import('../browser/scenarios/loading.ts')
  promises: typeof import('../browser/scenarios/promises.ts')
  slices: typeof import('../browser/scenarios/slices.ts')
  threads: typeof import('../browser/scenarios/threads.ts')
  time: typeof import('../browser/scenarios/time.ts')
}

type Scenario<F extends keyof Scenarios, K extends keyof Scenarios[F]> = Extract<Scenarios[F][K], (...args: never[]) => unknown>
type Outcome<F extends keyof Scenarios, K extends keyof Scenarios[F]> = Awaited<ReturnType<Scenario<F, K>>>

export class BrowserPage {
  readonly page: Page
  private readonly site: BrowserSite
  private readonly said: string[]

  private constructor(page: Page, site: BrowserSite) {
    this.page = page
    this.site = site
    this.said = []
    page.on('console', message => {
      if (message.type() === 'error' || message.type() === 'warning') this.said.push(message.text())
    })
    page.on('pageerror', error => this.said.push(`uncaught: ${String(error)}`))
  }

  /** @param before runs in each page that is visited, before anything else does. */
  static async open(browser: TestBrowser, site: BrowserSite, before = ''): Promise<BrowserPage> {
    const page = await browser.context.newPage()
    await page.addInitScript(before)
    return new BrowserPage(page, site)
  }

  /** Leaves what was there and loads the page at `path`, with globals of its own. */
  async visit(path = '/'): Promise<void> {
    await this.page.goto(this.site.origin + path)
  }

  /** What the page gives for an expression, awaited there. Text, so that no tool rewrites it on the way. */
  async ask<T>(expression: string): Promise<T> {
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`the page has not answered: ${expression}`)), PATIENCE)
    })
    try {
      return await Promise.race([this.page.evaluate<T>(expression), late])
    } finally {
      clearTimeout(timer)
    }
  }

  /** Runs one scenario in the page; gives its outcome, plain data. */
  run<F extends keyof Scenarios, K extends keyof Scenarios[F] & string>(
    file: F,
    name: K,
    ...args: Parameters<Scenario<F, K>>
  ): Promise<Outcome<F, K>> {
    const base = new URL(this.page.url()).pathname.startsWith('/isolated') ? '/isolated' : ''
    const module = JSON.stringify(`${base}/test/browser/scenarios/${file}.js`)
    return this.ask<Outcome<F, K>>(`import(${module}).then(scenarios => scenarios.${name}(...${JSON.stringify(args)}))`)
  }

  /** Errors and warnings of its console, and what it did not catch, since this was asked last. */
  takeSaid(): string[] {
    return this.said.splice(0)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.page.close()
  }
}
