import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { TimerWheel } from '../../src/time/wheel.ts'
import { TracedTimer } from '../support/traced-timer.ts'
import { thrownBy } from '../support/thrown.ts'
import { WheelModel, type TimerSet } from '../support/wheel-model.ts'

type Op = { do: 'insert'; delay: number; onFire: Op[] } | { do: 'cancel'; pick: number } | { do: 'advance'; by: number }

/** Performs operations on a set of timers and writes down all that can be seen. */
class World {
  readonly trace: string[] = []
  readonly timers: TracedTimer[] = []
  readonly set: TimerSet

  constructor(set: TimerSet) {
    this.set = set
  }

  perform(ops: Op[]): void {
    for (const op of ops) {
      if (op.do === 'insert') this.insert(op.delay, op.onFire)
      else if (op.do === 'cancel') this.cancel(op.pick)
      else this.set.advance(this.set.present + op.by)
      this.trace.push(`${this.set.size} set, the next at ${this.set.nextDeadline()}`)
    }
  }

  private insert(delay: number, onFire: Op[]): void {
    const name = `timer ${this.timers.length}`
    const timer = new TracedTimer(name, this.set.present + delay, () => {
      this.trace.push(`${name} at ${this.set.present}`)
      this.perform(onFire)
    })
    this.timers.push(timer)
    this.set.insert(timer)
  }

  private cancel(pick: number): void {
    const timer = this.timers[pick % this.timers.length]
    if (timer === undefined || timer.slot < 0) return
    this.trace.push(`cancel ${timer.name}`)
    this.set.remove(timer)
  }
}

/** Delays of every size, the borders of slots and levels among them. */
const delay = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: 1, max: 200 }) },
  { weight: 2, arbitrary: fc.integer({ min: 1, max: 300_000 }) },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 2 ** 31 }) },
  { weight: 1, arbitrary: fc.maxSafeInteger().map(n => Math.abs(n) + 1) },
  { weight: 3, arbitrary: fc.tuple(fc.integer({ min: 0, max: 52 }), fc.integer({ min: -1, max: 1 })).map(([bits, by]) => Math.max(1, 2 ** bits + by)) },
  { weight: 3, arbitrary: fc.constantFrom(1, 5, 63, 64, 65, 100, 4096, 5000) },
)

const { op } = fc.letrec<{ op: Op; ops: Op[] }>(tie => ({
  op: fc.oneof(
    { weight: 5, arbitrary: fc.record({ do: fc.constant('insert' as const), delay, onFire: tie('ops') }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('cancel' as const), pick: fc.nat(1000) }) },
    { weight: 3, arbitrary: fc.record({ do: fc.constant('advance' as const), by: fc.oneof(fc.constant(0), delay) }) },
  ),
  ops: fc.oneof({ withCrossShrink: true }, { weight: 5, arbitrary: fc.constant<Op[]>([]) }, { weight: 1, arbitrary: fc.array(tie('op'), { maxLength: 3 }) }),
}))

const start = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 2 ** 31 }), fc.maxSafeInteger().map(Math.abs))

function traces(from: number, ops: Op[]): [wheel: string[], model: string[]] {
  return [new TimerWheel(from), new WheelModel(from)].map(set => {
    const world = new World(set)
    world.perform(ops)
    world.perform([{ do: 'advance', by: 2 ** 53 }])
    return world.trace
  }) as [string[], string[]]
}

function fill(wheel: TimerWheel, ticks: number[], onFire: (timer: TracedTimer) => void): TracedTimer[] {
  return ticks.map((tick, i) => {
    const timer = new TracedTimer(`${i}@${tick}`, tick, onFire)
    wheel.insert(timer)
    return timer
  })
}

