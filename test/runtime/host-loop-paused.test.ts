import { describe, expect, it } from 'vitest'
import { HostLoop, type HostedRuntime } from '../../src/index.ts'
import { ManualHost } from '../support/manual-host.ts'

/** A runtime reduced to what its driver sees: timers on a clock of its own, and tasks that are ready or not. */
class PausedRuntime implements HostedRuntime {
  readonly trace: string[] = []
  readonly deadlines: number[]
  ready = false
  paused = true
  private readonly driver: HostLoop

  constructor(driver: HostLoop, deadlines: number[]) {
    this.driver = driver
    this.deadlines = deadlines
    driver.attach(this)
  }

  slice(): boolean {
    this.trace.push('slice')
    this.ready = false
    this.driver.rest()
    return false
  }

  isReady(): boolean {
    return this.ready
  }

  isPaused(): boolean {
    return this.paused
  }

  leap(): void {
    this.trace.push(`leap to ${this.deadlines.shift()}`)
  }

  nextDeadline(): number | null {
    return this.deadlines[0] ?? null
  }

  isRunning(): boolean {
    return false
  }

  isUnsettled(): boolean {
    return false
  }

  dump(): [] {
    return []
  }

  label(): string {
    return '"paused"'
  }

  reportUntaken(): void {}
}

const stand = (...deadlines: number[]): { host: ManualHost; driver: HostLoop; runtime: PausedRuntime } => {
  const host = new ManualHost()
  const driver = new HostLoop({ host })
  return { host, driver, runtime: new PausedRuntime(driver, deadlines) }
}

describe('37: a paused clock under hostLoop', () => {
  it('37: moves on when a whole turn of the host has passed, a deadline a turn, and sets no host timer', () => {
    const { host, driver, runtime } = stand(10, 20)
    driver.unpark()
    host.turn()
    expect(runtime.trace).toEqual(['slice'])
    host.settle()
    expect(runtime.trace).toEqual(['slice', 'leap to 10', 'slice', 'leap to 20', 'slice'])
    expect(host.trace).toEqual(['soon', 'soon', 'soon'])
    expect(host.isAlive).toBe(false)
  })

  it('37: stands still when a task was woken in that turn', () => {
    const { host, driver, runtime } = stand(10)
    driver.unpark()
    host.turn()
    runtime.ready = true
    driver.unpark()
    host.turn()
    expect(runtime.trace).toEqual(['slice', 'slice'])
    host.settle()
    expect(runtime.trace).toEqual(['slice', 'slice', 'leap to 10', 'slice'])
  })

  it('37: stands still while a source is outstanding, which keeps the process alive', () => {
    const { host, driver, runtime } = stand(10)
    driver.external(1, 'host')
    driver.unpark()
    expect(host.settle()).toBe(1)
    expect(host.pendingTimers).toEqual([2 ** 31 - 1])
    driver.external(-1, 'host')
    host.settle()
    expect(runtime.trace).toEqual(['slice', 'leap to 10', 'slice'])
  })

  it('37: a source that comes in that turn stops it, too', () => {
    const { host, driver, runtime } = stand(10)
    driver.unpark()
    host.turn()
    driver.external(1, 'thread')
    host.settle()
    expect(runtime.trace).toEqual(['slice', 'slice'])
  })

  it('37: once resumed, the host’s timer is set again', () => {
    const { host, driver, runtime } = stand(10)
    driver.external(1, 'host')
    driver.unpark()
    host.settle()
    runtime.paused = false
    driver.rest()
    expect(host.pendingTimers).toEqual([10])
  })
})
