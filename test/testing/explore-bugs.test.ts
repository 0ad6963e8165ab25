// The five kinds of bug that a search is for. Each is found in the wrong program, told, replayed; and the right program has none.
import { describe, expect, it } from 'vitest'
import { byRef, inspect, lazy, Pending, select, yieldNow, type Context, type Future, type Waker } from '../../src/future/index.ts'
import { DeadlockError, spawnLocal, type TaskDump } from '../../src/runtime/index.ts'
import { explore, replay, type Program } from '../../src/testing/index.ts'
import { HandLock } from '../support/hand-lock.ts'
import { routine } from '../support/routine.ts'

const waits = (stuck: readonly TaskDump[]): string[] => stuck.map(({ id, name, waitsOn }) => `${id} ${name}: ${waitsOn}`)

/** Both strategies that draw find it too, and what they report is replayed alike. */
function foundByAll(program: Program, kind: string): void {
  for (const strategy of ['depth-first', 'random', 'pct'] as const) {
    const { failure } = explore(program, { strategy, seed: 1 })
    expect([strategy, failure?.kind]).toEqual([strategy, kind])
    const again = replay(program, failure!.schedule)
    expect([again.failure?.kind, again.trace]).toEqual([kind, failure!.trace])
  }
}

describe('explore finds a lost update', () => {
  const program = (readLate: boolean): Program => () => {
    const account = { balance: 0 }
    const slow = spawnLocal(routine('Slow', function* () {
      const before = account.balance
      yield yieldNow()
      account.balance = (readLate ? account.balance : before) + 1
    }))
    const quick = spawnLocal(routine('Quick', function* () {
      yield yieldNow()
      yield yieldNow()
      account.balance += 1
    }))
    return routine('Main', function* () {
      yield slow
      yield quick
      if (account.balance !== 2) throw new Error(`the balance is ${account.balance}`)
    })
  }

  it('by the one preemption that it takes, and tells the whole story', () => {
    foundByAll(program(false), 'main')
    const { failure } = explore(program(false))
    expect(failure!.error).toEqual(new Error('the balance is 1'))
    expect(failure!.trace).toEqual([
      'the program begins, spawns task 1 (Slow), spawns task 2 (Quick)',
      'the main future (Main): polled, waits',
      'task 1 (Slow): polled, wakes itself, waits',
      'task 2 (Quick): polled, wakes itself, waits',
      'task 2 (Quick): polled, wakes itself, waits',
      'task 2 (Quick): polled, done',
      'task 1 (Slow): polled, done, wakes the main future (Main)',
      'the main future (Main): polled, fails',
      'the run ends',
    ])
    expect(failure!.message).toContain(`replay(program, '${failure!.schedule}')`)
  })

  it('not where it reads late', () => {
    expect(explore(program(true))).toMatchObject({ exhaustive: true, failure: null })
  })
})

describe('explore finds a lost wakeup', () => {
  /** A flag; the wrong one has room for one waker. */
  class Flag {
    private isSet = false
    private readonly wakers: Waker[] = []
    private readonly room: number

    constructor(room: number) {
      this.room = room
    }

    set(): void {
      this.isSet = true
      for (const waker of this.wakers) waker.wake()
    }

    wait(): Future<void> {
      return {
        poll: (cx: Context) => {
          if (this.isSet) return
          if (this.wakers.length === this.room) this.wakers.pop()
          this.wakers.push(cx.waker)
          return Pending
        },
        [inspect]: () => ({ name: 'wait', waitsOn: 'the flag' }),
      }
    }
  }

  const program = (room: number): Program => () => {
    const flag = new Flag(room)
    spawnLocal(lazy(() => flag.set()))
    for (const name of ['First', 'Second']) spawnLocal(routine(name, function* () {
      yield flag.wait()
    }))
  }

  it('and says who sleeps for ever', () => {
    foundByAll(program(1), 'deadlock')
    const { failure } = explore(program(1))
    expect(failure!.error).toBeInstanceOf(DeadlockError)
    expect(waits(failure!.stuck)).toHaveLength(1)
    expect(failure!.message).toMatch(/these wait:\n.*the flag/)
  })

  it('not where each waiter has its place', () => {
    // The setter first, second or third: 2 orders of the waiters; 2, and each 2 of the woken one and the other; 2, and 2 of both woken.
    expect(explore(program(2))).toMatchObject({ schedules: 2 + 4 + 4, exhaustive: true, failure: null })
  })
})

