// Instant: contract 35, 37.
import { describe, expect, it } from 'vitest'
import { Instant, isSendable } from '../../src/index.ts'
import { thrownBy } from '../support/thrown.ts'
import { Stand } from '../support/time-stand.ts'

describe('Instant', () => {
  it('37: is a moment on the clock of the current runtime, and keeps to it', () => {
    const stand = new Stand(100)
    const start = stand.within(() => Instant.now())
    stand.driver.time = 130
    const end = stand.within(() => Instant.now())
    expect([start.elapsed(), end.elapsed(), end.since(start), start.since(end), start.plus(50).elapsed()]).toEqual([30, 0, 30, -30, -20])
  })

  it('37: outside any runtime it is on the process’s clock', () => {
    const before = performance.now()
    const start = Instant.now()
    const after = performance.now()
    expect(start.elapsed()).toBeLessThanOrEqual(performance.now() - before)
    expect(start.plus(5).since(start)).toBeCloseTo(5)
    expect(after).toBeGreaterThanOrEqual(before)
  })

  it('37: instants of two clocks are compared by how far each is from now', () => {
    const [first, second] = [new Stand(100), new Stand(5000)]
    const one = first.within(() => Instant.now())
    const other = second.within(() => Instant.now().plus(30))
    first.driver.time += 7
    expect([other.since(one), one.since(other)]).toEqual([37, -37])
  })

  it('35: NaN throws a RangeError; Infinity is a moment that never comes', () => {
    const now = new Stand().within(() => Instant.now())
    expect(thrownBy(() => now.plus(NaN))).toBeInstanceOf(RangeError)
    const never = now.plus(Infinity)
    expect([never.since(now), never.since(never), never.elapsed()]).toEqual([Infinity, 0, -Infinity])
  })

  it('22: is sendable', () => {
    expect(isSendable(new Stand().within(() => Instant.now()))).toBe(true)
  })
})
