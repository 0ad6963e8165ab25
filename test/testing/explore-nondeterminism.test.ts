import { describe, expect, it, vi } from 'vitest'
import { fromPromise } from '../../src/interop/index.ts'
import { lazy, map, pollFn, race, ready, yieldNow, type Future } from '../../src/future/index.ts'
import { remoteWaker, spawnBlocking, spawnLocal } from '../../src/runtime/index.ts'
import { explore, ForeignScheduleError, NondeterminismError, replay, simulate, type Program } from '../../src/testing/index.ts'
import { Instant, sleep } from '../../src/time/index.ts'
import { routine } from '../support/routine.ts'
import { thrownBy } from '../support/thrown.ts'
import { turns } from '../support/turns.ts'

const refused = (program: Program): NondeterminismError => {
  const error = thrownBy(() => explore(program))
  expect(error).toBeInstanceOf(NondeterminismError)
  return error as NondeterminismError
}

const clock = process.hrtime.bigint
const resolved = Promise.resolve(1)
const channel = new MessageChannel()
channel.port1.close()

describe('explore refuses what no schedule decides, by name', () => {
  it.each<[string, () => unknown]>([
    ['Date.now', () => Date.now()],
    ['new Date', () => new Date()],
    ['new Date', () => Date()],
    ['new Date', () => new (new Date(0).constructor as DateConstructor)()],
    ['Date.now', () => (new Date(0).constructor as DateConstructor).now()],
    ['Intl.DateTimeFormat', () => new Intl.DateTimeFormat().format()],
    ['Intl.DateTimeFormat', () => Intl.DateTimeFormat('en').format(undefined)],
    ['Intl.DateTimeFormat', () => new Intl.DateTimeFormat().formatToParts()],
    ['Math.random', () => Math.random()],
    ['performance.mark', () => performance.mark('here')],
    ['performance.measure', () => performance.measure('since the beginning')],
    ['process.cpuUsage', () => process.cpuUsage()],
    ['process.resourceUsage', () => process.resourceUsage()],
    ['process.memoryUsage', () => process.memoryUsage()],
    ['process.memoryUsage.rss', () => process.memoryUsage.rss()],
    ['AbortSignal.timeout', () => AbortSignal.timeout(1)],
    ['performance.now', () => performance.now()],
    ['crypto.randomUUID', () => crypto.randomUUID()],
    ['crypto.getRandomValues', () => crypto.getRandomValues(new Uint8Array(1))],
    ['setTimeout', () => clearTimeout(setTimeout(() => {}))],
    ['setInterval', () => clearInterval(setInterval(() => {}, 1000))],
    ['setImmediate', () => clearImmediate(setImmediate(() => {}))],
    ['queueMicrotask', () => queueMicrotask(() => {})],
    ['process.hrtime', () => process.hrtime()],
    ['process.hrtime.bigint', () => process.hrtime.bigint()],
    ['process.uptime', () => process.uptime()],
    ['process.nextTick', () => process.nextTick(() => {})],
    ['MessageChannel', () => new MessageChannel().port1.close()],
    ['MessagePort.postMessage', () => channel.port1.postMessage(1)],
    ['a host promise', () => void resolved.then(() => {})],
    ['a host promise', () => void resolved.finally(() => {})],
    ['a host promise', () => void (async () => void (await resolved))()],
    ['a host promise', () => fromPromise(Promise.resolve(1)).poll({ waker: { wake() {}, willWake: () => false } })],
  ])('%s', (source, ask) => {
    // In a task, in the program itself, and where it hides the answer.
    for (const program of [() => pollFn(() => void ask()), () => void ask(), () => (ask(), ready(1))] as Program[]) {
      const error = refused(program)
      expect([error.code, error.sources[0]]).toEqual(['ERR_POLLUX_NONDETERMINISM', source])
      expect(error.message).toContain(source)
    }
  })

  it('that of a promise by both its names', () => {
    expect(refused(() => pollFn(cx => fromPromise(resolved).poll(cx))).sources).toEqual(['a host promise', 'host callbacks'])
  })

  it('other threads, which only they who wait for one look for', () => {
    for (const program of [
      () => void spawnBlocking(() => 1),
      () => lazy(() => void remoteWaker({ wake() {}, willWake: () => false })),
    ] as Program[]) expect(refused(program).sources).toEqual(['another thread'])
  })

  it.each<[string, Parameters<typeof vi.useFakeTimers>[0]]>([
    ['all that is faked', undefined],
    ['dates alone', { toFake: ['Date'] }],
  ])('among the fake timers of a test: %s', (_, options) => {
    vi.useFakeTimers(options)
    try {
      const before = [Date, Intl, setTimeout, performance.now, Intl.DateTimeFormat.prototype.formatToParts]
      expect(explore(() => void [spawnLocal(sleep(10)), spawnLocal(sleep(10))])).toMatchObject({ schedules: 4, exhaustive: true })
      for (const [source, ask] of [['Date.now', () => Date.now()], ['new Date', () => new Date()], ['setTimeout', () => clearTimeout(setTimeout(() => {}))]] as const) {
        expect(refused(() => lazy<unknown>(ask)).sources[0]).toBe(source)
      }
      expect(simulate(1, () => map(sleep(1000), () => [new Date().toISOString(), performance.now()])).output).toEqual(['2020-01-01T00:00:01.000Z', 1000])
      expect([Date, Intl, setTimeout, performance.now, Intl.DateTimeFormat.prototype.formatToParts]).toEqual(before)
    } finally {
      vi.useRealTimers()
    }
  })

  it('several at once', () => {
    expect(refused(() => pollFn(() => void [Math.random(), Date.now()])).sources).toEqual(['Math.random', 'Date.now'])
  })

  it('not a date that is told which, nor the runtime’s own time', () => {
    const program = (): Future<void> => {
      const format = new Intl.DateTimeFormat('en', { timeZone: 'UTC' })
      const parts = format.formatToParts(new Date(5)).map(({ value }) => value).join('')
      if (format.format(5) !== '1/1/1970' || [5].map(format.format).join() !== '1/1/1970' || parts !== '1/1/1970') throw new Error('no format')
      if (format.format !== format.format) throw new Error('another function each time')
      if (new Date(5).getTime() !== 5 || !(new Date(5) instanceof Date) || Date.UTC(1970) !== 0) throw new Error('no date')
      Instant.now()
      return sleep(5)
    }
    expect(explore(program).exhaustive).toBe(true)
  })

  it('and puts everything back, whatever is thrown', () => {
    const now = (): unknown[] => [
      Date, Date.now, Math.random, AbortSignal.timeout, process.memoryUsage, process.memoryUsage.rss, Date.prototype.constructor,
      Object.getOwnPropertyDescriptor(Intl.DateTimeFormat.prototype, 'format'), Object.getOwnPropertyDescriptor(Date.prototype, 'constructor'), performance.now, setTimeout, crypto.randomUUID, process.hrtime, process.hrtime.bigint, MessageChannel,
      ...['then', 'constructor', 'catch'].map(name => Object.getOwnPropertyDescriptor(Promise.prototype, name)),
    ]
    const before = now()
    refused(() => void Math.random())
    simulate(1, () => ready(1))
    expect(() => simulate(1, () => pollFn(() => { throw new Error('x') }))).toThrow()
    expect(now()).toEqual(before)
    expect(Object.hasOwn(performance, 'now')).toBe(false)
  })
})

