import { describe, expect, it } from 'vitest'
import { fromPromise } from '../../src/interop/index.ts'
import { pollFn, ready, type Future } from '../../src/future/index.ts'
import { spawnLocal } from '../../src/runtime/index.ts'
import { explore, NondeterminismError, replay, simulate, type Program } from '../../src/testing/index.ts'
import { Instant, sleep } from '../../src/time/index.ts'
import { thrownBy } from '../support/thrown.ts'
import { turns } from '../support/turns.ts'

const refused = (program: Program): NondeterminismError => {
  const error = thrownBy(() => explore(program))
  expect(error).toBeInstanceOf(NondeterminismError)
  return error as NondeterminismError
}

describe('explore refuses what no schedule decides, by name', () => {
  it.each<[string, () => unknown]>([
    ['Date.now', () => Date.now()],
    ['new Date', () => new Date()],
    ['new Date', () => Date()],
    ['Math.random', () => Math.random()],
    ['performance.now', () => performance.now()],
    ['crypto.randomUUID', () => crypto.randomUUID()],
    ['crypto.getRandomValues', () => crypto.getRandomValues(new Uint8Array(1))],
    ['setTimeout', () => clearTimeout(setTimeout(() => {}))],
    ['setInterval', () => clearInterval(setInterval(() => {}, 1000))],
    ['setImmediate', () => clearImmediate(setImmediate(() => {}))],
    ['queueMicrotask', () => queueMicrotask(() => {})],
    ['host callbacks', () => fromPromise(Promise.resolve(1)).poll({ waker: { wake() {}, willWake: () => false } })],
  ])('%s', (source, ask) => {
    // In a task, in the program itself, and where it hides the answer.
    for (const program of [() => pollFn(() => void ask()), () => void ask(), () => (ask(), ready(1))] as Program[]) {
      const error = refused(program)
      expect([error.code, error.sources]).toEqual(['ERR_POLLUX_NONDETERMINISM', [source]])
      expect(error.message).toContain(source)
    }
  })

  it('several at once', () => {
    expect(refused(() => pollFn(() => void [Math.random(), Date.now()])).sources).toEqual(['Math.random', 'Date.now'])
  })

  it('not a date that is told which, nor the runtime’s own time', () => {
    const program = (): Future<void> => {
      if (new Date(5).getTime() !== 5 || !(new Date(5) instanceof Date) || Date.UTC(1970) !== 0) throw new Error('no date')
      Instant.now()
      return sleep(5)
    }
    expect(explore(program).exhaustive).toBe(true)
  })

  it('and puts everything back, whatever is thrown', () => {
    const before = [Date, Date.now, Math.random, performance.now, setTimeout, crypto.randomUUID]
    refused(() => void Math.random())
    simulate(1, () => ready(1))
    expect(() => simulate(1, () => pollFn(() => { throw new Error('x') }))).toThrow()
    expect([Date, Date.now, Math.random, performance.now, setTimeout, crypto.randomUUID]).toEqual(before)
    expect(Object.hasOwn(performance, 'now')).toBe(false)
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

  it('where the choices run out', () => {
    let runs = 0
    expect(refused(() => {
      if (++runs < 3) for (let n = 0; n < 2; n++) spawnLocal(turns(2))
    }).message).toContain('the run had 0')
  })
})

describe('replay refuses', () => {
  const two: Program = () => [1, 2].forEach(() => void spawnLocal(turns(2)))

  it.each(['', 'explore1', 'explore2;1', 'explore1;luck=1;', 'explore1;toString=1;0', 'explore1;1..2', 'explore1;1x', 'explore1;-1', 7 as never])('%j, which is no schedule', text => {
    expect(() => replay(two, text)).toThrow(TypeError)
  })

  it.each(['explore1;5', 'explore1;0x9.1'])('%s, which is another program’s', text => {
    expect(() => replay(two, text)).toThrow(NondeterminismError)
  })
})
