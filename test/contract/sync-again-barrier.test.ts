import { describe, expect, it } from 'vitest'
import { asyncBlock, drop, isPending, Pending, wait, wakerFn } from '../../src/index.ts'
import { Barrier, type BarrierWait } from '../../src/sync/index.ts'
import { countingWaker, mockTask, pendingOnce } from '../../src/testing/index.ts'
import { leafLaws } from '../support/leaf-laws.ts'
import { reaches } from '../support/reaches.ts'
import { stages } from '../support/stages.ts'
import { thrownBy } from '../support/thrown.ts'

const leads = (wait: BarrierWait): string => {
  const answer = wait.poll({ waker: countingWaker() })
  return isPending(answer) ? 'waits' : answer.isLeader ? 'leads' : 'follows'
}

describe('Barrier, again', () => {
  leafLaws('BarrierWait', () => {
    const barrier = new Barrier(2)
    return { future: barrier.wait(), satisfy: () => void leads(barrier.wait()), behind: [barrier] }
  })

  it('41: a count that is none throws RangeError', () => {
    for (const bad of [0, -1, 0.5, 1.5, Number.NaN, Infinity, -Infinity, '1', null, 1n] as number[]) {
      expect(thrownBy(() => new Barrier(bad))).toBeInstanceOf(RangeError)
    }
    expect(leads(new Barrier(1).wait())).toBe('leads')
  })

  it('41: one leader a round, the last to arrive; the next round begins at once', () => {
    const barrier = new Barrier(3)
    for (let round = 0; round < 3; round++) {
      const waits = [0, 1, 2].map(() => barrier.wait())
      expect(waits.map(leads)).toEqual(['waits', 'waits', 'leads'])
      const early = barrier.wait()
      expect(leads(early)).toBe('waits') // of the next round, and not let go by this one
      drop(early)
      expect(waits.slice(0, 2).map(leads)).toEqual(['follows', 'follows'])
    }
  })

  it('38, 41: an unpolled wait has not arrived, a polled one arrives once, a dropped one is withdrawn', () => {
    const barrier = new Barrier(3)
    const [unpolled, polled, dropped] = [barrier.wait(), barrier.wait(), barrier.wait()]
    expect([leads(polled), leads(polled), leads(polled), leads(dropped)]).toEqual(['waits', 'waits', 'waits', 'waits'])
    drop(dropped)
    drop(dropped)
    drop(barrier.wait())
    expect(leads(unpolled)).toBe('waits')
    expect([leads(barrier.wait()), leads(polled), leads(unpolled)]).toEqual(['leads', 'follows', 'follows'])
  })

  it('41: a wait that is dropped after its round was complete withdraws from none', () => {
    const barrier = new Barrier(2)
    const [first, second, third] = [barrier.wait(), barrier.wait(), barrier.wait()]
    expect([leads(first), leads(second), leads(third)]).toEqual(['waits', 'leads', 'waits'])
    drop(first)
    expect([leads(barrier.wait()), leads(third)]).toEqual(['leads', 'follows'])
  })

  it('31: the last to arrive, out of budget, holds the round up and is not lost', () => {
    const barrier = new Barrier(2)
    const first = mockTask(barrier.wait())
    first.poll()
    const last = barrier.wait()
    const poor = mockTask(last, { budget: 0 })
    expect([poor.poll(), poor.wakeCount, first.wakeCount]).toEqual([Pending, 1, 0])
    expect([leads(last), first.wakeCount, first.poll()]).toEqual(['leads', 1, { isLeader: false }])
  })

  it('31: out of budget and overtaken by another last: still one leader a round', () => {
    const barrier = new Barrier(2)
    const first = barrier.wait()
    leads(first)
    const poor = barrier.wait()
    expect(mockTask(poor, { budget: 0 }).poll()).toBe(Pending)
    const rest = [leads(barrier.wait()), leads(poor), leads(first)]
    expect(rest.filter(answer => answer === 'leads')).toHaveLength(1)
  })

  it('32: wakers of a round may wait again, drop others and poll theirs', () => {
    const barrier = new Barrier(3)
    const [first, second] = [barrier.wait(), barrier.wait()]
    const next = barrier.wait()
    const trace: string[] = []
    first.poll({ waker: wakerFn(() => {
      trace.push(`first ${leads(first)}`)
      drop(second)
      trace.push(`next ${leads(next)}`)
    }) })
    second.poll({ waker: wakerFn(() => void trace.push('second woken')) })
    expect(leads(barrier.wait())).toBe('leads')
    expect(trace.filter(line => line !== 'second woken')).toEqual(['first follows', 'next waits'])
    expect([leads(barrier.wait()), leads(barrier.wait()), leads(next)]).toEqual(['waits', 'leads', 'follows'])
  })

  it('32: wakers that throw: all are woken, the round is over for all', () => {
    const barrier = new Barrier(3)
    const waits = [barrier.wait(), barrier.wait()]
    const trace: number[] = []
    waits.forEach((one, at) => one.poll({ waker: wakerFn(() => {
      trace.push(at)
      throw new Error(`waker ${at}`)
    }) }))
    const last = barrier.wait()
    expect((thrownBy(() => last.poll({ waker: countingWaker() })) as Error).message).toBe('waker 0')
    drop(last)
    expect([trace, waits.map(leads)]).toEqual([[0, 1], ['follows', 'follows']])
    expect(waits.some(one => reaches(barrier, one))).toBe(false)
  })

  it('2, 7: the waker of a follower that polls or drops the leader, which is inside its poll', () => {
    const barrier = new Barrier(2)
    const leader = barrier.wait()
    const errors: string[] = []
    barrier.wait().poll({ waker: wakerFn(() => {
      for (const act of [() => leader.poll({ waker: countingWaker() }), () => drop(leader)]) {
        try {
          act()
          errors.push('nothing')
        } catch (error) {
          errors.push((error as Error).name)
        }
      }
    }) })
    expect(leads(leader)).toBe('leads')
    expect(errors.every(name => name !== 'TypeError')).toBe(true)
    expect([leads(barrier.wait()), leads(barrier.wait())]).toEqual(['waits', 'leads'])
  })

  it.each(stages)('41: under %s, three tasks in step, a leader a round', async (_, run) => {
    const trace = await run((start, lines) => {
      const barrier = new Barrier(3)
      for (const name of ['a', 'b', 'c']) start(asyncBlock(function* () {
        for (let round = 0; round < 3; round++) {
          if (name === 'a') yield* wait(pendingOnce(0))
          const { isLeader } = yield* wait(barrier.wait())
          lines.push(`round ${round}${isLeader ? ', led' : ''}`)
        }
      }))
    })
    expect(trace.filter(line => line.endsWith('led'))).toHaveLength(3)
    expect(trace.map(line => line[6]).join('')).toBe('000111222')
  })
})
