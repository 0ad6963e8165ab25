// Locks and notices under every schedule of two to four tasks, one of which may be dropped at any suspension, or polled unasked.
import { afterEach, describe, expect, it } from 'vitest'
import { catchUnwind, drop, map, type Future, type Result } from '../../src/future/index.ts'
import { spawnLocal } from '../../src/runtime/index.ts'
import { Mutex, Notify, RwLock, Semaphore, type Guard, type Permit, type ReadGuard, type WriteGuard } from '../../src/sync/index.ts'
import type { ExploreOptions } from '../../src/testing/index.ts'
import { sleep } from '../../src/time/index.ts'
import { outcomes } from '../support/outcomes.ts'
import { routine, type RoutineBody } from '../support/routine.ts'
import { turns } from '../support/turns.ts'

/** With two tasks there is room for polls that nobody asked for, too. */
const optionsFor = (tasks: number): ExploreOptions => ({ dropAt: 'any', spurious: tasks === 2 ? 1 : 0 })

/** How long a task keeps what it has: over a suspension, but of four only the first, or there would be too many schedules. */
const stay = (at: number, tasks: number): Future<void> => turns(tasks < 4 || at === 0 ? 2 : 1)

/** What tasks found wrong in the runs of a test; none stays unseen, as the outcome of a failed task might. */
const wrong: string[] = []
afterEach(() => expect(wrong.splice(0)).toEqual([]))

/** Spawns a task for each body, and is over when nobody can go on: time passes only then. */
function together(bodies: readonly (() => RoutineBody<void>)[]): Future<void> {
  for (const [at, body] of bodies.entries()) spawnLocal(routine(`Task ${at}`, body))
  return sleep(1)
}

describe('Mutex', () => {
  it.each([2, 3, 4])('5, 39: of %i tasks, one at a time is inside, each that lives gets in once, and the lock is free at the end', count => {
    const all = outcomes(() => {
      const mutex = new Mutex(0)
      let inside = 0
      const bodies = Array.from({ length: count }, (_, at) => function* (): RoutineBody<void> {
        using guard = (yield mutex.lock()) as Guard<number>
        if (++inside !== 1) wrong.push('two are inside')
        try {
          yield stay(at, count)
          guard.value++
        } finally {
          inside--
        }
      })
      return [together(bodies), () => String(mutex.tryLock()?.value)]
    }, optionsFor(count))
    // One of them may be dropped.
    expect(all).toEqual([String(count - 1), String(count)])
  })

  it('38, 39: gets in, in the order of asking', () => {
    const all = outcomes(() => {
      const mutex = new Mutex(0)
      const asked: number[] = []
      const entered: number[] = []
      const bodies = [0, 1, 2].map(at => function* (): RoutineBody<void> {
        yield turns(1)
        asked.push(at)
        using _guard = (yield mutex.lock()) as Guard<number>
        entered.push(at)
        yield turns(2)
      })
      return [together(bodies), () => String(asked.join() === entered.join())]
    })
    expect(all).toEqual(['true'])
  })
})

describe('RwLock', () => {
  it.each(['rw', 'rww', 'rrw', 'rrww'])('5, 39: %s: readers together or one writer, and the lock is free at the end', who => {
    const all = outcomes(() => {
      const lock = new RwLock(0)
      let [readers, writers, met] = [0, 0, false]
      const read = (at: number) => function* (): RoutineBody<void> {
        using _guard = (yield lock.read()) as ReadGuard<number>
        readers++
        try {
          if (writers > 0) wrong.push('reads while one writes')
          if (readers > 1) met = true
          yield stay(at, who.length)
        } finally {
          readers--
        }
      }
      const write = (at: number) => function* (): RoutineBody<void> {
        using guard = (yield lock.write()) as WriteGuard<number>
        writers++
        try {
          if (writers > 1 || readers > 0) wrong.push('writes while another reads or writes')
          yield stay(at, who.length)
          guard.value++
        } finally {
          writers--
        }
      }
      const main = together([...who].map((side, at) => (side === 'r' ? read : write)(at)))
      return [main, () => `${lock.tryWrite()?.value}${met ? ', readers met' : ''}`]
    }, optionsFor(who.length))
    const writes = who.split('w').length - 1
    const counts = [String(writes - 1), String(writes)]
    expect(all).toEqual(who.startsWith('rr') ? counts.flatMap(count => [count, `${count}, readers met`]) : counts)
  })

  it('39: a writer that downgrades lets no writer in between', () => {
    const all = outcomes(() => {
      const lock = new RwLock(0)
      const bodies = [1, 2].map(by => function* (): RoutineBody<void> {
        const writer = (yield lock.write()) as WriteGuard<number>
        const seen = (writer.value += by)
        using reader = writer.downgrade()
        yield turns(2)
        if (reader.value !== seen) wrong.push('written in between')
      })
      return [together(bodies), () => String(lock.tryWrite()?.value)]
    }, optionsFor(2))
    // A task that is dropped before it has the lock adds nothing.
    expect(all).toEqual(['1', '2', '3'])
  })
})

