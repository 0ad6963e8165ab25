import { describe, expect, it } from 'vitest'
import { catchUnwind, drop, inspect, lazy, map, Pending, pending, pollFn, ready, select, type Future, type Waker } from '../../src/future/index.ts'
import { blockOn, DeadlockError, JoinError, LocalSet, NestedBlockOnError, Runtime, spawnLocal, type JoinHandle } from '../../src/runtime/index.ts'
import { explore, InjectedFailure, replay, ScheduleError, type ExploreOptions, type Program } from '../../src/testing/index.ts'
import { Instant, pause, sleep } from '../../src/time/index.ts'
import { thrownBy } from '../support/thrown.ts'
import { turns } from '../support/turns.ts'

const factorial = (n: number): number => (n < 2 ? 1 : n * factorial(n - 1))
/** In how many orders tasks of so many turns can take them. */
const interleavings = (...lengths: number[]): number => lengths.reduce((all, k) => all / factorial(k), factorial(lengths.reduce((a, b) => a + b)))

const boom = (): never => {
  throw new Error('boom')
}

/** Runs `program` under every schedule, and gives what each wrote into its log. */
function logs(program: (log: string[]) => Future<unknown> | void, options: ExploreOptions = {}): string[] {
  const all: string[] = []
  const report = explore(trial => {
    const log: string[] = []
    trial.atEnd(() => all.push(log.join(' ')))
    return program(log)
  }, options)
  report.check()
  expect(report.schedules).toBe(all.length)
  return all
}

describe('explore, depth first', () => {
  it.each([[1, 1], [2, 2], [3, 3], [1, 6], [6, 6], [2, 2, 2], [1, 2, 3], [1, 1, 1, 1], [2, 2, 2, 2]])('walks each interleaving of tasks of %i and %i turns once', (...lengths) => {
    const all = logs(log => {
      lengths.forEach((length, at) => spawnLocal(turns(length, () => log.push(`${at}`))))
    })
    expect(all).toHaveLength(interleavings(...lengths))
    expect(new Set(all).size).toBe(all.length)
  })

  it('begins with first come, first served, the main future before all', () => {
    const all = logs(log => {
      spawnLocal(turns(2, () => log.push('a')))
      spawnLocal(turns(2, () => log.push('b')))
      return turns(3, () => log.push('main'))
    })
    expect(all[0]).toBe('main a b main a b main')
  })

  it('ends with the main future, as blockOn does, and disposes what is left', () => {
    const all = logs(log => {
      spawnLocal({ poll: () => (log.push('polled'), Pending), [Symbol.dispose]: () => void log.push('disposed') })
      return turns(1, () => log.push('main'))
    })
    expect(all).toEqual(['main disposed', 'polled main disposed'])
  })

  it('skips a choice where one task is ready', () => {
    expect(explore(() => turns(50))).toMatchObject({ schedules: 1, exhaustive: true, deepest: 0 })
  })

  it.each([[0, 1], [1, 6], [2, 15]])('with a bound of %i preemptions says that it was not all, unless it was', (preemptions, most) => {
    const program = (): void => {
      spawnLocal(turns(3))
      spawnLocal(turns(3))
    }
    const report = explore(program, { preemptions })
    expect(report).toMatchObject({ exhaustive: false, failure: null })
    expect(report.schedules).toBeLessThanOrEqual(most)
    expect(explore(program, { preemptions: 5 })).toMatchObject({ schedules: 20, exhaustive: true })
    expect(explore(() => turns(3), { preemptions: 0 })).toMatchObject({ schedules: 1, exhaustive: true })
  })

  it('walks within the bound exactly the schedules with no more departures', () => {
    const departures = (preemptions: number): number => {
      let most = 0
      explore(trial => {
        const order: number[] = []
        const queue = [0, 1, 2]
        let departed = 0
        queue.forEach(at => spawnLocal(turns(2, turn => {
          if (queue[0] !== at) departed++
          queue.splice(queue.indexOf(at), 1)
          if (turn === 0) queue.push(at)
          order.push(at)
        })))
        trial.atEnd(() => (most = Math.max(most, departed)))
      }, { preemptions })
      return most
    }
    expect([0, 1, 2].map(departures)).toEqual([0, 1, 2])
  })

  it('says that it was not all after a limit of schedules or turns', () => {
    const program = (): void => [2, 2].forEach(count => spawnLocal(turns(count)))
    expect(explore(program, { schedules: 5 })).toMatchObject({ schedules: 5, exhaustive: false, cut: 0, failure: null })
    expect(explore(program, { schedules: 6 })).toMatchObject({ schedules: 6, exhaustive: true })
    expect(explore(program, { turns: 3 })).toMatchObject({ exhaustive: false, cut: 6, failure: null })
    expect(String(explore(program, { turns: 3 }))).toBe('6 schedules, not all, 6 cut off')
    expect(String(explore(program))).toBe('6 schedules, which is all')
    expect(String(explore(() => turns(1)))).toBe('1 schedule, which is all')
  })

  it('finds no failure in what a cut leaves undone', () => {
    const failing = (): Program => () => {
      const handle = catchUnwind(spawnLocal(pollFn(boom)))
      const rest = turns(20)
      spawnLocal({ poll: () => Pending, [Symbol.dispose]: boom })
      return pollFn(cx => (rest.poll(cx) === Pending ? Pending : handle.poll(cx)))
    }
    expect(explore(failing(), { turns: 10 })).toMatchObject({ cut: expect.any(Number), failure: null, exhaustive: false })
    expect(replay(failing(), 'explore1;turns=10;')).toMatchObject({ cut: true, failure: null })
    expect(explore(() => void spawnLocal(turns(3, turn => turn === 1 && boom())), { turns: 2 }).failure!.kind).toBe('task')
  })
})

