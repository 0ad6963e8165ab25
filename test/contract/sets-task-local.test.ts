import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { blockOn, BorrowError, isSendable, join, LocalSet, Pending, PolledAfterCompletionError, pollFn, Rc, ready, Runtime, spawn, spawnLocal, taskLocal, wakerFn } from '../../src/index.ts'
import type { Future, Poll, TaskLocal } from '../../src/index.ts'
import { Probe, misuses } from '../support/probe.ts'
import { Rig } from '../support/rig.ts'
import { thrownBy } from '../support/thrown.ts'

/** A probe that notes what `key` holds in each poll and in its dispose. */
function reader(key: TaskLocal<unknown>, seen: unknown[]): Probe<unknown> {
  const probe = new Probe<unknown>()
  probe.onPoll = () => void seen.push(key.get())
  probe.onDispose = () => void seen.push(key.get())
  return probe
}

const sees = <T>(key: TaskLocal<T>): Future<T | undefined> => pollFn((): Poll<T | undefined> => key.get())

describe('34: taskLocal', () => {
  it('34: the value is in place in every poll, and nowhere else', () => {
    const key = taskLocal<number>()
    const seen: unknown[] = []
    const probe = reader(key, seen)
    const scoped = key.scope(7, probe)
    const rig = new Rig()
    expect([key.get(), rig.turn(scoped), key.get(), rig.turn(scoped), key.get()]).toEqual([undefined, 'pending', undefined, 'pending', undefined])
    probe.willBe('over')
    expect([rig.turn(scoped), key.get(), seen]).toEqual([{ value: 'over' }, undefined, [7, 7, 7]])
  })

  it('34: and in its dispose, polled or not', () => {
    const key = taskLocal<number>()
    const seen: unknown[] = []
    const [unpolled, waiting] = [reader(key, seen), reader(key, seen)]
    key.scope(1, unpolled)[Symbol.dispose]()
    const scoped = key.scope(2, waiting)
    new Rig().turn(scoped)
    scoped[Symbol.dispose]()
    scoped[Symbol.dispose]()
    expect([seen, key.get(), unpolled.disposes, waiting.disposes]).toEqual([[1, 2, 2], undefined, 1, 1])
  })

  it('34: what was in place is restored when a poll or a dispose throws', () => {
    const key = taskLocal<number>()
    const rig = new Rig()
    const disposing = new Probe()
    disposing.onDispose = () => { throw new Error('dispose') }
    const outer = key.scope(1, pollFn((): Poll<unknown[]> => [
      rig.thrown(key.scope(2, new Probe().willThrow('poll'))), key.get(),
      thrownBy(() => key.scope(3, disposing)[Symbol.dispose]()), key.get(),
    ]))
    expect(rig.turn(outer)).toEqual({ value: ['poll', 1, new Error('dispose'), 1] })
    expect(key.get()).toBe(undefined)
  })

  it('34: scopes nest: the innermost of a key counts, other keys show through', () => {
    const [a, b] = [taskLocal<string>(), taskLocal<string>()]
    const both = (): unknown => [a.get(), b.get()]
    const rig = new Rig()
    const inner = a.scope('inner a', pollFn((): Poll<unknown> => both()))
    const whole = a.scope('a', b.scope('b', pollFn((): Poll<unknown> => [both(), rig.turn(inner), both()])))
    expect(rig.turn(whole)).toEqual({ value: [['a', 'b'], { value: ['inner a', 'b'] }, ['a', 'b']] })
    expect(both()).toEqual([undefined, undefined])
  })

  it('34: two tasks of one key each have their own value, turn by turn', () => {
    const key = taskLocal<string>()
    const trace: string[] = []
    const task = (name: string): Future<void> => {
      let turns = 3
      return key.scope(name, pollFn((cx): Poll<void> => {
        trace.push(`${name} sees ${key.get()}`)
        if (--turns === 0) return undefined
        cx.waker.wake()
        return Pending
      }))
    }
    using runtime = new Runtime()
    runtime.spawn(task('a'))
    runtime.spawn(task('b'))
    runtime.runUntilStalled()
    expect(trace).toEqual(['a sees a', 'b sees b', 'a sees a', 'b sees b', 'a sees a', 'b sees b'])
  })

  it('34: is not inherited by what is spawned, in any way, and runtimes inside polls do not see it', () => {
    const key = taskLocal<number>()
    using other = new Runtime()
    const seen: Record<string, unknown> = {}
    const note = (name: string): Future<void> => pollFn((): Poll<void> => { seen[name] = key.get() })
    const local = new LocalSet()
    local.spawnLocal(note('LocalSet.spawnLocal'))
    blockOn(key.scope(7, join(
      pollFn((): Poll<void> => {
        spawn(note('spawn'))
        spawnLocal(note('spawnLocal'))
        other.spawn(note('another runtime'))
        other.runUntilStalled()
        other.start(note('start on another runtime'))
        Runtime.current()!.start(note('start'))
        seen['after all that'] = key.get()
      }),
      local.runUntil(note('runUntil, which is part of its task')),
      pollFn((cx): Poll<void> => { if (!('spawnLocal' in seen)) return cx.waker.wake(), Pending }),
    )))
    expect(seen).toEqual({
      spawn: undefined,
      spawnLocal: undefined,
      'another runtime': undefined,
      'start on another runtime': undefined,
      start: undefined,
      'after all that': 7,
      'runUntil, which is part of its task': 7,
    })
    blockOn(key.scope(8, local))
    expect('LocalSet.spawnLocal' in seen && seen['LocalSet.spawnLocal']).toBe(undefined)
  })

  it('16, 34: an aborted task is disposed with its value in place', () => {
    const key = taskLocal<number>()
    const seen: unknown[] = []
    using runtime = new Runtime()
    const handle = runtime.spawn(key.scope(7, reader(key, seen)))
    runtime.runUntilStalled()
    handle.abort()
    runtime.runUntilStalled()
    const unfinished = reader(key, seen)
    runtime.spawnLocal(key.scope(8, unfinished))
    runtime[Symbol.dispose]()
    expect([seen, key.get()]).toEqual([[7, 7, 8], undefined])
  })

  it('34: get gives what was put, undefined too, and outside of every scope undefined', () => {
    const key = taskLocal<unknown>()
    const value = { some: 'thing' }
    expect([value, null, undefined, 0].map(put => blockOn(key.scope(put, sees(key))))).toEqual([value, null, undefined, 0])
    expect([key.get(), taskLocal<number>().get()]).toEqual([undefined, undefined])
    expect(blockOn(key.scope(value, sees(key)))).toBe(value)
  })

  it('1, 3, 34: making a scope polls nothing; a finished one has let go and throws', () => {
    const key = taskLocal<number>()
    const probe = new Probe<string>().willBe('over')
    const scoped = key.scope(7, probe)
    expect(probe.polls).toBe(0)
    const rig = new Rig()
    expect(rig.turn(scoped)).toEqual({ value: 'over' })
    expect(String(rig.thrown(scoped))).toContain('TaskLocalFuture was polled after it finished')
    scoped[Symbol.dispose]()
    expect(misuses([probe])).toEqual([])
    const dropped = key.scope(7, new Probe())
    dropped[Symbol.dispose]()
    expect(rig.thrown(dropped)).toBeInstanceOf(PolledAfterCompletionError)
  })

  it('2, 7, 34: polled or disposed from inside its own poll it throws', () => {
    const key = taskLocal<number>()
    const thrown: unknown[] = []
    const probe = new Probe()
    const scoped = key.scope(7, probe)
    probe.onPoll = () => thrown.push(thrownBy(() => scoped.poll({ waker: wakerFn(() => {}) })), thrownBy(() => scoped[Symbol.dispose]()), key.get())
    new Rig().turn(scoped)
    expect([thrown[0] instanceof BorrowError, thrown[1] instanceof BorrowError, thrown[2]]).toEqual([true, true, 7])
  })

  it('22, 34: is as sendable as its value and its future', () => {
    const key = taskLocal<unknown>()
    expect([[1, 2], [1, new Rc(1)], [new Rc(1), 2]].map(([value, output]) => isSendable(key.scope(value, ready(output))))).toEqual([true, false, false])
  })
})

