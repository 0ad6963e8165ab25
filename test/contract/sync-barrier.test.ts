import { describe, expect, it } from 'vitest'
import { blockOn, contextFrom, inspect, join, Pending, PolledAfterCompletionError, wakerFn } from '../../src/index.ts'
import { Barrier } from '../../src/sync/index.ts'
import { mockTask } from '../../src/testing/index.ts'
import { ForeignExecutor } from '../support/foreign-executor.ts'

const leader = { isLeader: true }
const follower = { isLeader: false }

describe('Barrier', () => {
  it('41: holds all but the last, who is the leader, and wakes each once', () => {
    const barrier = new Barrier(3)
    const [a, b, c] = [mockTask(barrier.wait()), mockTask(barrier.wait()), mockTask(barrier.wait())]
    expect([a.poll(), b.poll()]).toEqual([Pending, Pending])
    expect(c.poll()).toEqual(leader)
    expect([a.wakeCount, b.wakeCount, c.wakeCount]).toEqual([1, 1, 0])
    expect([a.poll(), b.poll()]).toEqual([follower, follower])
  })

  it('41: has one leader a round, round after round, and nobody of one round is let into the next', () => {
    const barrier = new Barrier(2)
    for (let round = 0; round < 3; round++) {
      const [a, b] = [mockTask(barrier.wait()), mockTask(barrier.wait())]
      expect(a.poll()).toBe(Pending)
      expect(b.poll()).toEqual(leader)
      const next = mockTask(barrier.wait())
      expect(next.poll()).toBe(Pending)
      expect(a.poll()).toEqual(follower)
      expect(next.isWoken()).toBe(false)
      next[Symbol.dispose]()
    }
  })

  it('41: of one task holds nobody', () => {
    const barrier = new Barrier(1)
    expect([blockOn(barrier.wait()), blockOn(barrier.wait())]).toEqual([leader, leader])
  })

  it('41: a dropped wait is withdrawn; one dropped after its round changes nothing', () => {
    const barrier = new Barrier(2)
    const dropped = mockTask(barrier.wait())
    dropped.poll()
    dropped[Symbol.dispose]()
    const [a, b, c] = [mockTask(barrier.wait()), mockTask(barrier.wait()), mockTask(barrier.wait())]
    expect(a.poll()).toBe(Pending)
    expect(b.poll()).toEqual(leader)
    a[Symbol.dispose]()
    expect(c.poll()).toBe(Pending)
    expect(c.isWoken()).toBe(false)
  })

  it('38: an unpolled wait has not arrived', () => {
    const barrier = new Barrier(2)
    barrier.wait()
    const task = mockTask(barrier.wait())
    expect(task.poll()).toBe(Pending)
  })

  it('9: a spurious poll does not arrive twice, and the latest waker alone is woken', () => {
    const barrier = new Barrier(3)
    const a = mockTask(barrier.wait(), { freshWaker: true })
    expect([a.poll(), a.poll(), a.poll()]).toEqual([Pending, Pending, Pending])
    const b = mockTask(barrier.wait())
    expect(b.poll()).toBe(Pending)
    expect(mockTask(barrier.wait()).poll()).toEqual(leader)
    expect([a.wakeCount, a.staleWakeCount, b.wakeCount]).toEqual([1, 0, 1])
  })

  it.each([0, -1, 1.5, NaN, Infinity])('41: of %s tasks is refused', n => {
    expect(() => new Barrier(n)).toThrow(RangeError)
  })

  it('31: spends one at the end of a wait, and at zero neither arrives nor loses its round', () => {
    const barrier = new Barrier(2)
    const first = mockTask(barrier.wait(), { budget: 0 })
    expect([first.poll(), first.isWoken()]).toEqual([Pending, false])
    const last = mockTask(barrier.wait(), { budget: 0 })
    expect([last.poll(), last.isWoken(), first.isWoken()]).toEqual([Pending, true, false])
    expect(blockOn(join(barrier.wait()))).toEqual([leader])
    expect([first.poll(), first.isWoken()]).toEqual([Pending, true])
  })

  it('32: a waker may use the barrier, and one that throws fails the leader alone, after all were called', () => {
    const barrier = new Barrier(3)
    const boom = new Error('boom')
    const [bad, good] = [barrier.wait(), mockTask(barrier.wait())]
    const trace: unknown[] = []
    bad.poll(contextFrom(wakerFn(() => {
      trace.push(mockTask(barrier.wait()).poll())
      throw boom
    })))
    good.poll()
    const leading = mockTask(barrier.wait())
    expect(() => leading.poll()).toThrow(boom)
    expect(() => leading.poll()).toThrow(PolledAfterCompletionError)
    expect([trace, good.isWoken(), good.poll()]).toEqual([[Pending], true, follower])
  })

  it('3: a wait that has ended says so', () => {
    const barrier = new Barrier(1)
    const wait = barrier.wait()
    blockOn(wait)
    expect(() => blockOn(wait)).toThrow(PolledAfterCompletionError)
    wait[Symbol.dispose]()
    const dropped = barrier.wait()
    dropped[Symbol.dispose]()
    expect(() => blockOn(dropped)).toThrow('disposed')
  })

  it('28: says how many are missing', () => {
    const barrier = new Barrier(3)
    const wait = barrier.wait()
    mockTask(wait).poll()
    expect(wait[inspect]()).toMatchObject({ state: 'arrived', waitsOn: '2 more of 3 tasks at a Barrier' })
  })

  it('runs on a foreign executor', () => {
    const barrier = new Barrier(3)
    const executor = new ForeignExecutor()
    const all = [0, 1, 2].map(() => executor.spawn(barrier.wait()))
    executor.run()
    expect(all.map(task => task.output)).toEqual([follower, follower, leader])
  })
})