describe('Semaphore', () => {
  it.each([[[1, 1], 1], [[1, 2], 2], [[2, 1, 1], 2], [[3, 1, 2], 3], [[1, 2, 1, 2], 2]])('5, 39: for %j of %i permits, never more are out than there are, and all return', (wants, total) => {
    const all = outcomes(() => {
      const semaphore = new Semaphore(total)
      let out = 0
      const bodies = wants.map((count, at) => function* (): RoutineBody<void> {
        using permit = (yield semaphore.acquire(count)) as Permit
        out += permit.count
        try {
          if (out > total) wrong.push(`${out} of ${total} permits are out`)
          yield stay(at, wants.length)
        } finally {
          out -= count
        }
      })
      return [together(bodies), () => `${semaphore.available} free`]
    }, optionsFor(wants.length))
    expect(all).toEqual([`${total} free`])
  })

  it('39: closed at any moment, every acquire has its permits or fails, and all permits return', () => {
    const all = outcomes(() => {
      const semaphore = new Semaphore(1)
      const how: string[] = []
      const bodies: (() => RoutineBody<void>)[] = [0, 1, 2].map(at => function* () {
        const result = (yield catchUnwind(semaphore.acquire())) as Result<Permit>
        how[at] = result.ok ? 'has it' : (result.error as Error).name
        if (!result.ok) return
        yield turns(1)
        drop(result.value)
      })
      bodies.push(function* () {
        yield turns(2)
        semaphore.close()
      })
      return [together(bodies), () => `${how.map(one => (one === 'has it' ? 'y' : 'n')).sort().join('')}, ${semaphore.available} free`]
    })
    expect(all).toEqual(['nnn, 1 free', 'nny, 1 free', 'nyy, 1 free', 'yyy, 1 free'])
  })
})

describe('Notify', () => {
  it.each([['notifyOne', 'notifyOne'], ['notifyOne', 'notifyLast'], ['notifyLast', 'notifyLast']] as const)('5, 38: %s and %s notify two of three, though one that was notified may be dropped', (first, second) => {
    const all = outcomes(() => {
      const notify = new Notify()
      let [count, calls] = [0, 0]
      for (let at = 0; at < 3; at++) {
        const notified = notify.notified()
        notified.enable()
        spawnLocal(map(notified, () => void count++))
      }
      spawnLocal(turns(2, turn => {
        calls++
        notify[turn === 0 ? first : second]()
      }))
      return [sleep(1), () => `${count} after ${calls} calls`]
    }, { dropAt: 'any' })
    // The caller, too, may be dropped after its first.
    expect(all).toEqual(['1 after 1 calls', '2 after 2 calls'])
  })

  it('5, 38: a notifyOne is never lost: whoever is left gets it', () => {
    const all = outcomes(() => {
      const notify = new Notify()
      let got = 0
      const body = function* (): RoutineBody<void> {
        yield notify.notified()
        got++
        // Passed on by hand, so that all end; what matters is that the first was not lost.
        notify.notifyOne()
      }
      spawnLocal(turns(2, turn => void (turn === 1 && notify.notifyOne())))
      return [together([body, body, body]), () => `${got} got it`]
    }, {})
    expect(all).toEqual(['3 got it'])
  })

  it('38: notifyWaiters reaches whoever was made before it, polled or not', () => {
    const all = outcomes(() => {
      const notify = new Notify()
      const made = [0, 1, 2].map(() => notify.notified())
      spawnLocal(turns(1, () => notify.notifyWaiters()))
      let got = 0
      const bodies = made.map(notified => function* (): RoutineBody<void> {
        yield turns(1)
        yield notified
        got++
      })
      return [together(bodies), () => `${got} got it`]
    }, { dropAt: 'any' })
    expect(all).toEqual(['2 got it', '3 got it'])
  })

  it('38: a flag that is set before a notifyOne, and looked at before each wait, is always seen', () => {
    const all = outcomes(() => {
      const notify = new Notify()
      let flag = false
      spawnLocal(turns(2, turn => {
        if (turn === 0) return
        flag = true
        notify.notifyOne()
      }))
      const main = routine('Main', function* () {
        while (!flag) yield notify.notified()
      })
      return [main, () => String(flag)]
    })
    expect(all).toEqual(['true'])
  })
})
