/** What the garbage collector takes while something is measured. */
import { PerformanceObserver, type PerformanceEntry } from 'node:perf_hooks'
import { setImmediate as hostTurn } from 'node:timers/promises'
import type { GcFigures } from './measurement.ts'

/**
 * Watches collections from now on; the answer gives those that began since, or null where the engine does not tell (Bun, Deno).
 *
 * An entry is made for each collection, behind it: a few hundred bytes beside the megabytes that made it necessary.
 */
export function watchGc(): () => Promise<GcFigures | null> {
  const { supportedEntryTypes = [] } = PerformanceObserver as { supportedEntryTypes?: readonly string[] }
  if (!supportedEntryTypes.includes('gc')) return () => Promise.resolve(null)
  const entries: PerformanceEntry[] = []
  const observer = new PerformanceObserver(list => void entries.push(...list.getEntries()))
  observer.observe({ entryTypes: ['gc'] })
  const start = performance.now()
  return async () => {
    const elapsed = performance.now() - start
    // Entries are handed over on the event loop, which a synchronous variant has not let run.
    await hostTurn()
    await hostTurn()
    entries.push(...observer.takeRecords())
    observer.disconnect()
    let ms = 0
    let count = 0
    for (const { startTime, duration } of entries) {
      if (startTime < start || startTime > start + elapsed) continue
      count += 1
      ms += duration
    }
    return { count, ms, share: ms / elapsed }
  }
}
