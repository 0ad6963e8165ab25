import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { lazy, Pending, pending, pollFn, race, ready, type Future } from '../../src/future/index.ts'
import { spawnLocal } from '../../src/runtime/index.ts'
import { explore, replay, schedules, ScheduleError, simulate, type Program } from '../../src/testing/index.ts'
import { formatSchedule, NOTHING_ELSE, parseSchedule } from '../../src/testing/explore/schedule.ts'
import { Instant, sleep } from '../../src/time/index.ts'
import { routine } from '../support/routine.ts'
import { thrownBy } from '../support/thrown.ts'
import { turns } from '../support/turns.ts'

/** Everything that is left to chance, in one string. */
const chances: Program<string> = trial => {
  const log: (string | number)[] = []
  const handles = ['a', 'b', 'c'].map(name => spawnLocal(routine(name, function* () {
    for (let n = 0; n < 3; n++) {
      log.push(name, (yield race(ready(0), ready(1))) as number, Math.floor(Math.random() * 100), trial.choose(5))
      yield sleep(Math.random() * 100)
    }
  })) as Future<unknown>)
  return routine('all', function* () {
    for (const handle of handles) yield handle
    return [...log, Date.now(), new Date().getTime(), performance.now()].join(' ')
  })
}

describe('simulate', () => {
  it('is the same run from the same seed, and another from another', () => {
    const runs = Array.from({ length: 20 }, (_, seed) => simulate(seed, chances))
    expect(Array.from({ length: 20 }, (_, seed) => simulate(seed, chances))).toEqual(runs)
    expect(new Set(runs.map(({ output }) => output)).size).toBe(20)
  })

  it('passes a long virtual time at once, which Date and performance tell too', () => {
    const { output, time, turns } = simulate(1, () => routine('year', function* () {
      const begun = [Date.now(), performance.now(), new Date().getTime()]
      const instant = Instant.now()
      for (let day = 0; day < 365; day++) yield sleep(86_400_000)
      return [Date.now() - begun[0]!, performance.now() - begun[1]!, new Date().getTime() - begun[2]!, instant.elapsed()]
    }))
    expect(output).toEqual(Array(4).fill(365 * 86_400_000))
    expect([time, turns]).toEqual([365 * 86_400_000, 2 * 365 + 1])
  })

  /** Whether it fails is the world's say alone, or that of the world and the schedule. */
  const unlucky: Program = () => {
    const drawn: string[] = []
    for (const name of ['a', 'b', 'c']) spawnLocal(routine(name, function* () {
      yield sleep(Math.floor(Math.random() * 3))
      drawn.push(`${name}${Math.floor(Math.random() * 10)}`)
    }))
    return routine('main', function* () {
      yield sleep(10)
      if (drawn.some(each => each.endsWith('7'))) throw new Error(`${drawn.join(' ')} at ${Date.now() % 1000} ${process.hrtime.bigint()}`)
    })
  }

  it('finds what its one string replays, also where the world decides', () => {
    const failures: string[] = []
    for (let seed = -20; seed < 20; seed++) {
      try {
        simulate(seed * 1e14, unlucky)
      } catch (thrown) {
        const error = thrown as ScheduleError
        const printed = /replay\(program, '(.*)'\)$/.exec(error.message)![1]!
        expect([printed, printed.startsWith(`explore1;seed=${seed * 1e14};`)]).toEqual([error.schedule, true])
        expect(replay(unlucky, printed).failure).toMatchObject({ error: error.cause, schedule: printed })
        expect(thrownBy(() => simulate(printed, unlucky))).toMatchObject({ cause: error.cause, schedule: printed })
        failures.push((error.cause as Error).message)
      }
    }
    expect(new Set(failures).size).toBe(failures.length)
    expect(failures.length).toBeGreaterThan(5)
  })

  it('gives each safe integer a run of its own, and refuses what is none', () => {
    const world = (seed: number): unknown => simulate(seed, chances).output
    const seeds = [0, 2 ** 31, 2 ** 32, 2 ** 32 + 1, 2 ** 40, 2 ** 53 - 1, -1, 1 - 2 ** 53, -(2 ** 32)]
    expect(new Set(seeds.map(world)).size).toBe(seeds.length)
    for (const seed of [2 ** 53, 0.5, -1.5, Infinity, NaN, 1n, undefined, null]) {
      expect(() => simulate(seed as number, chances)).toThrow(RangeError)
      if (seed !== undefined) expect(() => explore(() => {}, { seed: seed as number })).toThrow(RangeError)
    }
    expect(() => simulate(2n as never, chances)).toThrow('simulate: the seed must be a safe integer, from −(2⁵³ − 1) to 2⁵³ − 1, and is 2n')
    expect(() => replay(chances, 'explore1;seed=9007199254740993;')).toThrow(RangeError)
  })

  it('has the time of its world in process, too', () => {
    const { output } = simulate(1, () => routine('hrtime', function* () {
      const [begun, exact] = [process.hrtime(), process.hrtime.bigint()]
      yield sleep(1500.25)
      return [begun, process.hrtime(begun), process.hrtime(), process.hrtime.bigint() - exact, process.uptime()]
    }))
    expect(output).toEqual([[0, 0], [1, 501_000_000], [1, 501_000_000], 1_501_000_000n, 1.501])
  })

  it('has the time of its world in formats, too', () => {
    const { output } = simulate(1, () => routine('format', function* () {
      yield sleep(86_400_000)
      const format = new Intl.DateTimeFormat('en', { timeZone: 'UTC' })
      const later = new (new Date(0).constructor as DateConstructor)()
      return [format.format(), format.formatToParts().map(({ value }) => value).join(''), later.toISOString(), later instanceof Date]
    }))
    expect(output).toEqual(['1/2/2020', '1/2/2020', '2020-01-02T00:00:00.000Z', true])
  })

  it('refuses options that its string contradicts', () => {
    const program: Program = () => turns(2)
    const error = thrownBy(() => simulate('explore1;seed=1;drops=1;', program, { spurious: 1 })) as Error
    expect(error).toBeInstanceOf(TypeError)
    expect(error.message).toBe('simulate: the schedule itself says what may happen, and the option spurious is 1 where it says 0; give that to schedules(fc), or simulate a seed')
    for (const [options, text] of [[{ dropAt: 'main' }, 'drops=1;'], [{ dropAt: 'any' }, ''], [{ late: 2 }, 'late=1;'], [{ failures: 1 }, '']] as const) {
      expect(() => simulate(`explore1;${text}`, program, options)).toThrow(TypeError)
    }
    for (const [options, text] of [[{ dropAt: 'any' }, 'drops=1;'], [{ late: 1, turns: 5 }, 'late=1;'], [{}, 'failures=1;']] as const) {
      expect(simulate(`explore1;${text}`, program, options).turns).toBe(2)
    }
    expect(() => simulate(1, program, { spurious: -1 })).toThrow('simulate: spurious must be a whole number, 0 or more, and is -1')
  })

  it('throws the failure, with a schedule that replays it', () => {
    const program: Program = () => {
      let last = ''
      for (const name of ['a', 'b']) spawnLocal(turns(2, () => void (last = name)))
      return pollFn(cx => {
        if (last === 'b') throw new Error('b was last')
        cx.waker.wake()
        return last === 'a' ? 'a' : Pending
      })
    }
    const seed = Array.from({ length: 50 }, (_, seed) => seed).find(seed => {
      try {
        simulate(seed, program)
        return false
      } catch {
        return true
      }
    })!
    const error = thrownBy(() => simulate(seed, program)) as ScheduleError
    expect(error).toBeInstanceOf(ScheduleError)
    expect(error.message.startsWith(`with the seed ${seed} the main future throws: Error: b was last\n`)).toBe(true)
    expect(replay(program, error.schedule).failure!.error).toEqual(error.cause)
    expect(() => simulate(error.schedule, program)).toThrow(ScheduleError)
  })

  it('refuses a program that does not end, or waits for ever, or is none', () => {
    expect(() => simulate(1, () => turns(100), { turns: 99 })).toThrow(/^the program did not end in 99 turns/)
    const { message, schedule } = thrownBy(() => simulate(1, () => turns(100), { turns: 99 })) as ScheduleError
    expect(message).toBe("the program did not end in 99 turns; the option turns allows more\nreplay(program, 'explore1;seed=1;turns=99;')")
    expect(replay(() => turns(100), schedule)).toMatchObject({ cut: true, turns: 99, failure: null })
    expect(() => simulate(schedule, () => turns(100))).toThrow('did not end in 99 turns')
    expect(simulate(schedule, () => turns(100), { turns: 100 }).turns).toBe(100)
    expect(simulate(1, () => turns(100), { turns: 100 }).turns).toBe(100)
    expect(() => simulate(1, () => pending())).toThrow(/DeadlockError/)
    expect(() => simulate(NaN, () => ready(1))).toThrow(RangeError)
    expect(() => simulate(1, 7 as never)).toThrow(TypeError)
  })

  it('drops, fails, polls for nothing and is late where it may', () => {
    const program = (seen: Set<string>): Program => trial => {
      const log: string[] = []
      spawnLocal(routine('r', function* () {
        try {
          trial.mayFail('it')
        } catch {
          log.push('failed')
        }
        try {
          yield sleep(1)
          log.push('slept')
        } finally {
          log.push('end')
        }
      }))
      spawnLocal(turns(3, turn => log.push(`${turn}`)))
      trial.atEnd(() => void seen.add(log.join(' ')))
    }
    const seen = new Set<string>()
    for (let seed = 0; seed < 300; seed++) simulate(seed, program(seen), { dropAt: 'any', failures: 1, spurious: 1, late: 1 })
    const told = [...seen].join(';')
    for (const part of ['failed', 'slept end 2', '0 end', 'slept']) expect(told).toContain(part)
  })
})