describe('explore chooses', () => {
  it('the branch with which select begins', () => {
    const all = logs(log => map(select(ready('a'), ready('b'), ready('c')), ({ value }) => log.push(value)))
    expect(all).toEqual(['a', 'b', 'c'])
  })

  it('between timers that are due together', () => {
    const all = logs(log => {
      for (const name of ['a', 'b', 'c']) spawnLocal(map(sleep(10), () => log.push(name)))
      spawnLocal(map(sleep(20), () => log.push('d')))
    })
    expect(new Set(all)).toEqual(new Set(['a b c d', 'a c b d', 'b a c d', 'b c a d', 'c a b d', 'c b a d']))
  })

  it('with late, whether a timer comes before a task that is ready', () => {
    const program = (log: string[]): void => {
      spawnLocal(turns(3, turn => log.push(`${turn}`)))
      spawnLocal(map(sleep(10), () => log.push(`at ${Instant.now().elapsed()}`)))
    }
    expect(new Set(logs(program))).toEqual(new Set(['0 1 2 at 0']))
    expect(new Set(logs(program, { late: 1 }))).toEqual(new Set(['0 1 2 at 0', '0 1 at 0 2', '0 at 0 1 2', 'at 0 0 1 2']))
  })

  it('on a virtual clock, paused or not', () => {
    const read = (log: string[]): Future<unknown> => {
      const before = Instant.now()
      return map(sleep(86_400_000), () => log.push(`${before.elapsed()}`))
    }
    expect(logs(read)).toEqual(['86400000'])
    expect(logs(log => (pause(), read(log)))).toEqual(['86400000'])
  })

  it('with spurious, polls of tasks that nobody woke', () => {
    const program = (log: string[]): Future<unknown> => {
      let polls = 0
      spawnLocal(pollFn(() => (log.push(`idle ${++polls}`), Pending)))
      return turns(2, () => log.push('main'))
    }
    expect(new Set(logs(program))).toEqual(new Set(['main idle 1 main', 'main main', 'idle 1 main main']))
    expect(new Set(logs(program, { spurious: 1 }))).toContain('idle 1 main idle 2 main')
    expect(logs(program, { spurious: 1 }).filter(log => log.includes('idle 3'))).toEqual([])
  })

  it('with spurious, those of a LocalSet too', () => {
    const program: Program = () => {
      let polls = 0
      const set = new LocalSet()
      const wait = sleep(5)
      set.spawnLocal(pollFn(cx => {
        if (++polls === 3) throw new Error('three')
        return wait.poll(cx)
      }))
      return set
    }
    expect(explore(program)).toMatchObject({ exhaustive: true, failure: null })
    expect(explore(program, { spurious: 1 }).failure!.trace).toEqual([
      'the program begins, spawns task 1 (PollFn)',
      'the main future (LocalSet): polled',
      'task 1 (PollFn): polled, waits',
      'the main future (LocalSet): waits',
      'the schedule wakes task 1 (PollFn), wakes the main future (LocalSet)',
      'the main future (LocalSet): polled',
      'task 1 (PollFn): polled, waits',
      'the main future (LocalSet): waits',
      'the clock moves to 5 ms, wakes task 1 (PollFn), wakes the main future (LocalSet)',
      'the main future (LocalSet): polled',
      'task 1 (PollFn): polled, fails',
      'the main future (LocalSet): done',
      'the run ends',
    ])
  })

  it('with dropAt, where a task is disposed; who joins it may hear of that', () => {
    const program = (log: string[]): Future<unknown> => {
      const inner = turns(3, turn => log.push(`${turn}`))
      const handle = spawnLocal({ poll: cx => inner.poll(cx), [Symbol.dispose]: () => void log.push('dropped') })
      return pollFn(cx => handle.poll(cx))
    }
    expect(logs(program)).toContain('0 1 2')
    expect(new Set(logs(program, { dropAt: 'any' }))).toEqual(new Set(['0 1 2', '0 dropped', '0 1 dropped']))
  })

  it('with dropAt main, where the program is cancelled: everything is released, and the checks know', () => {
    const ends = new Set<string>()
    const program = (fails: boolean): Program => trial => {
      const log: string[] = []
      const held = (name: string, inner: Future<unknown>): Future<unknown> => ({ poll: cx => inner.poll(cx), [Symbol.dispose]: () => {
        log.push(name)
        if (fails) throw new Error(`${name} fails`)
      } })
      const runtime = Runtime.current()!
      spawnLocal(held('task', sleep(20)))
      trial.atEnd(() => {
        const left = runtime.dump().length
        ends.add(`${trial.cancelled ? 'cancelled' : 'whole'}: ${log.join(' ')}, ${left} left`)
      })
      return held('main', sleep(10))
    }
    explore(program(false), { dropAt: 'main' }).check()
    expect([...ends].sort()).toEqual([
      'cancelled: main task, 0 left',
      'whole: task, 0 left',
    ])
    expect(explore(program(true), { dropAt: 'main' }).failure!.kind).toBe('task')
    ends.clear()
    explore(program(false), { dropAt: 'any' }).check()
    expect([...ends].sort()).toEqual(['whole: task, 0 left'])
    const { failure } = explore(() => ({ poll: () => (sleep(1), Pending), [Symbol.dispose]: boom }) as Future<never>, { dropAt: 'main' })
    expect(failure!.kind).toBe('deadlock')
    const cancelled = explore(trial => {
      trial.atEnd(() => {
        if (trial.cancelled) throw new Error('half done')
      })
      return turns(2)
    }, { dropAt: 'main' }).failure!
    expect([cancelled.kind, cancelled.trace]).toEqual(['check', [
      'the program begins', 'the main future (PollFn): polled, wakes itself, waits', 'the main future (PollFn): dropped while it waits', 'the run ends',
    ]])
    const throwing = explore(() => {
      const inner = turns(2)
      return { poll: cx => inner.poll(cx), [Symbol.dispose]: boom }
    }, { dropAt: 'main' }).failure!
    expect([throwing.kind, (throwing.error as Error).message]).toEqual(['main', 'boom'])
  })

  it('with dropAt, tasks of a LocalSet too', () => {
    const program = (log: string[]): Future<unknown> => {
      const set = new LocalSet()
      for (const name of ['a', 'b']) {
        const inner = turns(2, turn => log.push(`${name}${turn}`))
        set.spawnLocal({ poll: cx => inner.poll(cx), [Symbol.dispose]: () => void log.push(`-${name}`) })
      }
      return map(set, () => log.push('all'))
    }
    const pausing = (log: string[]): Future<unknown> => {
      const set = new LocalSet()
      for (const name of ['a', 'b']) {
        const inner = sleep(5)
        set.spawnLocal(map({ poll: cx => inner.poll(cx), [Symbol.dispose]: () => log.push(`-${name}`) } as Future<void>, () => log.push(name)))
      }
      return map(set, () => log.push('all'))
    }
    expect(logs(program)).toEqual(['a0 b0 a1 b1 all'])
    // Also between two turns that would be in one poll of the set.
    expect(new Set(logs(program, { dropAt: 'any' }))).toEqual(new Set([
      'a0 b0 a1 b1 all', 'a0 -a b0 b1 all', 'a0 b0 -a b1 all', 'a0 b0 -b a1 all', 'a0 b0 a1 -b all',
    ]))
    expect(new Set(logs(pausing, { dropAt: 'any', late: 1 }))).toEqual(new Set(['a b all', 'b a all', '-a b all', '-b a all', 'a -b all', 'b -a all']))
    const told = explore(trial => {
      const log: string[] = []
      trial.atEnd(() => {
        if (log.join() === '-a,b,all') throw new Error('a is missed')
      })
      return pausing(log)
    }, { dropAt: 'any' }).failure!
    expect(told.trace).toContainEqual(expect.stringMatching(/^the schedule drops task 1 /))
    expect(told.trace).toContainEqual(expect.stringMatching(/^task 1 .*: disposed/))
  })

  it('with dropAt, a task of a LocalSet that wakes itself and loses its item', () => {
    const program: Program = trial => {
      const [inbox, outbox]: [number[], number[]] = [[1], []]
      let item: number | undefined
      const set = new LocalSet()
      set.spawnLocal({ poll: cx => {
        if (item !== undefined) return void outbox.push(item)
        item = inbox.shift()
        cx.waker.wake()
        return Pending
      } })
      trial.atEnd(() => {
        if (inbox.length + outbox.length !== 1) throw new Error('an item was lost')
      })
      return set
    }
    expect(explore(program)).toMatchObject({ schedules: 1, exhaustive: true })
    const { failure } = explore(program, { dropAt: 'any' })
    expect(failure!.trace).toEqual([
      'the program begins, spawns task 1 (Object)',
      'the main future (LocalSet): polled',
      'task 1 (Object): polled, wakes itself, waits',
      'the main future (LocalSet): wakes itself, waits',
      'the schedule drops task 1 (Object)',
      'the main future (LocalSet): polled',
      'task 1 (Object): disposed',
      'the main future (LocalSet): done',
      'the run ends',
    ])
    // A set takes as many turns a poll as ever, when no run is on.
    let polls = 0
    blockOn(map(program({ atEnd: () => {} } as never) as Future<unknown>, () => polls++))
    expect(polls).toBe(1)
  })

  it('with dropAt, what a LocalSet inside a LocalSet holds', () => {
    const all = logs(log => {
      const [outer, inner] = [new LocalSet(), new LocalSet()]
      const task = turns(2, turn => log.push(`${turn}`))
      inner.spawnLocal({ poll: cx => task.poll(cx), [Symbol.dispose]: () => void log.push('dropped') })
      outer.spawnLocal(inner)
      return map(outer, () => log.push('all'))
    }, { dropAt: 'any' })
    expect(new Set(all)).toEqual(new Set(['0 1 all', '0 dropped all']))
  })

  it('with failures, what fails', () => {
    const program: Program = trial => {
      const written: string[] = []
      for (const name of ['a', 'b']) {
        spawnLocal(pollFn(() => {
          trial.mayFail(`writing ${name}`)
          written.push(name)
        }))
      }
    }
    expect(explore(program).failure).toBe(null)
    const { failure } = explore(program, { failures: 1 })
    expect([failure!.kind, failure!.error]).toEqual(['task', expect.any(JoinError)])
    expect((failure!.error as JoinError).cause).toBeInstanceOf(InjectedFailure)
    expect(failure!.message).toContain('writing a failed, as the schedule wants it')
    expect(failure!.trace).toContain('task 1 (PollFn): polled, a failure is injected: writing a, fails')
    const handled: Program = trial => catchUnwind(pollFn(() => trial.mayFail('it')))
    expect(explore(handled, { failures: 1 })).toMatchObject({ schedules: 2, exhaustive: true })
  })

  it('what the program leaves to it', () => {
    const seen: number[] = []
    explore(trial => void seen.push(trial.choose(3) * 10 + trial.choose(2) + trial.choose(1))).check()
    expect(seen).toEqual([0, 1, 10, 11, 20, 21])
    expect(thrownBy(() => explore(trial => void trial.choose(0)).check())).toMatchObject({ cause: expect.any(RangeError) })
    expect(thrownBy(() => explore(trial => trial.atEnd(7 as never)).check())).toMatchObject({ cause: new TypeError('atEnd: expected a function, and got a number') })
    for (const what of [undefined, Symbol('it')]) {
      expect(thrownBy(() => explore(trial => trial.mayFail(what as never)).check())).toMatchObject({ cause: new TypeError(`mayFail: expected what may fail, in words, and got ${what === undefined ? 'undefined' : 'a symbol'}`) })
    }
  })
})

