// What holds for every leaf that waits: told once, and run over each of them.
import { expect, it } from 'vitest'
import { BorrowError, drop, Pending, PolledAfterCompletionError, inspect, isSendable, wakerFn } from '../../src/future/index.ts'
import type { Context, Future, Waker } from '../../src/future/index.ts'
import { countingWaker, mockTask } from '../../src/testing/index.ts'
import { waitsOn } from '../../src/future/inspect.ts'
import { reaches } from './reaches.ts'
import { thrownBy } from './thrown.ts'

/** A leaf that waits, and what ends its wait. */
export interface LeafCase {
  /** Not polled yet; its first poll is Pending. */
  future: Future<unknown>
  /** What the leaf waits for happens: it is woken, and ready. */
  satisfy(): void
  /** The primitive behind it, and every other end of it. */
  behind: object[]
}

export interface LeafOptions {
  /** Spends nothing of the budget. */
  free?: boolean
  /** Lent by a stream, which goes on after a throw and keeps its place meanwhile. */
  stream?: boolean
}

/** Registers the laws for the leaf `name`. */
export function leafLaws(name: string, make: () => LeafCase, options: LeafOptions = {}): void {
  pollLaws(name, make, options)
  endLaws(name, make, options)
  wakerLaws(name, make)
}

function pollLaws(name: string, make: () => LeafCase, { free = false }: LeafOptions): void {
  it(`9: ${name}: spurious polls are legal, and only the waker of the latest is woken, once`, () => {
    const { future, satisfy } = make()
    const task = mockTask(future, { freshWaker: true })
    for (let poll = 0; poll < 4; poll++) expect(task.poll()).toBe(Pending)
    expect([task.wakeCount, task.staleWakeCount]).toEqual([0, 0])
    satisfy()
    expect([task.wakeCount, task.staleWakeCount]).toEqual([1, 0])
    expect(task.poll()).not.toBe(Pending)
    expect([task.wakeCount, task.staleWakeCount]).toEqual([1, 0])
  })

  it(`9: ${name}: a stored waker that would wake the same is kept`, () => {
    const { future, satisfy } = make()
    const trace: string[] = []
    const alike = (word: string): Waker => ({ wake: () => void trace.push(word), willWake: () => true })
    expect(future.poll({ waker: alike('first') })).toBe(Pending)
    expect(future.poll({ waker: alike('second') })).toBe(Pending)
    satisfy()
    expect(trace).toEqual(['first'])
    drop(future)
  })

  it(`9: ${name}: a poll between the wake's cause and its turn finds it ready`, () => {
    const { future, satisfy } = make()
    future.poll({ waker: countingWaker() })
    satisfy()
    expect(future.poll({ waker: countingWaker() })).not.toBe(Pending)
  })

  it(`31: ${name}: without budget it ${free ? 'is ready all the same' : 'is Pending, woken, and loses nothing'}`, () => {
    const { future, satisfy } = make()
    const idle = mockTask(future, { budget: 0 })
    expect(idle.poll()).toBe(Pending)
    expect(idle.wakeCount).toBe(0) // nothing to give: it waits, whatever the budget
    satisfy()
    if (free) {
      expect(idle.poll()).not.toBe(Pending)
      return
    }
    const woken = idle.wakeCount
    for (let poll = 1; poll <= 3; poll++) {
      expect(idle.poll()).toBe(Pending)
      expect(idle.wakeCount).toBe(woken + poll)
    }
    const late = mockTask(future, { budget: 1 })
    expect(late.poll()).not.toBe(Pending)
    expect(late.wakeCount).toBe(0)
  })
}