describe('the timing wheel', () => {
  it('35: fires, counts and foretells as a list sorted by deadline and registration does, whatever wakers do meanwhile', () => {
    fc.assert(
      fc.property(start, fc.array(op, { maxLength: 60 }), (from, ops) => {
        const [wheel, model] = traces(from, ops)
        expect(wheel).toEqual(model)
      }),
      { numRuns: 2000 },
    )
  })

  it('35: equal deadlines fire in registration order, though they were registered from far away and from near', () => {
    const trace: string[] = []
    const wheel = new TimerWheel(0)
    const deadline = 300_000
    const names: string[] = []
    for (const present of [0, 1, 4095, 4096, 262_143, 262_144, 290_000, 299_900, 299_999]) {
      wheel.advance(present)
      names.push(`${present}`)
      wheel.insert(new TracedTimer(`${present}`, deadline, timer => trace.push(timer.name)))
    }
    wheel.advance(deadline - 1)
    expect(trace).toEqual([])
    wheel.advance(deadline)
    expect(trace).toEqual(names)
  })

  it('35: a timer is placed once when it is set, and at most once a level after that', () => {
    const wheel = new TimerWheel(0)
    const ticks = Array.from({ length: 500 }, (_, i) => 2 ** (i % 53) + 7 * i)
    const timers = fill(wheel, ticks, () => {})
    for (let deadline = wheel.nextDeadline(); deadline !== null; deadline = wheel.nextDeadline()) wheel.advance(deadline)
    expect(wheel.size).toBe(0)
    expect(Math.max(...timers.map(timer => timer.placements))).toBeLessThanOrEqual(9)
  })

  it('35: no large delay is clamped, and the largest fire in order too', () => {
    const trace: string[] = []
    const wheel = new TimerWheel(0)
    fill(wheel, [1e300, 2 ** 53, 2 ** 53 - 1, 1e16, 2 ** 53, 1e300], timer => trace.push(timer.name))
    expect(wheel.nextDeadline()).toBe(2 ** 53 - 1)
    wheel.advance(2 ** 53)
    expect(trace.splice(0)).toEqual([`2@${2 ** 53 - 1}`, `1@${2 ** 53}`, `4@${2 ** 53}`])
    expect(wheel.nextDeadline()).toBe(1e16)
    wheel.advance(1e299)
    expect(trace.splice(0)).toEqual(['3@10000000000000000'])
    wheel.advance(Number.MAX_VALUE)
    expect(trace).toEqual(['0@1e+300', '5@1e+300'])
    expect(wheel.nextDeadline()).toBe(null)
  })

  it('35: cancelling far timers takes them out from anywhere', () => {
    const trace: string[] = []
    const wheel = new TimerWheel(0)
    const [a, , c, , e] = fill(wheel, [2e16, 3e16, 4e16, 5e16, 6e16], timer => trace.push(timer.name))
    for (const timer of [c!, a!, e!]) wheel.remove(timer)
    expect([wheel.size, wheel.nextDeadline()]).toEqual([2, 3e16])
    wheel.advance(1e17)
    expect(trace).toEqual(['1@30000000000000000', '3@50000000000000000'])
  })

  it('28: the earliest deadline is exact after cancels', () => {
    const wheel = new TimerWheel(0)
    const timers = fill(wheel, [5000, 6000, 7000, 7001], () => {})
    const seen = timers.map(timer => {
      const next = wheel.nextDeadline()
      wheel.remove(timer)
      return next
    })
    expect(seen).toEqual([5000, 6000, 7000, 7001])
    expect(wheel.nextDeadline()).toBe(null)
  })

  it('28: in a crowded slot that lost its earliest, the foretold deadline is never late, and exact from then on', () => {
    const wheel = new TimerWheel(0)
    const trace: string[] = []
    const timers = fill(wheel, Array.from({ length: 1000 }, (_, i) => 5000 + i), timer => trace.push(timer.name))
    for (const timer of timers.slice(0, 700)) wheel.remove(timer)
    const parks: number[] = []
    while (trace.length === 0) {
      parks.push(wheel.nextDeadline()!)
      wheel.advance(parks.at(-1)!)
    }
    expect([parks.at(-1), trace]).toEqual([5700, ['700@5700']])
    expect(parks.length).toBeLessThanOrEqual(2)
  })

  it('32: one waker that throws does not keep the others from being woken; the first error is thrown', () => {
    const trace: string[] = []
    const wheel = new TimerWheel(0)
    fill(wheel, [10, 10, 20, 5000], timer => {
      trace.push(timer.name)
      if (timer.name !== '1@10') throw new Error(timer.name)
    })
    const error = thrownBy(() => wheel.advance(10_000)) as Error & { suppressed: Error[] }
    expect(trace).toEqual(['0@10', '1@10', '2@20', '3@5000'])
    expect([error.message, error.suppressed.map(e => e.message)]).toEqual(['0@10', ['2@20', '3@5000']])
    expect(wheel.size).toBe(0)
    wheel.advance(20_000)
  })

  it('32: a timer that a waker cancels does not fire, though it is due', () => {
    const trace: string[] = []
    const wheel = new TimerWheel(0)
    const timers = fill(wheel, [10, 10, 10, 11], timer => {
      trace.push(timer.name)
      for (const other of [timers[1]!, timers[3]!]) if (other.slot >= 0) wheel.remove(other)
    })
    wheel.advance(50)
    expect(trace).toEqual(['0@10', '2@10'])
  })

  it('32: a waker may advance: what comes round to the slot that is being fired waits for its own deadline', () => {
    const trace: string[] = []
    const wheel = new TimerWheel(0)
    fill(wheel, [5], () => {
      fill(wheel, [69], timer => trace.push(`${timer.name}, at ${wheel.present}`))
      wheel.advance(65)
    })
    wheel.advance(5)
    expect([wheel.present, wheel.size, trace]).toEqual([65, 1, []])
    wheel.advance(100)
    expect(trace).toEqual(['0@69, at 69'])
  })

  it('35: a timer set for a moment that has passed fires at the next advance', () => {
    const trace: string[] = []
    const wheel = new TimerWheel(1000.5)
    fill(wheel, [3, 1000], timer => trace.push(timer.name))
    expect(wheel.nextDeadline()).toBe(3)
    wheel.advance(1000.6)
    expect(trace).toEqual(['0@3', '1@1000'])
  })

  it('35: a clock that goes back changes nothing', () => {
    const trace: string[] = []
    const wheel = new TimerWheel(100)
    fill(wheel, [120], timer => trace.push(timer.name))
    wheel.advance(110)
    wheel.advance(0)
    expect([wheel.present, trace]).toEqual([110, []])
    wheel.advance(120)
    expect(trace).toEqual(['0@120'])
  })
})