describe('a trace names who does what', () => {
  const traceOf = (program: Program, options: ExploreOptions): readonly string[] => explore(program, options).failure!.trace
  const failing = (inner: Future<void>): Future<void> => ({ poll: cx => inner.poll(cx), [Symbol.dispose]: boom })

  it('of a task that is dropped: the drop, not its wakes, and that its dispose throws', () => {
    expect(traceOf(() => (spawnLocal(failing(sleep(5))), sleep(10)), { dropAt: 'any' })).toEqual([
      'the program begins, spawns task 1 (Object)',
      'the main future (sleep(10)): polled, waits',
      'task 1 (Object): polled, waits',
      'task 1 (Object): dropped while it waits, fails',
      'the clock moves to 5 ms',
      'the clock moves to 10 ms, wakes the main future (sleep(10))',
      'the main future (sleep(10)): polled, done',
      'the run ends',
    ])
  })

  it('of a task in a LocalSet that is dropped: first the drop, then whom it wakes, and that its dispose throws', () => {
    expect(traceOf(() => {
      const set = new LocalSet()
      set.spawnLocal(failing(sleep(5)))
      return set
    }, { dropAt: 'any' })).toEqual([
      'the program begins, spawns task 1 (Object)',
      'the main future (LocalSet): polled',
      'task 1 (Object): polled, waits',
      'the main future (LocalSet): waits',
      'the schedule drops task 1 (Object), wakes the main future (LocalSet)',
      'the main future (LocalSet): polled',
      'task 1 (Object): disposed, fails',
      'the main future (LocalSet): done',
      'the run ends',
    ])
  })

  it('of a task that another aborts, whose disposal wakes a third', () => {
    const trace = traceOf(trial => {
      let waiting: Waker | null = null
      const victim = spawnLocal({ poll: () => Pending, [Symbol.dispose]: () => waiting!.wake() })
      spawnLocal(pollFn(cx => (waiting === null ? ((waiting = cx.waker), Pending) : void 0)))
      spawnLocal(pollFn(() => victim.abort()))
      trial.atEnd(boom)
    }, {})
    expect(trace).toEqual([
      'the program begins, spawns task 1 (Object), spawns task 2 (PollFn), spawns task 3 (PollFn)',
      'task 1 (Object): polled, waits',
      'task 2 (PollFn): polled, waits',
      'task 3 (PollFn): polled, aborts task 1 (Object), done',
      'task 1 (Object): disposed, wakes task 2 (PollFn)',
      'task 2 (PollFn): polled, done',
      'the run ends',
    ])
  })

  it('of a poll that goes on when one inside it is over', () => {
    expect(traceOf(trial => {
      const set = new LocalSet()
      set.spawnLocal(turns(2, turn => turn === 1 && trial.choose(2)))
      trial.atEnd(boom)
      return pollFn(cx => {
        const answer = set.poll(cx)
        spawnLocal(ready(trial.choose(2)))
        return answer
      })
    }, {})).toEqual([
      'the program begins, spawns task 1 (PollFn)',
      'the main future (PollFn): polled',
      'task 1 (PollFn): polled, wakes itself, waits',
      'task 1 (PollFn): polled, chooses 0, done',
      'the main future (PollFn): chooses 0, spawns task 2 (ReadyFuture), done',
      'the run ends',
      'task 2 (ReadyFuture): disposed',
    ])
  })

  it('of a poll that nobody asked for, without a wake', () => {
    let polls = 0
    expect(traceOf(() => {
      polls = 0
      spawnLocal(pollFn(() => (polls++ === 1 ? boom() : Pending)))
      return turns(2)
    }, { spurious: 1 })).toEqual([
      'the program begins, spawns task 1 (PollFn)',
      'the main future (PollFn): polled, wakes itself, waits',
      'task 1 (PollFn): polled, waits',
      'task 1 (PollFn): polled though not woken, fails',
      'the main future (PollFn): polled, done',
      'the run ends',
    ])
  })
})

