import type { Runtime } from '../../src/index.ts'

/** How many timers are set in `runtime`. */
export function timersOf(runtime: Runtime): number {
  return (runtime.timers as { readonly size?: number } | null)?.size ?? 0
}