function endLaws(name: string, make: () => LeafCase, { stream = false }: LeafOptions): void {
  it(`3: ${name}: finished, it refuses polls, takes a dispose for nothing, and keeps no waker`, () => {
    const { future, satisfy, behind } = make()
    const waker = countingWaker()
    expect(future.poll({ waker })).toBe(Pending)
    satisfy()
    expect(future.poll({ waker })).not.toBe(Pending)
    expect([future, ...behind].map(holder => reaches(holder, waker))).toEqual([future, ...behind].map(() => false))
    expect(thrownBy(() => future.poll({ waker }))).toBeInstanceOf(PolledAfterCompletionError)
    drop(future)
    drop(future)
    expect(waker.count).toBe(1)
  })

  it(`5: ${name}: disposed while it waits, it is woken by nothing, and nothing keeps its waker`, () => {
    const { future, satisfy, behind } = make()
    const waker = countingWaker()
    expect(future.poll({ waker })).toBe(Pending)
    expect(behind.some(holder => reaches(holder, waker))).toBe(true)
    drop(future)
    drop(future)
    expect([future, ...behind].map(holder => reaches(holder, waker))).toEqual([future, ...behind].map(() => false))
    satisfy()
    expect(waker.count).toBe(0)
    expect(thrownBy(() => future.poll({ waker }))).toBeInstanceOf(PolledAfterCompletionError)
  })

  it(`8: ${name}: disposed unpolled, it has touched nothing and refuses polls`, () => {
    const { future, satisfy } = make()
    drop(future)
    drop(future)
    satisfy()
    expect(thrownBy(() => future.poll({ waker: countingWaker() }))).toBeInstanceOf(PolledAfterCompletionError)
  })

  it(`2: ${name}: a context that throws finishes it, and it has left nothing behind`, () => {
    const { future, satisfy, behind } = make()
    const first = countingWaker()
    expect(future.poll({ waker: first })).toBe(Pending)
    const boom = new Error('context')
    expect(thrownBy(() => future.poll({ get waker(): Waker { throw boom } }))).toBe(boom)
    drop(future)
    if (!stream) expect(behind.some(holder => reaches(holder, first))).toBe(false)
    satisfy()
  })

  it(`2: ${name}: a stored waker whose willWake throws finishes it, and it has left nothing behind, though nobody disposes it`, () => {
    const { future, satisfy, behind } = make()
    const boom = new Error('willWake')
    const first: Waker = { wake: () => {}, willWake: () => { throw boom } }
    expect(future.poll({ waker: first })).toBe(Pending)
    expect(thrownBy(() => future.poll({ waker: countingWaker() }))).toBe(boom)
    expect(Object.hasOwn(boom, 'suppressed')).toBe(false)
    expect(behind.some(holder => reaches(holder, first))).toBe(false)
    if (!stream) expect(thrownBy(() => future.poll({ waker: countingWaker() }))).toBeInstanceOf(PolledAfterCompletionError)
    drop(future)
    satisfy()
  })

  it(`22: ${name}: tells its name, what it waits on, and whether it may be sent`, () => {
    const { future } = make()
    future.poll({ waker: countingWaker() })
    expect(future[inspect]!().name).toMatch(/\w/)
    expect(waitsOn(future)).toMatch(/\w/)
    expect(isSendable(future)).toBe(true)
    drop(future)
  })
}

function wakerLaws(name: string, make: () => LeafCase): void {
  it(`2, 9: ${name}: polled from inside its own poll, it refuses, or takes that for a spurious poll: nothing is queued twice`, () => {
    const { future, satisfy, behind } = make()
    const [outer, inner] = [countingWaker(), countingWaker()]
    let entered = false
    const meddling: Context = {
      get waker(): Waker {
        if (entered) return outer
        entered = true
        try {
          expect(future.poll({ waker: inner })).toBe(Pending)
        } catch (error) {
          expect(error).toBeInstanceOf(BorrowError)
        }
        return outer
      },
    }
    expect(future.poll(meddling)).toBe(Pending)
    satisfy()
    expect([outer.count, inner.count]).toEqual([1, 0])
    expect(future.poll({ waker: outer })).not.toBe(Pending)
    expect(behind.some(holder => reaches(holder, outer) || reaches(holder, inner))).toBe(false)
  })

  it(`32: ${name}: state is settled before its waker is called, which may poll it`, () => {
    const { future, satisfy } = make()
    const got: unknown[] = []
    future.poll({ waker: wakerFn(() => void got.push(future.poll({ waker: countingWaker() }))) })
    satisfy()
    expect(got).toHaveLength(1)
    expect(got[0]).not.toBe(Pending)
  })

  it(`32: ${name}: its waker may drop it`, () => {
    const { future, satisfy, behind } = make()
    const waker = wakerFn(() => drop(future))
    future.poll({ waker })
    satisfy()
    expect(behind.some(holder => reaches(holder, waker))).toBe(false)
    expect(thrownBy(() => future.poll({ waker }))).toBeInstanceOf(PolledAfterCompletionError)
  })

  it(`32: ${name}: a waker that throws has taken nothing from it`, () => {
    const { future, satisfy } = make()
    const boom = new Error('waker')
    future.poll({ waker: wakerFn(() => { throw boom }) })
    try {
      satisfy()
    } catch (error) {
      expect(error).toBe(boom)
    }
    const later = mockTask(future)
    expect(later.poll()).not.toBe(Pending)
  })
}