describe('explore takes for a failure', () => {
  const kindOf = (program: Program, options: ExploreOptions = {}): string | undefined => explore(program, options).failure?.kind

  it('what the program, its main future, an unjoined task or a check throws', () => {
    expect(kindOf(boom)).toBe('program')
    expect(kindOf(() => pollFn(boom))).toBe('main')
    expect(kindOf(() => void spawnLocal(pollFn(boom)))).toBe('task')
    expect(kindOf(trial => trial.atEnd(boom))).toBe('check')
    expect(kindOf(() => void spawnLocal({ poll: () => Pending, [Symbol.dispose]: boom }))).toBe('deadlock')
    expect(kindOf(() => {
      spawnLocal({ poll: () => Pending, [Symbol.dispose]: boom })
      return turns(2)
    })).toBe('task')
  })

  it('nothing, where somebody joins what failed', () => {
    expect(kindOf(() => catchUnwind(spawnLocal(pollFn(boom))))).toBe(undefined)
  })

  it('that a task waits for ever, unless the main future is done', () => {
    expect(kindOf(() => void spawnLocal(pending()))).toBe('deadlock')
    expect(kindOf(() => pending())).toBe('deadlock')
    expect(kindOf(() => (spawnLocal(pending()), ready(1)))).toBe(undefined)
    expect(explore(() => sleep(Infinity)).failure!.error).toBeInstanceOf(DeadlockError)
  })

  it('that the program shuts its runtime down under its main future', () => {
    const { failure } = explore(() => pollFn(() => (Runtime.current()![Symbol.dispose](), Pending)))
    expect([failure!.kind, (failure!.error as JoinError).isCancelled()]).toEqual(['main', true])
  })

  it('with everything in the error that check throws', () => {
    const report = explore(() => pollFn(boom))
    const error = thrownBy(() => report.check()) as ScheduleError
    expect(error).toBeInstanceOf(ScheduleError)
    expect([error.code, error.schedule, error.cause]).toEqual(['ERR_POLLUX_SCHEDULE', 'explore1;', report.failure!.error])
    expect(error.message.split('\n')).toEqual([
      'schedule 1: the main future throws: Error: boom',
      'under this schedule:',
      '  the program begins',
      '  the main future (PollFn): polled, fails',
      '  the run ends',
      "replay(program, 'explore1;')",
    ])
    expect(String(report)).toBe('a failure in schedule 1: explore1;')
  })
})

