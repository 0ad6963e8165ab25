/**
 * The one timer of the host's that a runtime on `hostLoop` has at a time: for its earliest deadline, or to keep the
 * process alive. Hosts' timers are imprecise and cost a microsecond, so it is set again only if it would ring too late;
 * ringing too early costs its owner a look.
 */
import type { Host } from './host.ts'

/** Milliseconds. Hosts keep delays in 32 bits, and what is longer rings at once. */
const LONGEST_DELAY = 2 ** 31 - 1

export class HostTimer {
  private readonly host: Host
  private readonly ring: () => void
  private timer: unknown
  private isSet: boolean
  /** For when, on the host's clock. */
  private at: number

  /** @param onRing called when the time has come, or before. */
  constructor(host: Host, onRing: () => void) {
    this.host = host
    this.ring = () => {
      this.isSet = false
      this.timer = null
      onRing()
    }
    this.timer = null
    this.isSet = false
    this.at = 0
  }

  /** Rings at `at` or before, and keeps the process alive until then. Infinity: does nothing else. */
  set(at: number): void {
    if (this.isSet && this.at <= at) return
    this.clear()
    const { host } = this
    const now = host.now()
    const delay = Math.min(Math.max(Math.ceil(at - now), 1), LONGEST_DELAY)
    this.at = Math.min(at, now + delay)
    this.isSet = true
    this.timer = host.setTimer(this.ring, delay)
  }

  clear(): void {
    if (!this.isSet) return
    this.isSet = false
    this.host.clearTimer(this.timer)
    this.timer = null
  }
}