it('34: random nests of scopes, throws and disposes: get is always the innermost of its key', () => {
  const { nest } = fc.letrec<{ nest: Nest; nests: Nest[] }>(tie => ({
    nest: fc.record({ key: fc.nat(2), value: fc.nat(99), how: fc.constantFrom('poll', 'dispose', 'throw'), inside: tie('nests') }),
    nests: fc.oneof({ maxDepth: 3, depthIdentifier: 'nest' }, fc.constant<Nest[]>([]), fc.array(tie('nest'), { maxLength: 3 })),
  }))
  fc.assert(fc.property(fc.array(nest, { maxLength: 4 }), nests => {
    const keys = [taskLocal<number>(), taskLocal<number>(), taskLocal<number>()]
    const visit = (nest: Nest, around: (number | undefined)[]): void => {
      const now = around.with(nest.key, nest.value)
      const body = (): void => {
        for (const inner of nest.inside) visit(inner, now)
        expect(keys.map(key => key.get())).toEqual(now)
        if (nest.how === 'throw') throw new Error('thrown')
      }
      const probe = new Probe<unknown>().willBe(null)
      probe.onPoll = body
      probe.onDispose = body
      const scoped = keys[nest.key]!.scope(nest.value, probe)
      if (nest.how === 'poll') new Rig().turn(scoped)
      else if (nest.how === 'dispose') scoped[Symbol.dispose]()
      else thrownBy(() => scoped[Symbol.dispose]())
      expect(keys.map(key => key.get())).toEqual(around)
    }
    for (const nest of nests) visit(nest, [undefined, undefined, undefined])
  }))
})

interface Nest {
  key: number
  value: number
  how: 'poll' | 'dispose' | 'throw'
  inside: Nest[]
}