describe('explore shortens', () => {
  const program: Program = () => {
    const order: number[] = []
    for (let at = 0; at < 3; at++) spawnLocal(turns(3, () => order.push(at)))
    spawnLocal(pollFn(() => {
      if (order.filter(at => at === 2).length >= 2 && !order.includes(0)) throw new Error(order.join(''))
    }))
  }

  it.each(['depth-first', 'random', 'pct'] as const)('what %s finds to the fewest departures', strategy => {
    const { failure } = explore(program, { strategy, seed: 3, schedules: 100_000 })
    expect(failure!.schedule.replace('explore1;', '').split('.').filter(pick => pick !== '0')).toHaveLength(3)
    expect(replay(program, failure!.schedule).failure!.trace).toEqual(failure!.trace)
  })
})

it('explore shortens a failure to the same one, and not to another that a task could have', () => {
  const program: Program = trial => {
    const which = trial.choose(3)
    spawnLocal(turns(3, turn => {
      if (turn === 2 && which === 1) throw new TypeError('one')
      if (turn === 2 && which === 2) throw new RangeError('two')
    }))
    spawnLocal(turns(3))
  }
  const found = Array.from({ length: 20 }, (_, seed) => explore(program, { strategy: 'random', seed, preemptions: 0 }).failure!)
    .map(({ schedule, error }) => `${schedule} ${((error as JoinError).cause as Error).name}`)
  expect(new Set(found)).toEqual(new Set(['explore1;1 TypeError', 'explore1;2 RangeError']))
})