describe('an exploration inside another, of a check at the end', () => {
  const inside = (inner: Program): Program => trial => trial.atEnd(() => explore(inner).check())

  it('asks the host for nothing of its own', () => {
    expect(explore(inside(() => turns(2)))).toMatchObject({ schedules: 1, exhaustive: true, failure: null })
    expect(explore(trial => trial.atEnd(() => void simulate(1, () => lazy(() => [Math.random(), new Date(), performance.now()]))))).toMatchObject({ exhaustive: true, failure: null })
    expect(simulate(1, inside(() => turns(2))).turns).toBe(0)
  })

  it('refuses, and so does the outer one, what the inner program asks', () => {
    for (const ask of [() => void Math.random(), () => void new Date(), () => void (async () => void (await resolved))()]) {
      expect(thrownBy(() => explore(inside(ask)))).toBeInstanceOf(NondeterminismError)
    }
  })

  it('leaves the traps of the outer one in place', () => {
    expect(refused(trial => trial.atEnd(() => {
      explore(() => turns(2)).check()
      void (async () => void (await resolved))()
    })).sources).toEqual(['a host promise'])
  })
})

describe('explore refuses what outlives a run', () => {
  it('where it changes what there is to choose', () => {
    let runs = 0
    const error = refused(() => {
      runs++
      for (let n = 0; n < (runs === 3 ? 3 : 2); n++) spawnLocal(turns(2))
    })
    expect(error.message).toMatch(/^explore: two runs of one schedule differ: choice 1 was one of 2 \(task\), and is one of 3 \(task\)/)
    expect(error.sources).toEqual([])
  })

  it('where a failure does not come again', () => {
    let runs = 0
    expect(refused(() => {
      if (++runs === 1) throw new Error('only once')
    }).message).toContain('the failure of the first did not come again')
  })

  it('where it fails in other words', () => {
    let runs = 0
    expect(refused(() => {
      throw new Error(`run ${++runs}`)
    })).toBeInstanceOf(NondeterminismError)
  })

  it.each<[string, (taken: () => number) => Program]>([
    ['among what there is to choose', taken => () => {
      for (let n = 0, tasks = 2 + (taken() % 2); n < tasks; n++) spawnLocal(turns(2))
      return routine('main', function* () {
        yield sleep(1)
        throw new Error('fails')
      })
    }],
    ['in its turns', taken => () => routine('main', function* () {
      for (let n = 0, most = taken(); n < most; n++) yield yieldNow()
      throw new Error('fails')
    })],
    ['in how it fails', taken => () => lazy(() => {
      throw new Error(`at ${taken()}`)
    })],
  ])('where a function of the host, taken before the run, changes its course %s', (_, program) => {
    const make = (): Program => {
      let answer = 0
      // No trap is where this was found.
      const taken = (): number => ++answer
      return program(taken)
    }
    expect(thrownBy(() => explore(make()))).toBeInstanceOf(NondeterminismError)
    expect(thrownBy(() => simulate(1, make()))).toBeInstanceOf(NondeterminismError)
  })

  it('where the host’s clock, taken before the run, is in what fails', () => {
    const program: Program = () => lazy(() => {
      throw new Error(`at ${clock()}`)
    })
    expect(refused(program).message).toContain('the failure of the first did not come again')
  })

  it('where the choices run out', () => {
    let runs = 0
    expect(refused(() => {
      if (++runs < 3) for (let n = 0; n < 2; n++) spawnLocal(turns(2))
    }).message).toContain('the run had 0')
  })
})

