// Timers under every schedule, and many of them against a sorted list.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { drop, joinAll, map, Pending, type Future } from '../../src/future/index.ts'
import { spawnLocal } from '../../src/runtime/index.ts'
import { explore, mockTask, schedules, simulate } from '../../src/testing/index.ts'
import { Instant, sleep } from '../../src/time/index.ts'
import { turns } from '../support/turns.ts'

/** Around the borders of the wheel's levels. */
const LENGTHS = [0, 1, 63, 64, 65]

describe('timers under every schedule', () => {
  it('35: of any lengths, each fires at its time, and they fire in the order of their times', () => {
    const report = explore(trial => {
      const lengths = [0, 1, 2].map(() => LENGTHS[trial.choose(LENGTHS.length)]!)
      const begun = Instant.now()
      const fired: number[] = []
      lengths.forEach(ms => void spawnLocal(map(sleep(ms), () => {
        expect(begun.elapsed()).toBe(ms)
        fired.push(ms)
      })))
      trial.atEnd(() => expect(fired).toEqual(lengths.toSorted((a, b) => a - b)))
    })
    report.check()
    expect(report.exhaustive).toBe(true)
  })

  it('35: on a slow machine none fires early', () => {
    const report = explore(trial => {
      const ms = LENGTHS[trial.choose(LENGTHS.length)]!
      spawnLocal(turns(2))
      for (const length of [ms, 64]) {
        spawnLocal(turns(1, () => {
          const begun = Instant.now()
          spawnLocal(map(sleep(length), () => expect(begun.elapsed()).toBeGreaterThanOrEqual(length)))
        }))
      }
    }, { late: 1 })
    report.check()
    expect(report.exhaustive).toBe(true)
  })

  it('35: cancelled between, one never fires, and the others do', () => {
    const report = explore(trial => {
      const ms = LENGTHS[trial.choose(LENGTHS.length)]!
      let fired = 0
      const timers: Future<void>[] = [sleep(ms), sleep(ms), sleep(ms)]
      // Each is registered by a first poll.
      const waiting = timers.map(timer => mockTask(timer))
      waiting.forEach(task => void task.poll())
      spawnLocal(turns(1, () => drop(timers[1])))
      for (const at of [0, 2]) spawnLocal(map(sleep(ms), () => void (fired += waiting[at]!.isWoken() || ms === 0 ? 1 : 0)))
      trial.atEnd(() => expect([fired, waiting[1]!.wakeCount]).toEqual([2, 0]))
    })
    report.check()
    expect(report.exhaustive).toBe(true)
  })

  it('35: many, set at many moments, end as a sorted list says, under random schedules', () => {
    const plans = fc.array(fc.array(fc.oneof(fc.constantFrom(...LENGTHS), fc.nat(100_000)), { minLength: 1, maxLength: 4 }), { maxLength: 20 })
    fc.assert(fc.property(plans, schedules(fc), (all, schedule) => {
      const ends: number[] = []
      const chain = (lengths: readonly number[]): Future<unknown> => {
        let at = 0
        let timer = sleep(lengths[0]!)
        return {
          poll: cx => {
            while (timer.poll(cx) === undefined) {
              if (++at === lengths.length) return ends.push(at)
              timer = sleep(lengths[at]!)
            }
            return Pending
          },
        }
      }
      const { time } = simulate(schedule, () => joinAll(all.map(lengths => spawnLocal(chain(lengths)))))
      expect(ends).toHaveLength(all.length)
      expect(time).toBe(Math.max(0, ...all.map(lengths => lengths.reduce((a, b) => a + b))))
    }), { numRuns: 300 })
  })
})
