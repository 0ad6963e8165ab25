/**
 * The end of a process that has nothing left to do, seen from its hosted runtimes: what is unfinished then is stuck, and
 * is reported; nothing can wake it any more.
 *
 * Whether that is so is known when the host says `beforeExit` a second time, with a turn between and no runtime running
 * in it: at the first time other listeners may be about to finish the very tasks. That turn is given to every process
 * that has something to report, and to no other.
 */
import type { Host, HostProcess } from './host.ts'

/**
 * What Node itself exits with when the module's own top-level wait is never over. A code that the program has set is
 * left alone, 0 as well.
 */
const EXIT_STUCK = 13

/** A runtime with something unsettled. */
export interface Unsettled {
  /** Reports it: the process ends. True if that makes it a failure. */
  lastWords(): boolean
}

export class ExitWatch {
  private readonly host: Host
  private readonly unsettled: Set<Unsettled>
  private installed: boolean
  /** The event loop was empty once, and no runtime has run since. */
  private quiet: boolean

  constructor(host: Host) {
    this.host = host
    this.unsettled = new Set()
    this.installed = false
    this.quiet = false
  }

  /** To be called whenever a runtime has run. Holds on to `runtime` while it is unsettled. */
  note(runtime: Unsettled, isUnsettled: boolean): void {
    this.quiet = false
    if (!isUnsettled) {
      this.unsettled.delete(runtime)
      return
    }
    this.unsettled.add(runtime)
    if (!this.installed) this.install()
  }

  /** Once a process: a listener that finds nothing does nothing. */
  private install(): void {
    this.installed = true
    const { process } = this.host
    process?.on('beforeExit', () => this.beforeExit(process))
  }

  private beforeExit(process: HostProcess): void {
    if (this.unsettled.size === 0) return
    if (!this.quiet) {
      this.quiet = true
      this.host.soon(() => {})
      return
    }
    const all = [...this.unsettled]
    this.unsettled.clear()
    for (const runtime of all) {
      if (runtime.lastWords() && process.exitCode === undefined) process.exitCode = EXIT_STUCK
    }
  }
}
