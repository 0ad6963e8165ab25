/**
 * The core, `hostLoop`, timers and the border to promises in a real page. It is not cross-origin isolated, as no page is unless
 * its server asks for it; the last tests but those of the guides are in one that is.
 */
import { readFileSync } from 'node:fs'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { BrowserPage } from '../support/browser-page.ts'
import { ANSWER, BrowserSite } from '../support/browser-site.ts'
import { noBrowser, TestBrowser } from '../support/browser.ts'

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')

const manifest = JSON.parse(read('package.json')) as { exports: Record<string, unknown> }
const ROOMS = Object.keys(manifest.exports).flatMap(entry => (/^\.\/[a-z]+$/.test(entry) ? [`/src${entry.slice(1)}/index.js`] : []))

/** An engine from before `Symbol.dispose`, which cannot be deleted: another `Symbol` that has everything else. */
const OLD_SYMBOL = `{
  const Real = Symbol
  function Old(description) { return Real(description) }
  for (const [key, value] of Object.entries(Object.getOwnPropertyDescriptors(Real))) {
    if (!/dispose/i.test(key)) Object.defineProperty(Old, key, value)
  }
  globalThis.Symbol = Old
}`

const NO_SHARED_MEMORY =
  'this thread cannot be parked: the host has no SharedArrayBuffer (a page and its workers have it when cross-origin isolated)'

const GUIDES = ['browser', 'promises']

/** The pages of a guide: its blocks of HTML. */
function pagesOf(guide: string): string[] {
  return [...read(`docs/guides/${guide}.md`).matchAll(/^```html\n(.*?)^```$/gms)].map(([, html]) => html!)
}

/** How many primes there are below `n`, by sieve. */
function primesBelow(n: number): number {
  const composite = new Uint8Array(n)
  let primes = 0
  for (let p = 2; p < n; p++) {
    if (composite[p] === 1) continue
    primes++
    for (let multiple = p * p; multiple < n; multiple += p) composite[multiple] = 1
  }
  return primes
}

