import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { AbortHandle, BorrowError, Done, drop, JoinError, JoinSet, lazy, NoRuntimeError, NotSendableError, Pending, PolledAfterCompletionError, pollFn, Rc, ready, Runtime } from '../../src/index.ts'
import type { Future, Poll } from '../../src/index.ts'
import { Probe, misuses, probes } from '../support/probe.ts'
import { Rig } from '../support/rig.ts'
import { thrownBy } from '../support/thrown.ts'
import { Token } from '../support/token.ts'

/** A runtime, current for as long as it lives, that writes down what nobody joined. */
function stage(): { runtime: Runtime; unhandled: JoinError[]; [Symbol.dispose](): void } {
  const unhandled: JoinError[] = []
  const runtime = new Runtime({ onUnhandledError: error => void unhandled.push(error) })
  const guard = runtime.enter()
  return {
    runtime,
    unhandled,
    [Symbol.dispose]() {
      guard[Symbol.dispose]()
      runtime[Symbol.dispose]()
    },
  }
}

/** What one `joinNext` gives now; it is disposed if it must wait. */
function joinedNow<T>(set: JoinSet<T>, rig = new Rig()): unknown {
  const next = set.joinNext()
  const turn = rig.turn(next)
  next[Symbol.dispose]()
  if (turn === 'pending') return turn
  if ('value' in turn) return turn.value
  const error = turn.thrown as JoinError
  return error.isCancelled() ? 'cancelled' : error.cause
}

