/** Where what crosses the border runs. */
import { currentRuntime } from '../runtime/current.ts'
import { defaultHostRuntime } from '../runtime/default-host.ts'
import type { Runtime } from '../runtime/runtime.ts'

/**
 * The runtime that was asked for; else the current one, if the host's event loop runs it; else the process's default one,
 * which is such. A `blockOn` that happens to be current will not do: it may return before the promise settles.
 */
export function pickRuntime(given: Runtime | undefined): Runtime {
  if (given !== undefined) return given
  const current = currentRuntime()
  return current !== null && current.isHosted ? current : defaultHostRuntime()
}
