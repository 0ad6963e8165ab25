/**
 * Proof that nobody holds a waker: the collector took it. It can say so only between two turns of the host's event loop,
 * so under `hostLoop`; inside a `blockOn` that waits, `DeadlockError` is the one that tells.
 */
import { lostWakeup } from './complaints.ts'
import { below, neverWakes } from './leaves.ts'
import type { Graveyard, LintWaker } from './lint-context.ts'
import type { Record } from './record.ts'

/**
 * Wakers of which it is to be told at one time. While a `blockOn` runs the collector does not report, and each waker that is
 * gone leaves its entry: a program that polls for hours must not fill the memory with them.
 */
const REGISTERED = 100_000

/** Where the collector reports. */
class Registry implements Graveyard {
  private readonly registry: FinalizationRegistry<Record>
  private registered: number

  constructor() {
    this.registry = new FinalizationRegistry(record => {
      this.registered--
      collected(record)
    })
    this.registered = 0
  }

  /** A waker that is not registered counts as held for ever, so that nothing is said. */
  register(waker: LintWaker, record: Record): void {
    if (this.registered >= REGISTERED) return
    this.registered++
    this.registry.register(waker, record)
  }
}

/** Null for hosts that have no such thing. */
export function graveyard(): Graveyard | null {
  return typeof FinalizationRegistry === 'function' ? new Registry() : null
}

/** One waker of `record` is gone. With the last one, so is every hope of a task that waits. */
export function collected(record: Record): void {
  record.wakersOut--
  if (record.wakersOut === 0 && record.stage === 'waiting' && !record.woken && !isMeantToWait(record)) lostWakeup(record, 'let go')
}

/** Whether it waits for something that never comes, on purpose; true where that cannot be told. */
export function isMeantToWait(record: Record): boolean {
  if (record.future === null || record.meant) return true
  const { leaves, cut } = below(record.future)
  return cut || leaves.some(neverWakes)
}
