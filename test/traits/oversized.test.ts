import { describe, expect, it } from 'vitest'
import { boxed, inspect, Pending, ready, Runtime, type Future, type Poll } from '../../src/index.ts'
import { fanOut, lint } from '../../src/watch/index.ts'
import { LARGE_FUTURE, oversized, sizeLint } from '../../src/traits/index.ts'
import { Probe } from '../support/probe.ts'

class Serve extends Probe {
  readonly buffer: Uint8Array
  constructor(bytes: number) {
    super()
    this.buffer = new Uint8Array(bytes)
  }
  [inspect](): { name: string; state: string } {
    return { name: 'Serve', state: 'reading' }
  }
}

describe('oversized', () => {
  it('finds a future that is larger than the limit, and says what it is that is large', () => {
    const finding = oversized(new Serve(4096))!
    expect([finding.lint, finding.severity, finding.name, finding.task]).toEqual(['large-future', 'warning', 'Serve', 0])
    expect(finding.what).toBe(`holds ${finding.report.maxBytes} bytes across its suspension reading, 4096 of them in buffer: [u8; 4096], more than 2048`)
    expect(finding.remedy).toContain('behind a reference')
  })

  it('finds nothing in one that is not, nor behind a box', () => {
    expect([oversized(ready(1)), oversized(boxed(new Serve(4096))), oversized(new Serve(100), { limit: 1000 })]).toEqual([null, null, null])
    expect(LARGE_FUTURE).toBe(2048)
  })

  it.each([0, -1, NaN])('refuses a limit of %d', limit => {
    expect(() => oversized(ready(1), { limit })).toThrow(RangeError)
    expect(() => sizeLint({ limit })).toThrow(RangeError)
  })
})

describe('sizeLint', () => {
  it('stands beside the lints of pollux/watch', () => {
    const [sizes, lints] = [sizeLint({ limit: 100 }), lint({ onFinding: () => {} })]
    const runtime = new Runtime({ observer: fanOut(sizes, lints) })
    const silent = runtime.spawnLocal(Object.assign(Object.create({ poll: () => Pending, constructor: class Silent {} }) as Future<never>, { buffer: new Uint8Array(200) }))
    runtime.runUntilStalled()
    expect([lints.findings.map(({ lint, task }) => [lint, task]), sizes.findings.map(({ lint, task, name }) => [lint, task, name])]).toEqual([
      [['lost-wakeup', silent.id]],
      [['large-future', silent.id, 'Silent']],
    ])
    silent.abort()
    runtime[Symbol.dispose]()
  })

  it('looks at each task at its suspensions, and finds each once', () => {
    class Grows implements Future<string> {
      phase = 0
      buffer: Uint8Array | null = null
      poll({ waker }: { waker: { wake(): void } }): Poll<string> {
        this.phase += 1
        if (this.phase > 3) return 'grown'
        if (this.phase === 2) this.buffer = new Uint8Array(3000)
        waker.wake()
        return Pending
      }
    }
    const sizes = sizeLint()
    const runtime = new Runtime({ observer: sizes })
    const small = runtime.spawnLocal(new Probe().willBe(1))
    const grows = runtime.spawnLocal(new Grows())
    expect([runtime.blockOn(small), runtime.blockOn(grows), sizes.findings.map(({ task, name }) => [task, name])]).toEqual([1, 'grown', [[grows.id, 'Grows']]])
  })
})
