// Broadcast, watch, Barrier, OnceCell and CancellationToken under every schedule, with a task dropped at every suspension.
import { describe, expect, it } from 'vitest'
import { catchUnwind, Done, inspect, type Future, type Result } from '../../src/future/index.ts'
import { spawnLocal } from '../../src/runtime/index.ts'
import { Barrier, broadcast, CancellationToken, LaggedError, OnceCell, watch, type BarrierWaitResult } from '../../src/sync/index.ts'
import { outcomes as everyOutcome } from '../support/outcomes.ts'
import { routine, type Routine } from '../support/routine.ts'
import { turns } from '../support/turns.ts'

/** Waits for every task, whether it finishes, fails or is dropped. */
const all = (tasks: Iterable<Future<unknown>>): Routine<void> => routine('All', function* () {
  for (const task of tasks) yield catchUnwind(task)
})

/** The outcomes of the runs that came to their end: where it is the main future that is dropped, nothing is promised of the others. */
function outcomes(...[program, options]: Parameters<typeof everyOutcome>): string[] {
  return everyOutcome(trial => {
    const [main, outcome] = program(trial)
    let ended = false
    return [routine('Main', function* () {
      yield main
      ended = true
    }), () => (ended ? outcome() : 'dropped')]
  }, options).filter(outcome => outcome !== 'dropped')
}

describe('broadcast under every schedule', () => {
  /** Sends 1, 2, …, a turn apart, then ends. */
  const sending = (count: number, send: (value: number) => unknown, end: Disposable): Routine<void> => routine('Send', function* () {
    try {
      for (let value = 1; value <= count; value++) {
        yield turns(2)
        send(value)
      }
    } finally {
      end[Symbol.dispose]()
    }
  })

  /** Receives to the end, and writes down what it got: `1 L1 3 .` */
  const receiving = (recv: () => Future<number | Done>, got: string[]): Routine<void> => routine('Receive', function* () {
    for (;;) {
      const next = (yield catchUnwind(recv())) as Result<number | Done>
      if (next.ok && next.value === Done) return void got.push('.')
      got.push(next.ok ? String(next.value as number) : `L${(next.error as LaggedError).count}`)
    }
  })

  it('41: of capacity 1 a receiver has each value or is told how many it lost', () => {
    expect(outcomes(() => {
      const [sender, receiver] = broadcast<number>(1)
      const got: string[] = []
      return [all([sending(3, value => sender.send(value), sender), receiving(() => receiver.recv(), got)].map(task => spawnLocal(task))), () => got.join(' ')]
    })).toEqual(['1 2 3 .', '1 L1 3 .', 'L1 2 3 .', 'L2 3 .'])
  })

  it('41: receivers do not disturb one another, wherever one task is dropped', () => {
    const seen = outcomes(() => {
      const [sender, one] = broadcast<number>(1)
      const two = sender.subscribe()
      const got: [string[], string[]] = [[], []]
      const tasks = [sending(2, value => sender.send(value), sender), receiving(() => one.recv(), got[0]), receiving(() => two.recv(), got[1])]
      return [all(tasks.map(task => spawnLocal(task))), () => got.map(each => each.join(' ')).join(', ')]
    }, { dropAt: 'any' })
    const dropped = ['', '1', 'L1', '1 2', 'L1 2']
    const either = ['1 2 .', 'L1 2 .']
    const cut = ['.', '1 .']
    const pairs = (a: string[], b: string[]): string[] => a.flatMap(one => b.flatMap(two => [`${one}, ${two}`, `${two}, ${one}`]))
    const possible = new Set([...pairs(either, either), ...pairs(cut, cut), ...pairs(dropped, either)])
    expect(seen.filter(outcome => !possible.has(outcome))).toEqual([])
    expect(seen).toEqual(expect.arrayContaining(['1 2 ., L1 2 .', '1 ., 1 .', '1, 1 2 .', 'L1 2 ., ']))
  })
})