describe('replay refuses', () => {
  const two: Program = () => [1, 2].forEach(() => void spawnLocal(turns(2)))

  it.each(['', 'explore1', 'explore2;1', 'explore1;luck=1;', 'explore1;toString=1;0', 'explore1;1..2', 'explore1;1x', 'explore1;-1', 'explore1;drops=-1;', 'explore1;turns=0;', 'explore1;turns=9007199254740993;', 'explore1;late=9007199254740993;', 'explore1;9007199254740993', 'explore1;1x10000000', 'explore1;1;seed=3', 7 as never])('%j, which is no schedule', text => {
    expect(() => replay(two, text)).toThrow(TypeError)
  })

  it.each<[string, string]>([
    ['explore1;5', 'choice 1 is what runs next, with 2 alternatives, and number 6 was planned'],
    ['explore1;0x9.1', '10 choices were planned, and the run had 3'],
    ['explore1;seed=3;0.2.1', 'choice 2 is what runs next, with 2 alternatives, and number 3 was planned'],
  ])('%s, which is another program’s, and says where', (schedule, how) => {
    for (const [method, run] of [['replay', () => replay(two, schedule)], ['simulate', () => simulate(schedule, two)]] as const) {
      const error = thrownBy(run) as ForeignScheduleError
      expect(error).toBeInstanceOf(ForeignScheduleError)
      expect([error.code, error.message.split('; ')[0]]).toEqual(['ERR_POLLUX_FOREIGN_SCHEDULE', `${method}: this is not a schedule of this program: ${how}`])
    }
  })

  it('a choice of another kind, by what is there', () => {
    const failing: Program = trial => lazy(() => trial.mayFail('it'))
    expect(() => replay(failing, 'explore1;failures=1;2')).toThrow('choice 1 is whether to fail, with 2 alternatives')
    expect(() => replay(() => race(ready(1), ready(2)), 'explore1;2')).toThrow('choice 1 is where a select begins')
    expect(() => replay(trial => void trial.choose(3), 'explore1;3')).toThrow('choice 1 is the program’s own, with 3 alternatives, and number 4')
  })
})