it('explore shortens a choice among very many to the lowest that fails', () => {
  const { failure } = explore(trial => {
    const [a, b] = [trial.choose(2 ** 32), trial.choose(2 ** 53 - 1)]
    if (a >= 1000 && b >= 5e12) throw new Error('too much')
  }, { strategy: 'random' })
  expect(failure!.schedule).toBe('explore1;1000.5000000000000')
})

describe('explore bears', () => {
  const unreadable = (): Error => Object.defineProperty(new Error(), 'message', { get: boom })
  const nameless = (): Error => Object.defineProperty(new Error('x'), 'name', { get: boom })
  const full = (): Error => Object.freeze(new RangeError('Maximum call stack size exceeded'))
  const revoked = (): object => {
    const { proxy, revoke } = Proxy.revocable({}, {})
    revoke()
    return proxy
  }

  it.each<[string, () => unknown, string]>([
    ['whose message cannot be read', unreadable, 'a value that cannot be shown'],
    ['whose name cannot be read', nameless, 'a value that cannot be shown'],
    ['that may not be asked what it is', revoked, 'a value that cannot be shown'],
    ['of a full stack that cannot be changed', full, 'RangeError: Maximum call stack size exceeded'],
    ['that has no text', () => Object.create(null), 'a value that cannot be shown'],
  ])('an error %s, wherever it is thrown', (_, make, words) => {
    const fail = (): never => {
      throw make()
    }
    const dropping = (): Future<void> => ({ poll: () => Pending, [Symbol.dispose]: fail })
    for (const [program, kind, options] of [
      [fail, 'program'],
      [() => lazy(fail), 'main'],
      [() => void spawnLocal(lazy(fail)), 'task'],
      [() => (spawnLocal(dropping()), sleep(1)), 'task'],
      [() => (spawnLocal(dropping()), sleep(1)), 'task', { dropAt: 'any' }],
      [trial => trial.atEnd(fail), 'check'],
      [trial => void (trial.choose(9) > 4 && fail()), 'program', { strategy: 'random' }],
    ] as [Program, string, ExploreOptions?][]) {
      const { failure } = explore(program, options)
      expect([failure!.kind, failure!.message.includes(words)]).toEqual([kind, true])
      expect(replay(program, failure!.schedule).failure!.message).toBe(failure!.message)
    }
  })
})

