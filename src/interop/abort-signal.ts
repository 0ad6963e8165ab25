/** Abort signals, as far as this room needs them: their shape, and one listener that is always removed. */
import { kindOf } from '../future/kind-of.ts'

/** What is asked of an `AbortSignal`. A shape of its own, so that these types need neither the DOM's library nor Node's. */
export interface AbortSignalLike {
  readonly aborted: boolean
  readonly reason?: unknown
  addEventListener(type: 'abort', listener: () => void): void
  removeEventListener(type: 'abort', listener: () => void): void
}

/** @throws TypeError unless `value` is a signal; `where` names the function that was given it. */
export function requireSignal(value: unknown, where: string): void {
  const { aborted, addEventListener, removeEventListener } = Object(value) as Partial<AbortSignalLike>
  if (typeof aborted === 'boolean' && typeof addEventListener === 'function' && typeof removeEventListener === 'function') return
  throw new TypeError(`${where}: expected an AbortSignal, the signal of a new AbortController(), and got ${kindOf(value)}`)
}

/**
 * One `abort` listener: added when this is made, removed by `stop`, which its owner calls in every case. A throw from it
 * would be the host's uncaught exception, so it throws nothing.
 */
export class AbortWatch {
  private signal: AbortSignalLike | null
  private readonly listener: () => void

  constructor(signal: AbortSignalLike, listener: () => void) {
    this.signal = signal
    this.listener = listener
    signal.addEventListener('abort', listener)
  }

  stop(): void {
    const signal = this.signal
    if (signal === null) return
    this.signal = null
    signal.removeEventListener('abort', this.listener)
  }
}
