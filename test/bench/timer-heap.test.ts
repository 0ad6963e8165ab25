import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { TimerHeap } from '../../bench/support/timer-heap.ts'

const steps = fc.array(
  fc.oneof(
    fc.record({ set: fc.nat(100) }),
    fc.record({ remove: fc.nat(100) }),
    fc.record({ pass: fc.nat(20) }),
  ),
  { maxLength: 200 },
)

describe('the plain heap of timers', () => {
  it('fires what is due and was not cancelled, like a list that is searched', () => {
    fc.assert(
      fc.property(steps, all => {
        const heap = new TimerHeap()
        const timers: { timer: ReturnType<TimerHeap['set']>; due: boolean }[] = []
        let pending: typeof timers = []
        let now = 0
        for (const step of all) {
          if ('set' in step) {
            const one = { timer: heap.set(now + step.set), due: false }
            timers.push(one)
            pending.push(one)
          } else if ('remove' in step && pending.length > 0) {
            const [one] = pending.splice(step.remove % pending.length, 1)
            heap.remove(one!.timer)
          } else if ('pass' in step) {
            now += step.pass
            heap.advance(now)
            for (const one of pending) one.due = one.timer.at <= now
            pending = pending.filter(({ due }) => !due)
          }
          expect(timers.map(({ timer }) => timer.fired)).toEqual(timers.map(({ due }) => due))
        }
      }),
    )
  })
})