describe('34: joinNext', () => {
  it('34: gives outputs in the order in which members end, then Done', () => {
    using s = stage()
    const set = new JoinSet<string>()
    const members = probes<string>(4)
    for (const member of members) set.spawn(member)
    s.runtime.runUntilStalled()
    expect(set.size).toBe(4)
    for (const at of [2, 0, 3, 1]) members[at]!.complete(`member ${at}`)
    s.runtime.runUntilStalled()
    expect([0, 0, 0, 0, 0].map(() => joinedNow(set))).toEqual(['member 2', 'member 0', 'member 3', 'member 1', Done])
    expect(set.size).toBe(0)
    expect(misuses(members)).toEqual([])
  })

  it('13, 34: spawn polls nothing, and gives the right to abort', () => {
    using s = stage()
    const set = new JoinSet<number>()
    const member = new Probe<number>()
    const handle = set.spawn(member)
    expect([member.polls, handle instanceof AbortHandle, handle.isFinished()]).toEqual([0, true, false])
    handle.abort()
    s.runtime.runUntilStalled()
    expect([member.polls, member.disposes, handle.isFinished()]).toEqual([0, 1, true])
    expect(joinedNow(set)).toBe('cancelled')
  })

  it('34: throws a member’s failure, and the set goes on', () => {
    using s = stage()
    const set = new JoinSet<number>()
    const boom = new Error('boom')
    const [a, b, c] = [new Probe<number>('a').willThrow(boom), new Probe<number>('b'), new Probe<number>('c').willBe(3)]
    for (const member of [a, b, c]) set.spawn(member)
    s.runtime.runUntilStalled()
    const error = new Rig().thrown(set.joinNext()) as JoinError
    expect([error instanceof JoinError, error.isPanic(), error.cause, error.id]).toEqual([true, true, boom, 1])
    expect(joinedNow(set)).toBe(3)
    expect(joinedNow(set)).toBe('pending')
    set.spawn(new Probe<number>().willBe(4))
    s.runtime.runUntilStalled()
    expect(joinedNow(set)).toBe(4)
    expect(s.unhandled).toEqual([])
  })

  it('34: an empty set is Done at once; one that was emptied can be filled again', () => {
    using s = stage()
    const set = new JoinSet<number>()
    expect(joinedNow(set)).toBe(Done)
    set.spawn(ready(1))
    s.runtime.runUntilStalled()
    expect([joinedNow(set), joinedNow(set)]).toEqual([1, Done])
  })

  it('9, 34: wakes the waker of its latest poll, once, however many members end', () => {
    using s = stage()
    const set = new JoinSet<number>()
    const members = probes<number>(3)
    for (const member of members) set.spawn(member)
    s.runtime.runUntilStalled()
    const next = set.joinNext()
    const [early, late] = [new Rig(), new Rig()]
    expect([early.turn(next), late.turn(next), late.turn(next)]).toEqual(['pending', 'pending', 'pending'])
    for (const member of members) member.complete(7)
    s.runtime.runUntilStalled()
    expect([early.wakes, late.wakes]).toEqual([0, 1])
    expect(late.turn(next)).toEqual({ value: 7 })
    expect(late.wakes).toBe(1)
  })

  it('5, 34: dropping one that waits takes its waker back and loses nothing', () => {
    using s = stage()
    const set = new JoinSet<string>()
    const member = new Probe<string>()
    set.spawn(member)
    s.runtime.runUntilStalled()
    const rig = new Rig()
    const next = set.joinNext()
    expect(rig.turn(next)).toBe('pending')
    next[Symbol.dispose]()
    member.complete('kept')
    s.runtime.runUntilStalled()
    expect(rig.wakes).toBe(0)
    expect(joinedNow(set)).toBe('kept')
  })

  it('5, 34: dropping one that was woken, but not polled, loses nothing', () => {
    using s = stage()
    const set = new JoinSet<string>()
    const member = new Probe<string>()
    set.spawn(member)
    s.runtime.runUntilStalled()
    const next = set.joinNext()
    new Rig().turn(next)
    member.complete('kept')
    s.runtime.runUntilStalled()
    next[Symbol.dispose]()
    expect(joinedNow(set)).toBe('kept')
  })

  it('3, 34: polled after its end or its dispose it throws', () => {
    using _ = stage()
    const set = new JoinSet<number>()
    const rig = new Rig()
    const finished = set.joinNext()
    expect(rig.turn(finished)).toEqual({ value: Done })
    expect(rig.thrown(finished)).toBeInstanceOf(PolledAfterCompletionError)
    const dropped = set.joinNext()
    dropped[Symbol.dispose]()
    dropped[Symbol.dispose]()
    expect(String(rig.thrown(dropped))).toContain('JoinSet.joinNext() was polled after it was disposed')
  })

  it('34: it borrows the set: a second one throws BorrowError while the first is out, unpolled or waiting', () => {
    using s = stage()
    const set = new JoinSet<number>()
    set.spawn(new Probe<number>().willBe(1))
    set.spawn(new Probe<number>())
    const rig = new Rig()
    const first = set.joinNext()
    for (const borrow of [() => set.joinNext(), () => set.shutdown(), () => set.tryJoinNext()]) expect(thrownBy(borrow)).toBeInstanceOf(BorrowError)
    s.runtime.runUntilStalled()
    expect(rig.turn(first)).toEqual({ value: 1 })
    const second = set.joinNext()
    expect(rig.turn(second)).toBe('pending')
    expect(thrownBy(() => set.joinNext())).toBeInstanceOf(BorrowError)
    first[Symbol.dispose]()
    expect(thrownBy(() => set.joinNext()), 'a stale dispose ends nobody else’s loan').toBeInstanceOf(BorrowError)
    second[Symbol.dispose]()
    expect(set.tryJoinNext()).toBe(undefined)
  })

  it('34: members may be spawned and aborted while it waits', () => {
    using s = stage()
    const set = new JoinSet<number>()
    const handle = set.spawn(new Probe<number>())
    const next = set.joinNext()
    const rig = new Rig()
    expect(rig.turn(next)).toBe('pending')
    set.spawn(ready(2))
    s.runtime.runUntilStalled()
    expect([rig.wakes, rig.turn(next)]).toEqual([1, { value: 2 }])
    handle.abort()
    s.runtime.runUntilStalled()
    expect(joinedNow(set)).toBe('cancelled')
  })

  /** A task that takes what it can in each poll, and how that went: a list of outcomes a poll. */
  function taker(set: JoinSet<number>, polls: unknown[][]): Future<void> {
    let next = set.joinNext()
    return pollFn((cx): Poll<void> => {
      const taken: unknown[] = []
      polls.push(taken)
      for (;;) {
        try {
          const output = next.poll(cx)
          if (output === Pending) return Pending
          if (output === Done) return undefined
          taken.push(output)
        } catch (error) {
          taken.push((error as JoinError).cause)
        }
        next = set.joinNext()
      }
    })
  }

  it('31, 34: spends one of the budget an outcome, failures too, and nothing where it waits', () => {
    using s = stage()
    const set = new JoinSet<number>()
    for (let i = 0; i < 300; i++) set.spawnLocal(i % 3 === 0 ? lazy(() => { throw i }) : ready(i))
    const last = new Probe<number>()
    set.spawnLocal(last)
    s.runtime.runUntilStalled()
    const polls: unknown[][] = []
    s.runtime.spawnLocal(taker(set, polls))
    expect(s.runtime.runUntilStalled()).toBe(3)
    expect(polls.map(taken => taken.length)).toEqual([128, 128, 44])
    expect(polls.flat()).toEqual(Array.from({ length: 300 }, (_, i) => i))
    last.complete(300)
    expect([s.runtime.runUntilStalled(), polls[3]]).toEqual([2, [300]])
  })

  it('31, 34: with the budget spent it wakes its task, and keeps the order of the endings', () => {
    using runtime = new Runtime({ budget: 2 })
    using _ = runtime.enter()
    const set = new JoinSet<number>()
    for (let i = 0; i < 5; i++) set.spawnLocal(ready(i))
    runtime.runUntilStalled()
    const polls: unknown[][] = []
    runtime.spawnLocal(taker(set, polls))
    expect(runtime.runUntilStalled()).toBe(3)
    expect(polls).toEqual([[0, 1], [2, 3], [4]])
  })

  it('31, 34: outside a task nothing limits it', () => {
    using s = stage()
    const set = new JoinSet<number>()
    for (let i = 0; i < 1000; i++) set.spawnLocal(ready(i))
    s.runtime.runUntilStalled()
    for (let i = 0; i < 1000; i++) expect(joinedNow(set)).toBe(i)
  })
})

