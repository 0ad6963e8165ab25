// How deep a chain of futures may be, with the default stack; and what is said past that.
import { describe, expect, it } from 'vitest'
import { blockOn, drop, flatten, join, joinAll, JoinError, lazy, map, ready, Runtime, spawn, yieldNow } from '../../src/index.ts'
import type { Future } from '../../src/index.ts'
import { kinds, type Kind } from '../support/future-kinds.ts'
import { Probe } from '../support/probe.ts'
import { Rig } from '../support/rig.ts'
import { thrownBy } from '../support/thrown.ts'

/** Kinds that are made of two futures each, so that half as many are as deep. */
const DOUBLE = /^(tryJoin|selectOk|maybeDone|flatten|asyncBlock\(asyncBlock)/

function chain(kind: Kind, leaf: Future<unknown>): Future<unknown> {
  let whole = leaf
  for (let i = 0; i < (DOUBLE.test(kind.name) ? 500 : 1000); i++) whole = kind.make(whole)
  return whole
}

describe.each(kinds)('a chain a thousand deep of $name', (kind) => {
  it('is run, through a wait', () => {
    const leaf = new Probe()
    leaf.onPoll = (cx) => {
      cx.waker.wake()
      leaf.onPoll = () => void leaf.willBe('v')
    }
    using rt = new Runtime()
    rt.blockOn(chain(kind, leaf))
    expect([leaf.polls, leaf.misuse]).toEqual([2, []])
  })

  it('is spawned, and so judged sendable', () => {
    using rt = new Runtime()
    const handle = rt.spawn(chain(kind, yieldNow()))
    rt.runUntilStalled()
    expect(handle.isFinished()).toBe(true)
    expect(() => rt.blockOn(handle)).not.toThrow()
  })

  it('is disposed, polled or not', () => {
    const [fresh, polled] = [new Probe(), new Probe()]
    drop(chain(kind, fresh))
    const whole = chain(kind, polled)
    new Rig().turn(whole)
    drop(whole)
    expect([fresh.disposes, polled.disposes]).toEqual([kind.ownsUnpolled ? 1 : 0, kind.owns ? 1 : 0])
  })

  it('fails as a whole when its leaf does', () => {
    const failed = kind.failed('boom')
    if ('value' in failed) return
    expect(new Rig().turn(chain(kind, new Probe().willThrow('boom')))).toEqual({ thrown: 'boom' })
  })
})

const tooDeep = (): Future<unknown> => {
  let whole: Future<unknown> = ready(0)
  for (let i = 0; i < 200_000; i++) whole = map(whole, (v) => v)
  return whole
}

const EXPLAINED = /^Maximum call stack size exceeded: a chain of futures inside one another .* A chain of a thousand always fits; spawn its inner part/

describe('a chain too deep for the stack', () => {
  it('says so, from blockOn', () => {
    const error = thrownBy(() => blockOn(tooDeep())) as Error
    expect(error).toBeInstanceOf(RangeError)
    expect(error.message).toMatch(EXPLAINED)
  })

  it('says so from spawn, which judges it, and leaves it with the caller', () => {
    using rt = new Runtime()
    expect((thrownBy(() => rt.spawn(tooDeep())) as Error).message).toMatch(EXPLAINED)
    expect(rt.runUntilStalled()).toBe(0)
  })

  it('fails its task alone, as the cause says', () => {
    using rt = new Runtime()
    const [deep, other] = [rt.spawnLocal(tooDeep()), rt.spawnLocal(ready(1))]
    rt.runUntilStalled()
    const error = new Rig().thrown(deep) as JoinError
    expect(error).toBeInstanceOf(JoinError)
    expect((error.cause as Error).message).toMatch(EXPLAINED)
    expect(rt.blockOn(other)).toBe(1)
  })

  it('says so when it is disposed by its task', () => {
    using rt = new Runtime()
    const handle = rt.spawnLocal(tooDeep())
    handle.abort()
    rt.runUntilStalled()
    expect(((new Rig().thrown(handle) as JoinError).cause as Error).message).toMatch(EXPLAINED)
  })

  it('is told from every other error', () => {
    const error = new RangeError('out of range')
    expect(thrownBy(() => blockOn(lazy(() => { throw error })))).toBe(error)
    expect(error.message).toBe('out of range')
  })

  it('fits once its inner parts are tasks', () => {
    const program = lazy(() => {
      let inner: Future<number> = ready(0)
      for (let i = 0; i < 20; i++) {
        for (let j = 0; j < 1000; j++) inner = map(inner, (v) => v + 1)
        inner = spawn(inner)
      }
      return inner
    })
    expect(blockOn(flatten(program))).toBe(20_000)
  })
})

describe('ten thousand futures', () => {
  it.each<[string, (fs: Future<number>[]) => Future<number[]>]>([['joinAll', (fs) => joinAll(fs)], ['join', (fs) => join(...fs)]])('are joined by %s', (_, make) => {
    const all = Array.from({ length: 10_000 }, (_, i) => map(yieldNow(), () => i))
    expect(blockOn(make(all))).toEqual(all.map((_, i) => i))
  })
})
