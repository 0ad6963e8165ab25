import { map, Runtime } from '../../src/index.ts'
import type { Future } from '../../src/index.ts'
import { VirtualDriver } from './virtual-driver.ts'

/** A runtime on a virtual clock, and a trace. */
export class Stand {
  readonly driver: VirtualDriver
  readonly runtime: Runtime
  readonly trace: string[] = []

  constructor(time = 0) {
    this.driver = new VirtualDriver(time)
    this.runtime = new Runtime({ driver: this.driver })
  }

  /** Runs `body` with the runtime current, as code of a task would. */
  within<T>(body: () => T): T {
    using _ = this.runtime.enter()
    return body()
  }

  /** A future that notes the time at which `future` is done. */
  noted(name: string, future: Future<unknown>): Future<void> {
    return map(future, () => void this.trace.push(`${name} at ${this.driver.time}`))
  }

  /** Moves the clock and lets the runtime see it. */
  pass(ms: number): void {
    this.driver.time += ms
    this.runtime.runUntilStalled()
  }

  /** The earliest deadline that the runtime has, or null. */
  get next(): number | null {
    return this.runtime.timers === null ? null : this.runtime.timers.nextDeadline()
  }
}
