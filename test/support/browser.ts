/**
 * The browser in which pages are tested: Chromium as the system has it, driven by `playwright-core`. Where one of the two
 * is missing, `noBrowser` is true, and one line says what to install.
 */
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Browser, BrowserContext } from 'playwright-core'

const CHROMIUM = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium'

/** Milliseconds after which a page that does not answer is a failure. */
export const PATIENCE = 8000

/** The same for the browser itself, whose start may find a machine that is busy. */
const START = 30_000

/** Nothing that a browser does for its user beside showing a page. The profile is a new and empty one each time. */
const QUIETLY = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

function missing(): string | null {
  if (!existsSync(CHROMIUM)) return `there is no ${CHROMIUM}; install Debian's package chromium, or set CHROMIUM_PATH`
  try {
    createRequire(import.meta.url).resolve('playwright-core')
    return null
  } catch {
    return 'playwright-core is not installed; run npm ci'
  }
}

function tell(what: string | null): boolean {
  if (what !== null) process.stderr.write(`test/browser is skipped: ${what}\n`)
  return what !== null
}

/** Whether the tests of pages cannot be run here. */
export const noBrowser = tell(missing())

/** A browser of one's own, to be disposed. */
export class TestBrowser {
  private readonly browser: Browser
  /** Holds the pages, and the modules that they have loaded. */
  readonly context: BrowserContext

  private constructor(browser: Browser, context: BrowserContext) {
    this.browser = browser
    this.context = context
  }

  static async launch(): Promise<TestBrowser> {
    const { chromium } = await import('playwright-core')
    const browser = await chromium.launch({ executablePath: CHROMIUM, headless: true, args: QUIETLY, timeout: START })
    const context = await browser.newContext()
    context.setDefaultTimeout(PATIENCE)
    return new TestBrowser(browser, context)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.browser.close()
  }
}