describe('explore finds an AB-BA deadlock', () => {
  const program = (orders: readonly ['ab' | 'ba', 'ab' | 'ba']): Program => () => {
    const locks = { a: new HandLock('A'), b: new HandLock('B') }
    orders.forEach((order, at) => {
      const [outer, inner] = order === 'ab' ? [locks.a, locks.b] : [locks.b, locks.a]
      spawnLocal(routine(`Task${at + 1}`, function* () {
        // The second lets the first pass, in the order in which they are spawned.
        for (let n = 0; n < at * 2; n++) yield yieldNow()
        yield outer.lock()
        yield yieldNow()
        yield inner.lock()
        inner.unlock()
        outer.unlock()
      }))
    })
  }

  it('and says who waits for which lock', () => {
    foundByAll(program(['ab', 'ba']), 'deadlock')
    const { failure } = explore(program(['ab', 'ba']))
    expect(waits(failure!.stuck)).toEqual(['1 Task1: the lock B', '2 Task2: the lock A'])
  })

  it('not where both lock in one order', () => {
    expect(explore(program(['ab', 'ab']))).toMatchObject({ exhaustive: true, failure: null })
  })
})

describe('explore finds a select loop that is not safe to cancel', () => {
  class Inbox {
    readonly items: number[] = []
    private waker: Waker | null = null

    send(item: number): void {
      this.items.push(item)
      this.waker?.wake()
    }

    /** Two items at once. Dropped after the first, it takes that with it. */
    pair(): Future<number[]> {
      const taken: number[] = []
      return {
        poll: (cx: Context) => {
          while (taken.length < 2 && this.items.length > 0) taken.push(this.items.shift()!)
          if (taken.length === 2) return taken
          this.waker = cx.waker
          return Pending
        },
      }
    }
  }

  const program = (keepsIt: boolean): Program => () => {
    const inbox = new Inbox()
    const signal = spawnLocal(yieldNow())
    spawnLocal(routine('Sender', function* () {
      inbox.send(1)
      yield yieldNow()
      inbox.send(2)
    }))
    return routine('Receiver', function* () {
      let pair = inbox.pair()
      const first = (yield select(keepsIt ? byRef(pair) : pair, signal)) as { index: number; value: unknown }
      if (first.index === 0) return first.value
      if (!keepsIt) pair = inbox.pair()
      return yield pair
    })
  }

  it('which waits for an item that was dropped', () => {
    foundByAll(program(false), 'deadlock')
  })

  it('not where the branch is lent', () => {
    expect(explore(program(true))).toMatchObject({ exhaustive: true, failure: null })
  })

  it('and one that is dropped from outside, under dropAt', () => {
    const dropped = (puts: boolean): Program => trial => {
      const inbox = new Inbox()
      const received: number[] = []
      for (const item of [1, 2]) inbox.send(item)
      spawnLocal(routine('Mover', function* () {
        const item = inbox.items.shift()!
        let moved = false
        try {
          yield yieldNow()
          received.push(item)
          moved = true
        } finally {
          if (puts && !moved) inbox.items.unshift(item)
        }
      }))
      trial.atEnd(() => expect([...received, ...inbox.items]).toEqual([1, 2]))
    }
    expect(explore(dropped(false)).failure).toBe(null)
    const { failure } = explore(dropped(false), { dropAt: 'any' })
    expect([failure!.kind, failure!.trace]).toEqual(['check', [
      'the program begins, spawns task 1 (Mover)',
      'task 1 (Mover): polled, wakes itself, waits',
      'task 1 (Mover): dropped while it waits',
      'the run ends',
    ]])
    expect(explore(dropped(true), { dropAt: 'any' })).toMatchObject({ schedules: 2, exhaustive: true, failure: null })
  })
})

describe('explore finds a missed notification', () => {
  const program = (remembers: boolean): Program => () => {
    const waiting: Waker[] = []
    let count = 0
    const notified = (): Future<void> => {
      const seen = count
      let asked = false
      return {
        poll: cx => {
          if (remembers ? count > seen : asked) return
          asked = true
          waiting.push(cx.waker)
          return Pending
        },
        [inspect]: () => ({ name: 'notified', waitsOn: 'a notification' }),
      }
    }
    const door = { open: false }
    spawnLocal(routine('Guest', function* () {
      const signal = notified()
      if (door.open) return
      yield yieldNow()
      yield signal
    }))
    spawnLocal(routine('Host', function* () {
      yield yieldNow()
      yield yieldNow()
      door.open = true
      count++
      for (const waker of waiting.splice(0)) waker.wake()
    }))
  }

  it('that comes between the look and the wait', () => {
    foundByAll(program(false), 'deadlock')
    const { failure } = explore(program(false))
    expect(waits(failure!.stuck)).toEqual(['1 Guest: a notification'])
  })

  it('not where notifications are counted', () => {
    expect(explore(program(true))).toMatchObject({ exhaustive: true, failure: null })
  })
})