describe('a schedule', () => {
  const limit = fc.oneof(fc.nat(3), fc.maxSafeNat())
  const written = fc.record({
    space: fc.record({ spurious: limit, drops: limit, cancels: limit, failures: limit, late: limit }),
    seed: fc.option(fc.maxSafeInteger()),
    turns: fc.option(fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER })),
    picks: fc.array(fc.oneof(fc.constant(0), fc.nat(3), fc.maxSafeNat()), { maxLength: 30 }).map(picks => [...picks, 1]),
    lenient: fc.boolean(),
  })

  it('is read as it was written', () => {
    fc.assert(fc.property(written, schedule => {
      expect(parseSchedule(formatSchedule(schedule))).toEqual(schedule)
    }))
  })

  it('is read as it was written, however long a run of one pick is', () => {
    const without = { space: NOTHING_ELSE, seed: null, turns: null, lenient: false }
    for (const [length, printed] of [[9_999_999, '0x9999999.1'], [10_000_000, '0x9999999.0.1'], [10_000_002, '0x9999999.0x3.1']] as const) {
      const picks = new Array<number>(length).fill(0)
      picks.push(1)
      expect(formatSchedule({ ...without, picks })).toBe(`explore1;${printed}`)
      const read = parseSchedule(`explore1;${printed}`).picks
      expect([read.length, read.findIndex(pick => pick !== 0), read.at(-1)]).toEqual([length + 1, length, 1])
    }
  })

  it('has the choice of the program among the most alternatives, and no more', () => {
    const program: Program<void> = trial => lazy(() => {
      const [small, large] = [trial.choose(2 ** 32), trial.choose(Number.MAX_SAFE_INTEGER)]
      if (small < 0 || large < 0 || small >= 2 ** 32) throw new Error('out of range')
      if (large > 2 ** 52) throw new Error(`high`)
    })
    let high = 0
    for (let seed = 0; seed < 20; seed++) {
      try {
        const { schedule } = simulate(seed, program)
        expect(simulate(schedule, program).schedule).toBe(schedule)
      } catch (error) {
        const { cause, schedule } = error as ScheduleError
        expect((cause as Error).message).toBe('high')
        expect(replay(program, schedule).failure!.schedule).toBe(schedule)
        high++
      }
    }
    expect(high > 3 && high < 17).toBe(true)
    const most = thrownBy(() => simulate(1, trial => void trial.choose(2 ** 53))) as ScheduleError
    expect(most.cause).toBeInstanceOf(RangeError)
    expect((most.cause as Error).message).toBe('choose: the number of alternatives must be a whole number from 1 to 2⁵³ − 1, and is 9007199254740992')
  })

  it('of more turns than a million has their number in it, and so can be run again', () => {
    const program: Program = trial => {
      let last = ''
      for (const name of ['a', 'b']) spawnLocal(turns(550_000, () => void (last = name)))
      trial.atEnd(() => {
        if (last === 'a') throw new Error('a is last')
      })
    }
    const { failure } = explore(program, { turns: 3e6, strategy: 'random', seed: 2, schedules: 20 })
    expect(failure!.schedule).toMatch(/^explore1;turns=3000000;/)
    expect(replay(program, failure!.schedule).failure!.schedule).toBe(failure!.schedule)
    expect(thrownBy(() => simulate(failure!.schedule, program))).toMatchObject({ cause: failure!.error })
    const long = simulate(1, () => turns(1_000_001), { turns: 2e6 })
    expect(long.schedule).toBe('explore1;seed=1;turns=2000000;')
    expect(simulate(long.schedule, () => turns(1_000_001))).toEqual(long)
    expect(simulate(1, () => turns(5), { turns: 2000 }).schedule).toBe('explore1;seed=1;')
  })

  it('that is very long is not all in the message, but in the error', () => {
    const endless = (): void => {
      for (let task = 0; task < 3; task++) spawnLocal(turns(1e9))
    }
    const { message, schedule } = thrownBy(() => simulate(1, endless, { turns: 10_000 })) as ScheduleError
    expect(message.length).toBeLessThan(400)
    expect(message.split('\n')[1]).toBe(
      `replay(program, schedule), with the schedule of this failure, ${schedule.length} characters: '${schedule.slice(0, 60)}…'`,
    )
    expect(replay(endless, schedule)).toMatchObject({ cut: true, turns: 10_000 })
  })

  it('that was cut off names the turns that it was allowed last', () => {
    const named = 'explore1;seed=1;turns=9;'
    const { schedule } = simulate(named, () => turns(50), { turns: 60 })
    expect(schedule).toBe('explore1;seed=1;turns=60;')
    expect(simulate(schedule, () => turns(50)).turns).toBe(50)
  })

  it('with more choices than a limit of turns lets it make is not another program’s for that', () => {
    const program = (): void => {
      for (let task = 0; task < 3; task++) spawnLocal(turns(20))
    }
    const { schedule } = simulate(5, program)
    const error = thrownBy(() => simulate(schedule, program, { turns: 20 })) as ScheduleError
    expect(error).toBeInstanceOf(ScheduleError)
    expect(error.message).toMatch(/^the program did not end in 20 turns; the option turns allows more\n/)
    expect(replay(program, error.schedule)).toMatchObject({ cut: true, turns: 20 })
    expect(simulate(error.schedule, program, { turns: 60 }).turns).toBe(60)
    expect(replay(program, `explore1;turns=4;${schedule.split(';').at(-1)}`)).toMatchObject({ cut: true, turns: 4 })
  })

  it('leaves out what happens anyway, and counts what repeats', () => {
    const space = { spurious: 0, drops: 1, cancels: 0, failures: 0, late: 2 }
    const without = { space, seed: null, turns: null }
    expect(formatSchedule({ ...without, picks: [0, 0, 0, 2, 1, 1, 0], lenient: false })).toBe('explore1;drops=1;late=2;0x3.2.1x2')
    expect(formatSchedule({ ...without, picks: [0, 0], lenient: true })).toBe('explore1;any;drops=1;late=2;')
    expect(formatSchedule({ ...without, seed: -3, turns: 9, picks: [1], lenient: true })).toBe('explore1;any;seed=-3;turns=9;drops=1;late=2;1')
  })

  it('of the report replays what it reports, also with extras', () => {
    const program: Program = trial => {
      let polls = 0
      spawnLocal(pollFn(cx => {
        polls++
        cx.waker.wake()
        return trial.choose(2) === 1 && polls > 3 ? (undefined as void) : Pending
      }))
      spawnLocal(sleep(5))
      trial.atEnd(() => {
        if (polls === 2) throw new Error('two')
      })
    }
    const { failure } = explore(program, { dropAt: 'any', late: 1, turns: 12, preemptions: 2 })
    expect(failure!.schedule).toMatch(/^explore1;drops=1;late=1;/)
    expect(replay(program, failure!.schedule).failure).toEqual(failure)
  })
})

