/** The runtime on which futures run that a host's function was handed without one: the process's, made when first needed. */
import { hostLoop } from './host-loop.ts'
import { Runtime } from './runtime.ts'

const slot: { runtime: Runtime | null } = { runtime: null }

/** This thread's default runtime on `hostLoop()`. One that was shut down is replaced. */
export function defaultHostRuntime(): Runtime {
  const { runtime } = slot
  if (runtime !== null && !runtime.isClosed) return runtime
  return (slot.runtime = new Runtime({ driver: hostLoop(), name: 'default' }))
}
