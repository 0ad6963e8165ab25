/** Where what crosses the border runs. */
import { kindOf } from '../future/kind-of.ts'
import { currentRuntime } from '../runtime/current.ts'
import { defaultHostRuntime } from '../runtime/default-host.ts'
import type { Runtime } from '../runtime/runtime.ts'

/**
 * The runtime that was asked for; else the current one, if the host's event loop runs it; else the process's default one,
 * which is such. A `blockOn` that happens to be current will not do: it may return before the promise settles. One that
 * was asked for may be on `parkThread()`: then it is for whoever asked to run it.
 *
 * @throws TypeError if `given` is no runtime; `where` names the function that was given it.
 */
export function pickRuntime(given: Runtime | null | undefined, where: string): Runtime {
  if (given !== undefined && given !== null) return requireRuntime(given, where)
  const current = currentRuntime()
  return current !== null && current.isHosted ? current : defaultHostRuntime()
}

/** Asks for its shape, so that a runtime of another copy of this library will do. */
function requireRuntime(value: Runtime, where: string): Runtime {
  if (typeof (value as { start?: unknown }).start === 'function') return value
  throw new TypeError(`${where}: expected a runtime, a new Runtime({ driver: hostLoop() }), and got ${kindOf(value)}`)
}