describe('schedules(fc)', () => {
  const unluckyOften: Program = () => lazy(() => {
    if (Math.random() < 0.5) throw new Error('unlucky')
  })

  const program = (log: string[]): Program => () => {
    for (const name of ['a', 'b', 'c']) spawnLocal(turns(2, () => log.push(name)))
  }

  it('reaches every order', () => {
    const orders = new Set<string>()
    fc.assert(fc.property(schedules(fc), schedule => {
      const log: string[] = []
      simulate(schedule, program(log))
      orders.add(log.join(''))
    }), { numRuns: 3000, seed: 1 })
    expect(orders.size).toBe(90)
  })

  it('reaches each of many alternatives', () => {
    const seen = new Set<number>()
    fc.assert(fc.property(schedules(fc, { length: 1 }), schedule => {
      simulate(schedule, trial => lazy(() => void seen.add(trial.choose(1000) >> 3)))
    }), { numRuns: 3000, seed: 1 })
    expect(seen.size).toBe(125)
  })

  it('refuses what is not fast-check', () => {
    for (const wrong of [undefined, null, {}, { nat: fc.nat }]) expect(() => schedules(wrong as never)).toThrow(/^schedules: expected fast-check/)
  })

  it('refuses a length that is none', () => {
    for (const length of [-1, 0.5, NaN, Infinity, '3' as never]) expect(() => schedules(fc, { length })).toThrow(RangeError)
  })

  it('brings a world of its own, and shrinks to that of the seed 0', () => {
    const worlds = new Set<number>()
    fc.assert(fc.property(schedules(fc), schedule => void worlds.add(simulate(schedule, () => lazy(() => Math.random())).output!)), { numRuns: 50, seed: 1 })
    expect(worlds.size).toBeGreaterThan(40)
    const result = fc.check(fc.property(schedules(fc), schedule => simulate(schedule, () => lazy(() => Math.random())).output! < 2), { seed: 1 })
    expect(result.failed).toBe(false)
    const failing = fc.check(fc.property(schedules(fc), schedule => void simulate(schedule, unluckyOften)), { seed: 1 })
    expect(failing.counterexample![0]).toMatch(/^explore1;any;seed=\d+;$/)
    expect(replay(unluckyOften, failing.counterexample![0]).failure!.kind).toBe('main')
  })

  it('shrinks towards first come, first served', () => {
    const result = fc.check(fc.property(schedules(fc), schedule => {
      const log: string[] = []
      simulate(schedule, program(log))
      return log.indexOf('c') > log.indexOf('b')
    }), { seed: 1 })
    expect(result.failed).toBe(true)
    const log: string[] = []
    const taken = simulate(result.counterexample![0], program(log))
    expect([taken.schedule, log.join('')]).toEqual(['explore1;seed=0;0.1', 'acbacb'])
    const plain = fc.check(fc.property(schedules(fc), () => false), { seed: 1 })
    expect(plain.counterexample).toEqual(['explore1;any;seed=0;'])
  })

  it('allows what its options allow', () => {
    const [first] = fc.sample(schedules(fc, { dropAt: 'any', spurious: 2, length: 3 }), { numRuns: 1, seed: 1 })
    expect(parseSchedule(fc.sample(schedules(fc, { turns: 9 }), { numRuns: 1, seed: 1 })[0]!).turns).toBe(9)
    expect(parseSchedule(first!)).toMatchObject({ space: { drops: 1, spurious: 2, failures: 0, late: 0 }, lenient: true })
  })
})