describe('watch under every schedule', () => {
  it('41: a receiver may miss values, never the last one, wherever the sender is dropped', () => {
    const seen = (dropAt: { dropAt?: 'any' }): string[] => outcomes(() => {
      const [sender, receiver] = watch(0)
      const got: number[] = []
      let last = 0
      const tasks = [routine('Send', function* () {
        try {
          for (const value of [1, 2, 3]) {
            yield turns(2)
            sender.send(last = value)
          }
        } finally {
          sender[Symbol.dispose]()
        }
      })]
      const handles = tasks.map(task => spawnLocal(task))
      return [routine('Main', function* () {
        while (((yield catchUnwind(receiver.changed())) as Result<void>).ok) got.push(receiver.borrow())
        yield all(handles)
      }), () => {
        expect(got.at(-1) ?? 0).toBe(last)
        return got.join('')
      }]
    }, dropAt)
    expect(seen({})).toEqual(['123', '13', '23', '3'])
    expect(seen({ dropAt: 'any' })).toEqual(['', '1', '12', '123', '13', '2', '23', '3'])
  })
})

describe('Barrier under every schedule', () => {
  /** Four tasks at a barrier of two; one that is dropped before its round was complete has another come in its place. */
  const rounds = (options: { dropAt?: 'any'; spurious?: number }): string[] => outcomes(() => {
    const barrier = new Barrier(2)
    const got: BarrierWaitResult[] = []
    const tasks: Future<unknown>[] = []
    let robbed = 0
    const arrive = (): void => {
      tasks.push(spawnLocal(routine('Arrive', function* () {
        const wait = barrier.wait()
        const dispose = (): void => {
          if (wait[inspect]().state === 'released') robbed++
          else arrive()
          wait[Symbol.dispose]()
        }
        got.push((yield { poll: cx => wait.poll(cx), [Symbol.dispose]: dispose }) as BarrierWaitResult)
      })))
    }
    for (let at = 0; at < 4; at++) arrive()
    return [all(tasks), () => {
      expect(got.length + robbed).toBe(4)
      return `${got.filter(each => each.isLeader).length} of ${got.length}`
    }]
  }, options)

  it('41: there is one leader a round', () => {
    expect(rounds({ spurious: 1 })).toEqual(['2 of 4'])
  })

  it('41: a wait that is dropped has not arrived, unless its round was complete', () => {
    expect(rounds({ dropAt: 'any' })).toEqual(['2 of 3', '2 of 4'])
  })
})

describe('OnceCell under every schedule', () => {
  const made = (failing: boolean, options: { dropAt?: 'any'; spurious?: number }): string[] => outcomes(trial => {
    const cell = new OnceCell<string>()
    const [begun, got]: [string[], string[]] = [[], []]
    let running = 0
    const tasks = ['a', 'b', 'c'].map(name => spawnLocal(routine(name, function* () {
      got.push((yield cell.getOrInit(() => {
        begun.push(name)
        return routine('Init', function* () {
          expect(++running).toBe(1)
          try {
            yield turns(2)
            if (failing && begun.length === 1 && trial.choose(2) === 1) throw new Error('boom')
            return name
          } finally {
            running--
          }
        })
      })) as string)
    })))
    return [all(tasks), () => {
      expect([...new Set(got)]).toEqual(got.length === 0 ? [] : [cell.get()])
      return `${begun.length} begun, ${got.length} got it`
    }]
  }, options)

  it('41: one makes it and all get it', () => {
    expect(made(false, { spurious: 1 })).toEqual(['1 begun, 3 got it'])
  })

  it('41: after a failure the next makes it', () => {
    expect(made(true, {})).toEqual(['1 begun, 3 got it', '2 begun, 2 got it'])
  })

  it('41: wherever one is dropped, the others get it', () => {
    expect(made(false, { dropAt: 'any' })).toEqual(['1 begun, 2 got it', '1 begun, 3 got it', '2 begun, 2 got it'])
  })
})

describe('CancellationToken under every schedule', () => {
  it('41: cancelling a child, then its root, reaches whoever is left, once', () => {
    expect(outcomes(() => {
      const root = new CancellationToken()
      const child = root.childToken()
      const polls = [0, 0, 0]
      const reached: string[] = []
      const tasks = [root, child, child.childToken()].map((token, at) => spawnLocal(routine(`wait ${at}`, function* () {
        const wait = token.cancelled()
        yield { poll: cx => (polls[at]!++, wait.poll(cx)), [Symbol.dispose]: () => wait[Symbol.dispose]() }
        reached.push(String(at))
      })))
      const main = routine('Main', function* () {
        yield turns(2)
        child.cancel()
        yield turns(2)
        expect(reached).not.toContain('0')
        root.cancel()
        yield all(tasks)
      })
      return [main, () => {
        expect(polls.every(each => each <= 2)).toBe(true)
        return String(reached.length)
      }]
    }, { dropAt: 'any' })).toEqual(['2', '3'])
  })
})