describe('34: spawning', () => {
  it('20, 34: outside any runtime it throws, and the future is left with the caller', () => {
    const set = new JoinSet<number>()
    const member = new Probe<number>()
    for (const spawn of [() => set.spawn(member), () => set.spawnLocal(member)]) expect(thrownBy(spawn)).toBeInstanceOf(NoRuntimeError)
    expect([set.size, member.polls, member.disposes]).toEqual([0, 0, 0])
  })

  it('21, 34: spawn asks whether the future is sendable, spawnLocal does not', () => {
    using s = stage()
    const set = new JoinSet<number>()
    const member = Object.assign(new Probe<number>().willBe(1), { rc: new Rc(1) })
    expect(thrownBy(() => set.spawn(member))).toBeInstanceOf(NotSendableError)
    expect([set.size, member.polls, member.disposes]).toEqual([0, 0, 0])
    set.spawnLocal(member)
    s.runtime.runUntilStalled()
    expect(joinedNow(set)).toBe(1)
  })

  it('20, 34: on a runtime that has shut down the future is disposed, and the member is cancelled', () => {
    const runtime = new Runtime()
    using _ = runtime.enter()
    runtime[Symbol.dispose]()
    const set = new JoinSet<number>()
    const member = new Probe<number>()
    set.spawn(member)
    expect([set.size, member.polls, member.disposes]).toEqual([1, 0, 1])
    expect([joinedNow(set), joinedNow(set)]).toEqual(['cancelled', Done])
  })

  it('30, 34: a runtime that shuts down wakes who waits for a member', () => {
    const runtime = new Runtime()
    using _ = runtime.enter()
    const set = new JoinSet<number>()
    set.spawn(new Probe<number>())
    const next = set.joinNext()
    const rig = new Rig()
    expect(rig.turn(next)).toBe('pending')
    runtime[Symbol.dispose]()
    expect(rig.wakes).toBe(1)
    expect((rig.thrown(next) as JoinError).isCancelled()).toBe(true)
  })
})