describe.skipIf(noBrowser)('a page', () => {
  let site: BrowserSite
  let browser: TestBrowser
  let page: BrowserPage

  beforeAll(async () => {
    site = await BrowserSite.open()
    browser = await TestBrowser.launch()
    page = new BrowserPage(browser, site)
  }, 60_000)
  afterAll(async () => {
    await browser?.[Symbol.asyncDispose]()
    await site?.[Symbol.asyncDispose]()
  })
  beforeEach(() => page.visit())
  afterEach(() => expect(page.takeSaid()).toEqual([]))

  describe('loading', () => {
    it('is a page without shared memory, and has none of Node’s globals', async () => {
      expect(await page.run('loading', 'surroundings')).toEqual({
        crossOriginIsolated: false,
        SharedArrayBuffer: 'undefined',
        setImmediate: 'undefined',
        process: 'undefined',
      })
    })

    it('loads every entry point, and each module of them once', async () => {
      expect(ROOMS).toContain('/src/runtime/index.js')
      const root = '/src/index.js'
      // The root's Timeout is the future of timeout(); that of service is the middleware.
      expect(await page.run('loading', 'entries', root, ROOMS)).toEqual({ loaded: [root, ...ROOMS], twice: ['Timeout'] })
    })

    it('4: disposes where the engine has no Symbol.dispose', async () => {
      await using old = new BrowserPage(browser, site, OLD_SYMBOL)
      await old.visit()
      const trace = ['before: undefined', 'after: symbol', 'the loser dropped', 'slept', 'the task dropped']
      expect(await old.run('loading', 'disposing')).toEqual(trace)
      expect(old.takeSaid()).toEqual([])
    })
  })

  describe('blockOn', () => {
    it('26: runs what never waits', async () => {
      expect(await page.run('block-on', 'neverParks')).toEqual([[1, 'two', 3], 4950, 'in time'])
    })

    it('28: refuses to park, names every task and the remedy, and disposes the main future', async () => {
      expect(await page.run('block-on', 'wouldPark')).toEqual({
        error: {
          name: 'HostParkError',
          code: 'ERR_POLLUX_HOST_PARK',
          message:
            `any of the 2 tasks that are left would have to be waited for, and ${NO_SHARED_MEMORY}\n` +
            '  the main future (Join): waits on a timer (due in … ms)\n' +
            '  task 1 (sleep(2000000)): waits on a timer (due in … ms)\n' +
            'use a runtime with the driver hostLoop(), or call blockOn in a worker that is cross-origin isolated',
          tasks: ['Join', 'sleep(2000000)'],
        },
        disposes: 1,
        after: 'still here',
      })
    })

    it('28: says first that nothing could ever wake it', async () => {
      expect(await page.run('block-on', 'deadlock')).toMatchObject({ code: 'ERR_POLLUX_DEADLOCK', tasks: ['PendingFuture'] })
    })

    it('29: on a hosted runtime runs what is ready and refuses to wait', async () => {
      expect(await page.run('block-on', 'onHostLoop')).toEqual({
        ready: 'ready',
        error: {
          name: 'HostParkError',
          code: 'ERR_POLLUX_HOST_PARK',
          message:
            'the one task that is left would have to be waited for, and a runtime with the driver hostLoop() never parks its thread\n' +
            '  the main future (ByRef): waits on a timer (due in … ms)\n' +
            "spawn the future, or make a promise of it with toPromise(future), and let the host's event loop turn; " +
            'or block on a runtime with the driver parkThread()',
          tasks: ['ByRef'],
        },
        later: 'slept',
      })
    })
  })

  describe('hostLoop', () => {
    it('13, 14: runs tasks first in, first out, after the microtasks', async () => {
      const steps = ['a1', 'b1', 'c1', 'a2', 'b2', 'c2', 'a3', 'b3', 'c3']
      expect(await page.run('slices', 'fifo')).toEqual(['spawned', 'microtask', ...steps])
    })

    it.each(['frame', 'message', 'timer', 'response'] as const)('29: beside a busy task each %s comes', async kind => {
      expect(await page.run('slices', 'eventsBesideBusyTask', kind, 10)).toEqual({ events: 10, sliced: true })
    })

    it('29: beside a busy task each click comes', async () => {
      const clicked = page.run('slices', 'clicksBesideBusyTask', 3)
      for (let click = 0; click < 3; click++) await page.click('button')
      expect(await clicked).toEqual({ events: 3, sliced: true })
    })

    it('29: a slice is a message, and never a timer', async () => {
      expect(await page.run('slices', 'turns', 200)).toEqual({ slices: 200, messages: 200, timers: 0, withinPolls: true })
    })

    it('29: two busy runtimes alternate', async () => {
      expect((await page.run('slices', 'twoBusyRuntimes', 20)).join(' ')).toBe(Array.from({ length: 10 }, () => 'a b').join(' '))
    })

    it('29, 30: asks for nothing when idle or disposed', async () => {
      expect(await page.run('slices', 'quiet')).toEqual({ messages: 0, timers: 0, polls: 0 })
    })

    it('18, 19: prints a failure that nobody joins, once, and goes on', async () => {
      expect(await page.run('slices', 'failure')).toEqual(['the next task', 'a later one'])
      expect(page.takeSaid().map(text => text.split('\n')[0])).toEqual([
        'pollux: task 1 (PollFn) failed: Error: on purpose, and nobody joined it',
      ])
    })
  })

  describe('time', () => {
    it('35: sleeps fire in the order of their deadlines', async () => {
      expect(await page.run('time', 'sleeps', [200, 100, 1])).toEqual(['slept 1', 'slept 100', 'slept 200'])
    })

    it('36: a timeout throws Elapsed when it is late, and leaves no timer when it is not', async () => {
      expect(await page.run('time', 'timeouts')).toEqual({
        late: {
          code: 'ERR_POLLUX_ELAPSED',
          message: 'PendingFuture was not done within 5 ms; it was waiting for nothing: pending() never completes',
        },
        inTime: 'in time',
        outstanding: 0,
      })
    })

    it('36: an interval keeps its schedule', async () => {
      expect(await page.run('time', 'ticks', 5, 5)).toEqual([0, 5, 10, 15, 20])
    })

    it('35: a thousand timers fire in order, equal ones as they were made, with one of the page’s at a time', async () => {
      const { order, delays, most, outstanding } = await page.run('time', 'crowd', 1000)
      expect(order).toEqual(delays.map((_, at) => at).sort((a, b) => delays[a]! - delays[b]! || a - b))
      expect({ most, outstanding }).toEqual({ most: 1, outstanding: 0 })
    })

    it('29: timers one after the other are never nested, which is what a page slows down', async () => {
      expect(await page.run('time', 'chain', 20)).toEqual({ slept: 20, nested: 0, enough: true })
    })

    it('30: a runtime that is disposed leaves no timer behind', async () => {
      expect(await page.run('time', 'disposed')).toEqual({ set: 1, left: 0, messages: 0, fired: 0 })
    })
  })

  describe('promises', () => {
    it('46: futures are awaited, and promises polled', async () => {
      expect(await page.run('promises', 'outputs')).toEqual(['slept', ANSWER, 'the timer', [[ANSWER, undefined], 'beside it']])
    })

    it('46: a failure is the original one, and none is left unhandled', async () => {
      expect(await page.run('promises', 'failures')).toEqual({
        same: true,
        thrown: 'Error: rejected',
        told: ['Error: too late'],
        unhandled: 0,
      })
    })

    it('46: abort signals, each with one listener that goes', async () => {
      expect(await page.run('promises', 'signals')).toEqual({
        dropped: 'dropped: enough',
        disposes: 1,
        polite: 'stopped: enough',
        timedOut: 'TimeoutError',
        listeners: 0,
      })
    })

    it('46: streams of the web, and loops with for await', async () => {
      expect(await page.run('promises', 'streams')).toEqual([ANSWER, 'to', 'be', 'closed', 'left'])
    })
  })

  describe('threads', () => {
    it('32: remoteWaker says what is missing, and the runtime goes on', async () => {
      expect(await page.run('threads', 'remoteWakerRefused')).toEqual({
        error:
          'TypeError: remoteWaker: other threads cannot wake a runtime on hostLoop() here: the host has no SharedArrayBuffer ' +
          '(a page must be cross-origin isolated); have the other thread post a message, and wake in its handler',
        after: 'slept',
      })
    })

    it('29: hostLoop runs in a worker too', async () => {
      expect(await page.run('threads', 'inWorker', 'hosted')).toEqual(['slept 1', 'slept 100'])
    })

    it('28: a worker of such a page cannot be parked either', async () => {
      const { code, message } = (await page.run('threads', 'inWorker', 'blocked')) as { code: string; message: string }
      expect(code).toBe('ERR_POLLUX_HOST_PARK')
      expect(message).toContain(NO_SHARED_MEMORY)
    })
  })

  describe('with shared memory', () => {
    beforeEach(() => page.visit('/isolated/'))

    it('28: blockOn says that waiting is forbidden on a page', async () => {
      expect(await page.run('threads', 'blockOnPage')).toEqual({
        name: 'HostParkError',
        code: 'ERR_POLLUX_HOST_PARK',
        message:
          'the one task that is left would have to be waited for, and the host lets nobody park this thread, as a browser does with a page\n' +
          '  the main future (sleep(1000000)): waits on a timer (due in … ms)\n' +
          'use a runtime with the driver hostLoop(), or call blockOn in a worker',
        tasks: ['sleep(1000000)'],
      })
    })

    it('33: blocking jobs run in workers of the page; a parked worker would not hear of theirs', async () => {
      expect(await page.run('blocking', 'jobs')).toEqual([36, 42])
      const { code } = (await page.run('threads', 'inWorker', 'jobParked')) as { code: string }
      expect(code).toBe('ERR_POLLUX_HOST_PARK')
    })

    it('28: blockOn waits in a worker', async () => {
      expect(await page.run('threads', 'inWorker', 'parked')).toBe('slept')
    })

    it('28, 29: a worker wakes a task of the page', async () => {
      expect(await page.run('threads', 'wokenByWorker')).toEqual({ trace: ['poll', 'poll'], outstanding: 0 })
    })
  })

  describe('the guides', () => {
    beforeAll(() => {
      for (const guide of GUIDES) for (const [at, html] of pagesOf(guide).entries()) site.publish(`/${guide}/${at}`, html)
    })

    it('have the pages that are visited here', () => expect(GUIDES.map(guide => pagesOf(guide).length)).toEqual([1, 1]))

    it('browser.md: the button stops a search that would never end', async () => {
      await page.visit('/browser/0')
      await page.click('button')
      await page.until(`document.querySelector('output').value !== ''`)
      const text = await page.ask<string>(`document.querySelector('output').value`)
      const [, primes, n] = /^(\d+) primes below (\d+)$/.exec(text)!.map(Number)
      expect(n).toBeGreaterThan(100)
      expect(primes).toBe(primesBelow(n!))
    })

    it('promises.md: the button shows the answer, once and again', async () => {
      await page.visit('/promises/0')
      for (let click = 0; click < 2; click++) {
        await page.ask(`void (document.querySelector('output').value = '')`)
        await page.click('button')
        await page.until(`document.querySelector('output').value === '${ANSWER}'`)
      }
    })
  })
})
