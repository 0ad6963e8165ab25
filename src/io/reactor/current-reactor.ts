/** The reactor of this thread, if a program has asked for it. */
import type { Reactor } from './reactor.ts'

/** For `ReactorIo`, which makes it. */
export const reactorSlot: { reactor: Reactor | null } = { reactor: null }

/** Null if there is none, or none that lives: what that had open fails now. */
export function present(): Reactor | null {
  const { reactor } = reactorSlot
  if (reactor === null) return null
  if (reactor.isDead()) reactor.end()
  return reactor.failure === null ? reactor : null
}

/** A leaf waits for something that a reactor has: the runtime that polls it is to be woken. */
export function attendReactor(): void {
  const reactor = present()
  if (reactor !== null) reactor.attend()
}