describe('34: the end of a set', () => {
  it('34: disposing it asks every member to abort, in the order of spawning, and detaches them', () => {
    using s = stage()
    const trace: string[] = []
    const set = new JoinSet<unknown>()
    const members = probes(3, trace)
    for (const member of members) set.spawnLocal(member)
    s.runtime.runUntilStalled()
    trace.length = 0
    set[Symbol.dispose]()
    set[Symbol.dispose]()
    expect([trace, set.size]).toEqual([[], 0])
    s.runtime.runUntilStalled()
    expect(trace).toEqual(['0 dispose', '1 dispose', '2 dispose'])
    expect([misuses(members), s.unhandled]).toEqual([[], []])
  })

  it('6, 19, 34: of members that have ended it drops the outputs and reports the failures', () => {
    using s = stage()
    const trace: string[] = []
    const set = new JoinSet<unknown>()
    const boom = new Error('boom')
    set.spawnLocal(new Probe().willBe(new Token('guard', trace)))
    set.spawnLocal(new Probe().willThrow(boom))
    set.spawnLocal(new Probe()).abort()
    s.runtime.runUntilStalled()
    set[Symbol.dispose]()
    expect(trace).toEqual(['guard dropped'])
    expect(s.unhandled.map(error => error.cause)).toEqual([boom])
  })

  it('19, 34: what its members throw while they are disposed is reported, too', () => {
    using s = stage()
    const set = new JoinSet<unknown>()
    const member = new Probe()
    member.onDispose = () => { throw new Error('stuck') }
    set.spawnLocal(member)
    s.runtime.runUntilStalled()
    set[Symbol.dispose]()
    s.runtime.runUntilStalled()
    expect(s.unhandled.map(error => (error.cause as Error).message)).toEqual(['stuck'])
  })

  it('34: whoever waits on a set that is disposed is woken, and finds it Done', () => {
    using s = stage()
    const set = new JoinSet<unknown>()
    set.spawnLocal(new Probe())
    s.runtime.runUntilStalled()
    const next = set.joinNext()
    const rig = new Rig()
    rig.turn(next)
    set[Symbol.dispose]()
    expect([rig.wakes, rig.turn(next)]).toEqual([1, { value: Done }])
  })

  it('34: what is spawned onto a disposed set is cancelled before its first poll', () => {
    using s = stage()
    const set = new JoinSet<unknown>()
    set[Symbol.dispose]()
    const member = new Probe()
    const handle = set.spawnLocal(member)
    s.runtime.runUntilStalled()
    expect([member.polls, member.disposes, handle.isFinished(), set.size]).toEqual([0, 1, true, 0])
  })

  it('34: abortAll asks all; each is joined as cancelled, but for outputs that were there', () => {
    using s = stage()
    const set = new JoinSet<unknown>()
    const members = probes(3)
    members[1]!.willBe('done before')
    for (const member of members) set.spawn(member)
    s.runtime.runUntilStalled()
    set.abortAll()
    set.abortAll()
    expect(set.size).toBe(3)
    s.runtime.runUntilStalled()
    expect([0, 1, 2, 3].map(() => joinedNow(set))).toEqual(['done before', 'cancelled', 'cancelled', Done])
    expect(members.map(member => member.disposes)).toEqual([1, 0, 1])
  })

  it('34: shutdown begins with its first poll, waits until every member is gone, and gives the set back', () => {
    using s = stage()
    const trace: string[] = []
    const set = new JoinSet<unknown>()
    const members = probes(3, trace)
    for (const member of members) set.spawnLocal(member)
    s.runtime.runUntilStalled()
    trace.length = 0
    const shutdown = set.shutdown()
    s.runtime.runUntilStalled()
    expect(trace).toEqual([])
    s.runtime.blockOn(shutdown)
    expect(trace).toEqual(['0 dispose', '1 dispose', '2 dispose'])
    set.spawn(ready('again'))
    s.runtime.runUntilStalled()
    expect([joinedNow(set), joinedNow(set)]).toEqual(['again', Done])
    expect(s.unhandled).toEqual([])
  })

  it('6, 19, 34: shutdown swallows cancellations, reports panics, drops outputs', () => {
    using s = stage()
    const token = new Token()
    const set = new JoinSet<unknown>()
    const boom = new Error('boom')
    const [stuck, throwing] = [new Probe(), new Probe()]
    throwing.onDispose = () => { throw boom }
    set.spawnLocal(new Probe().willBe(token))
    set.spawnLocal(stuck)
    set.spawnLocal(throwing)
    s.runtime.runUntilStalled()
    expect(s.runtime.blockOn(set.shutdown())).toBe(undefined)
    expect([token.drops, stuck.disposes, set.size]).toEqual([1, 1, 0])
    expect(s.unhandled.map(error => error.cause)).toEqual([boom])
  })

  it('5, 34: an output whose drop throws does not end a shutdown early; it throws that at its end', () => {
    using s = stage()
    const set = new JoinSet<unknown>()
    const errors = [new Error('first'), new Error('second')]
    for (const error of errors) set.spawnLocal(ready({ [Symbol.dispose]: () => { throw error } }))
    const stuck = new Probe()
    set.spawnLocal(stuck)
    s.runtime.runUntilStalled()
    const thrown = thrownBy(() => s.runtime.blockOn(set.shutdown())) as Error & { suppressed: unknown[] }
    expect([thrown, thrown.suppressed, stuck.disposes, set.size]).toEqual([errors[0], [errors[1]], 1, 0])
  })

  it('5, 19, 34: a shutdown that is disposed while it waits throws what drops have thrown so far; a second dispose nothing', () => {
    using on = stage()
    const set = new JoinSet<unknown>()
    const errors = [new Error('first drop'), new Error('second drop')]
    for (const error of errors) set.spawnLocal(lazy(() => ({ [Symbol.dispose]: () => { throw error } })))
    const shutdown = set.shutdown()
    const rig = new Rig()
    on.runtime.runUntilStalled()
    set.spawnLocal(new Probe())
    expect(rig.turn(shutdown)).toBe('pending')
    expect(thrownBy(() => drop(shutdown))).toBe(errors[0])
    expect((errors[0] as Error & { suppressed?: unknown[] }).suppressed).toEqual([errors[1]])
    drop(shutdown)
    expect(set.size).toBe(1)
    on.runtime.runUntilStalled()
    expect(set.tryJoinNext.bind(set)).toThrow(JoinError)
  })

  it('34: what is spawned during a shutdown is aborted, too', () => {
    using s = stage()
    const set = new JoinSet<unknown>()
    const late = new Probe()
    const member = new Probe()
    member.onDispose = () => void set.spawnLocal(late)
    set.spawnLocal(member)
    s.runtime.runUntilStalled()
    s.runtime.blockOn(set.shutdown())
    expect([late.polls, late.disposes, set.size]).toEqual([0, 1, 0])
  })

  it('34: a shutdown that is dropped has asked, and leaves the rest to be joined', () => {
    using s = stage()
    const set = new JoinSet<unknown>()
    const member = new Probe()
    set.spawnLocal(member)
    s.runtime.runUntilStalled()
    const shutdown = set.shutdown() as Disposable & ReturnType<typeof set.shutdown>
    expect(new Rig().turn(shutdown)).toBe('pending')
    shutdown[Symbol.dispose]()
    s.runtime.runUntilStalled()
    expect([member.disposes, joinedNow(set), joinedNow(set)]).toEqual([1, 'cancelled', Done])
  })
})

