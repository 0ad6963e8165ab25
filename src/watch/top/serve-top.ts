/** `serveTop()`: the line with which a program opts in to `pollux top`. */
import '../../future/symbols.ts'
import { fanOut } from '../../runtime/fan-out.ts'
import { observeNewRuntimes } from '../../runtime/new-runtimes.ts'
import type { Observer } from '../../runtime/observer.ts'
import type { Runtime } from '../../runtime/runtime.ts'
import { lint } from '../lints/lints.ts'
import { takeRequest, writeSnapshot } from './snapshot-file.ts'
import { PERIOD, TopServer } from './top-server.ts'
import { TopWatch } from './top-watch.ts'

/** What `serveTop(options)` takes. */
export interface ServeTopOptions {
  /** Run under lints too, and show what they find. They cost more than the rest. Default: true. */
  lints?: boolean
  /** Runtimes that are there already, and are to be seen too. Default: none. */
  runtimes?: readonly Runtime[]
}

/**
 * Lets `npx pollux top -- node program.js` look into this program: what its tasks are, what they wait on and what they
 * cost. For the runtimes that are made from now on, on this thread, the one inside the free `blockOn` too; so it comes
 * first, or names those that are there. In a program that was started in any other way it does nothing and costs nothing.
 *
 * Rust: `console_subscriber::init()`.
 *
 * @returns a guard; disposing it leaves later runtimes alone.
 * @example
 * import { serveTop } from 'pollux/watch'
 * serveTop()
 */
export function serveTop(options: ServeTopOptions = {}): Disposable {
  const file = takeRequest()
  if (file === null) return { [Symbol.dispose]() {} }
  const server = new TopServer({ write: snapshot => writeSnapshot(file, snapshot), clock: () => performance.now(), pid: process.pid })
  const last = (): void => server.write()
  process.on('exit', last)
  // Under `hostLoop` nobody parks, and what happened last would wait for the next poll. Keeps nothing alive.
  const timer = setInterval(() => server.refresh(), PERIOD)
  timer.unref()
  server.write()
  const observerFor = (name: string): Observer => {
    const watch = new TopWatch(server, name)
    return options.lints === false ? watch : fanOut(watch, lint({ onFinding: finding => watch.found(finding) }))
  }
  const guards = (options.runtimes ?? []).filter(runtime => !runtime.isClosed).map(runtime => runtime.observe(observerFor(runtime.name)))
  guards.push(observeNewRuntimes((name, wanted) => (wanted === undefined ? observerFor(name) : fanOut(wanted, observerFor(name)))))
  return {
    [Symbol.dispose]() {
      for (const guard of guards) guard[Symbol.dispose]()
      clearInterval(timer)
      process.off('exit', last)
    },
  }
}