describe('explore refuses', () => {
  it('options that cannot be shown either, in words', () => {
    const odd = Object.create(null) as never
    for (const [options, message] of [
      [{ strategy: odd }, 'explore: there is no strategy an object; take depth-first, random or pct'],
      [{ dropAt: odd }, "explore: dropAt can be 'any' or 'main', and is an object"],
      [{ turns: odd }, 'explore: turns must be a whole number, 1 or more, and is an object'],
      [{ preemptions: '2' as never }, 'explore: preemptions must be a whole number, 0 or more, and is "2"'],
      [{ seed: '2' as never }, 'explore: the seed must be a safe integer, from −(2⁵³ − 1) to 2⁵³ − 1, and is "2"'],
    ] as const) expect(() => explore(() => {}, options)).toThrow(message)
    expect(thrownBy(() => explore(trial => void trial.choose(odd)).check())).toMatchObject({ cause: expect.any(RangeError) })
  })

  it.each<[string, object]>([['strategy', { strategy: 'luck' }], ['dropAt', { dropAt: 'all' }]])('a wrong %s', (_, options) => {
    expect(() => explore(() => {}, options)).toThrow(TypeError)
  })

  it.each(['preemptions', 'schedules', 'turns', 'depth', 'spurious', 'failures', 'late', 'seed'])('%s that is no number of its kind', name => {
    for (const value of name === 'seed' ? [NaN, Infinity] : [-1, NaN, 0.5]) expect(() => explore(() => {}, { [name]: value })).toThrow(RangeError)
  })

  it('what is no program, and what its program returns if that is no future', () => {
    expect(() => explore(7 as never)).toThrow(/^explore: expected a function/)
    expect(() => explore((() => 7) as never)).toThrow(TypeError)
    expect(Runtime.current()).toBe(null)
  })

  it('to run inside a poll, and blockOn inside it', () => {
    expect(() => blockOn(pollFn(() => explore(() => {})))).toThrow(NestedBlockOnError)
    expect(explore(() => void blockOn(ready(1))).failure!.error).toBeInstanceOf(NestedBlockOnError)
  })

  it('nothing that a program may do with handles', () => {
    let handle: JoinHandle<void> | undefined
    explore(() => {
      handle = spawnLocal(turns(1))
      drop(handle)
    }).check()
    expect(handle!.isFinished()).toBe(true)
  })

  it('to ask a failing description twice', () => {
    const odd = { poll: () => Pending, [inspect]: () => ({ name: 'odd', waitsOn: 'the moon' }) } as unknown as Future<void>
    expect(explore(() => odd).failure!.stuck).toMatchObject([{ id: 0, name: 'odd', waitsOn: 'the moon' }])
  })
})

it.each<[string, () => unknown]>([
  ['future', () => lazy(boom)],
  ['generator', function* () {
    yield boom()
  }],
])('refuses a check that is a %s, which nobody would run', (_, check) => {
  expect(() => explore(trial => trial.atEnd(() => expect(1).toBe(1))).check()).not.toThrow()
  expect(() => explore(trial => trial.atEnd(check)).check()).toThrow(/the check is asynchronous/)
})

it('refuses an asynchronous check, which would fail when all is reported', () => {
  const report = explore(trial => {
    trial.atEnd((async () => { throw new Error('too late') }) as unknown as () => void)
  })
  expect(() => report.check()).toThrow(/the check is asynchronous/)
})