it('34: random programs: outcomes come in the order of the endings, each once', () => {
  const op = fc.oneof(
    fc.record({ do: fc.constant('spawn' as const) }),
    fc.record({ do: fc.constantFrom('complete', 'fail', 'abort'), member: fc.nat(9) }),
    fc.record({ do: fc.constantFrom('join', 'run') }),
  )
  fc.assert(fc.property(fc.array(op, { maxLength: 60 }), program => {
    using s = stage()
    const set = new JoinSet<string>()
    const members: Probe<string>[] = []
    const handles: AbortHandle[] = []
    const fate = new Map<number, string>()
    const queue: number[] = []
    const ended: string[] = []
    /** An idle member is queued by the first thing that happens to it; an abort overrides an outcome that was not polled yet. */
    const happens = (at: number, how: string): void => {
      if (at >= members.length || members[at]!.polls === 0 || fate.get(at) === 'over') return
      if (!queue.includes(at)) queue.push(at)
      if (fate.get(at) !== 'cancelled') fate.set(at, how)
    }
    const run = (): void => {
      s.runtime.runUntilStalled()
      for (const at of queue.splice(0)) {
        ended.push(fate.get(at)!)
        fate.set(at, 'over')
      }
    }
    for (const step of program) {
      if (step.do === 'spawn') {
        const member = new Probe<string>()
        members.push(member)
        handles.push(set.spawn(member))
        run()
      } else if (step.do === 'run') {
        run()
      } else if (step.do === 'join') {
        const expected = ended.shift() ?? (set.size === 0 ? Done : 'pending')
        expect(joinedNow(set)).toBe(expected)
      } else if ('member' in step && step.member < members.length) {
        const at = step.member
        if (fate.get(at) === 'over') continue
        if (step.do === 'complete') members[at]!.complete(`${at} done`)
        else if (step.do === 'fail') members[at]!.fail(`${at} failed`)
        else handles[at]!.abort()
        happens(at, step.do === 'complete' ? `${at} done` : step.do === 'fail' ? `${at} failed` : 'cancelled')
      }
    }
    run()
    for (const expected of ended) expect(joinedNow(set)).toBe(expected)
    expect(misuses(members)).toEqual([])
    expect(s.unhandled).toEqual([])
  }), { numRuns: 300 })
})
