import { describe, expect, it } from 'vitest'
import {
  asyncBlock, blockOn, byRef, contextFrom, drop, fuse, hostLoop, inspect, join, joinAll, lazy, LocalSet, map, mpsc, Mutex, noopWaker, Notify, pending,
  Pending, pollFn, race, ready, Runtime, select, sleep, spawn, wait, yieldNow,
} from '../../src/index.ts'
import type { Context, Future, JoinHandle, Poll, Waker } from '../../src/index.ts'
import { fanOut, formatFinding, lint, lintEverywhere, linted } from '../../src/watch/index.ts'
import { collectedUntil } from '../support/collected.ts'
import { Gate } from '../support/gate.ts'
import { Printed } from '../support/printed.ts'
import { brief, quietLints } from '../support/quiet-lints.ts'
import { thrownBy } from '../support/thrown.ts'

/** A future that keeps the first waker that it gets for good: the classic mistake. */
class KeepsFirst implements Future<number> {
  waker: Waker | null = null
  done = false

  poll(cx: Context): Poll<number> {
    if (this.done) return 7
    this.waker ??= cx.waker
    return Pending
  }
}

describe('lost-wakeup', () => {
  it('1: a poll that answers Pending and never looks at its waker is found at once', () => {
    const { lints, found } = quietLints()
    const runtime = new Runtime({ observer: lints })
    runtime.spawn(pollFn(() => Pending))
    runtime.runUntilStalled()
    expect(found()).toEqual(['lost-wakeup: 1 PollFn'])
    expect(lints.report()).toBe(
      'error[lost-wakeup]: task 1 (PollFn) answered Pending without looking at cx.waker, so nothing can wake it\n' +
        '  = help: before it answers Pending, a poll stores cx.waker where whoever makes progress finds it and calls it; a future that is never to be ready is pending()',
    )
  })

  it('1: so is a main future, before the deadlock is reported', () => {
    const { lints, found } = quietLints()
    expect(thrownBy(() => new Runtime({ observer: lints }).blockOn(pollFn(() => Pending)))).toMatchObject({ code: 'ERR_POLLUX_DEADLOCK' })
    expect(found()).toEqual(['lost-wakeup: 0 PollFn'])
  })

  it('28: what was found becomes part of the DeadlockError, between who is stuck and what to do', () => {
    const { lints } = quietLints()
    using runtime = new Runtime({ observer: fanOut({}, lints) })
    const error = thrownBy(() => runtime.blockOn(pollFn(() => Pending))) as Error
    expect(error.message.split('\n')).toEqual([
      'nothing can wake the one task that is left: no timer is set and no other thread holds a waker',
      '  the main future (PollFn): waits on what its function arranged',
      'lints have found:',
      expect.stringMatching(/^error\[lost-wakeup\]: the main future \(PollFn\) answered Pending without looking at cx.waker/),
      expect.stringMatching(/^ {2}= help: before it answers Pending/),
      expect.stringMatching(/^a future that returns Pending must see to it/),
    ])
    const healthy = new Runtime({ observer: lint({ onFinding: () => {} }) })
    expect(String(thrownBy(() => healthy.blockOn(pending())))).not.toContain('lints')
  })

  it('28: nothing that whyStuck throws keeps the error from being thrown', () => {
    using printed = new Printed()
    const sick = { whyStuck: () => { throw new Error('sick') } }
    for (const observer of [sick, fanOut(sick, { whyStuck: () => 'and so' })]) {
      expect(thrownBy(() => new Runtime({ observer }).blockOn(pending()))).toMatchObject({ code: 'ERR_POLLUX_DEADLOCK' })
    }
    expect(printed.lines.length).toBe(2)
  })

  it('1: pending() and a finished fuse may, also deep in others', () => {
    const { lints, found } = quietLints()
    const runtime = new Runtime({ observer: lints })
    const ended = fuse(ready(1))
    void ended.poll(contextFrom(noopWaker()))
    runtime.spawn(pending())
    runtime.spawn(join(pending(), pending()))
    const hidden = pending()
    runtime.spawnLocal(pollFn(cx => hidden.poll(cx)))
    runtime.spawn(asyncBlock({ own: [ended], sendable: true }, function* (own) {
      yield* wait(own)
    }))
    runtime.runUntilStalled()
    drop(runtime)
    expect(found()).toEqual([])
  })

  it('1: one that forgot to register in a later poll is found when it is dropped without having been woken', () => {
    const { lints, found } = quietLints()
    const runtime = new Runtime({ observer: lints })
    let polls = 0
    runtime.spawn(pollFn(cx => {
      if (++polls === 1) cx.waker.wake()
      return Pending
    }))
    runtime.runUntilStalled()
    expect(found()).toEqual([])
    drop(runtime)
    expect(found()).toEqual(['lost-wakeup: 1 PollFn'])
    expect(lints.findings[0]?.what).toContain('was never woken again')
  })

  it('1: under a host, the collector proves that a waker which was looked at is held by nobody', async () => {
    const { lints, found } = quietLints()
    const runtime = new Runtime({ driver: hostLoop(), observer: lints })
    const gate = new Gate('gate')
    runtime.spawnLocal(pollFn(cx => {
      void cx.waker
      return Pending
    }))
    runtime.spawnLocal(gate)
    runtime.runUntilStalled()
    expect(await collectedUntil(() => found().length > 0)).toBe(true)
    expect(found()).toEqual(['lost-wakeup: 1 PollFn'])
    expect(lints.findings[0]?.what).toContain('nobody holds the waker')
    gate.open() // the other one is woken still
    drop(runtime)
  })
})

describe('stale-waker', () => {
  it('9: the waker of an earlier poll, kept by a future that never looks again, is found when it is called', () => {
    const { lints, found } = quietLints()
    const runtime = new Runtime({ observer: lints })
    const future = new KeepsFirst()
    let nudge: Waker | null = null
    const handle = runtime.spawnLocal(pollFn(cx => {
      nudge ??= cx.waker
      return future.poll({ get waker() { return cx.waker } })
    }))
    runtime.runUntilStalled()
    nudge!.wake() // a spurious poll: legal
    runtime.runUntilStalled()
    expect(found()).toEqual([])
    future.done = true
    future.waker!.wake()
    expect(found()).toEqual(['stale-waker: 1 PollFn'])
    expect(runtime.blockOn(handle)).toBe(7)
  })

  it('9: one future left aside while the task waits for another may keep the waker that it has', () => {
    const { lints, found } = quietLints()
    const runtime = new Runtime({ observer: lints })
    const [aside, other] = [new Gate('aside'), new Gate('other')]
    const handle = runtime.spawnLocal(asyncBlock(function* () {
      yield* wait(select(byRef(aside), ready(0)))
      yield* wait(other)
      return yield* wait(aside)
    }))
    runtime.runUntilStalled()
    aside.open()
    runtime.runUntilStalled()
    other.open()
    expect(runtime.blockOn(handle)).toBe('aside')
    expect(found()).toEqual([])
  })

  it('9: linted looks at one future closely: there each use of an older waker is found', () => {
    const { lints, found } = quietLints()
    const future = new KeepsFirst()
    const close = linted(future, lints)
    for (let i = 0; i < 2; i++) expect(join(close, new Gate('gate')).poll(contextFrom(noopWaker()))).toBe(Pending)
    expect(found()).toEqual(['lost-wakeup: 0 KeepsFirst'])
    future.waker!.wake()
    expect(found()).toEqual(['lost-wakeup: 0 KeepsFirst', 'stale-waker: 0 KeepsFirst'])
    future.done = true
    expect(close.poll(contextFrom(noopWaker()))).toBe(7)
    future.waker!.wake()
    expect(lints.findings.map(({ count }) => count)).toEqual([1, 1])
  })
})

it('context-kept: a waker that is looked at when the poll is over', () => {
  const { lints, found } = quietLints({ allow: ['lost-wakeup'] })
  const runtime = new Runtime({ observer: lints })
  let kept: Context | null = null
  let done = false
  const handle = runtime.spawnLocal(pollFn(cx => {
    kept = cx
    return done ? 1 : Pending
  }))
  runtime.runUntilStalled()
  done = true
  kept!.waker.wake()
  expect(runtime.blockOn(handle)).toBe(1)
  expect(found()).toEqual(['context-kept: 1 PollFn'])
})

describe('second-owner', () => {
  /** A future that polls `handle` without owning it, and shows that it does. */
  const borrower = (handle: JoinHandle<unknown>) => byRef(handle)

  it('15: two tasks that wait for one handle', () => {
    const { lints, found } = quietLints()
    const runtime = new Runtime({ observer: lints })
    const gate = new Gate('gate')
    const handle = runtime.spawnLocal(gate)
    runtime.spawnLocal(borrower(handle))
    runtime.spawnLocal(borrower(handle))
    runtime.runUntilStalled()
    expect(found()).toEqual(['second-owner: 2 ByRef'])
    expect(lints.findings[0]?.what).toBe('and task 3 (ByRef) both wait for one JoinHandle, which wakes only the one that polled it last')
  })

  it('15: a handle that moves from one task to another has one owner', () => {
    const { lints, found } = quietLints()
    const runtime = new Runtime({ observer: lints })
    const gate = new Gate('moved')
    const handle = runtime.spawnLocal(gate)
    const first = runtime.spawnLocal(asyncBlock(function* () {
      yield* wait(race(byRef(handle), yieldNow()))
      yield* wait(pending())
    }))
    runtime.runUntilStalled()
    const second = runtime.spawnLocal(borrower(handle))
    runtime.runUntilStalled()
    gate.open()
    expect(runtime.blockOn(second)).toBe('moved')
    first.abort()
    expect(found()).toEqual([])
  })
})

it('3, poll-after-completion: named even where the error is swallowed, and counted', () => {
  const { lints, found } = quietLints()
  const finished = ready(1)
  void finished.poll(contextFrom(noopWaker()))
  new Runtime({ observer: lints }).blockOn(lazy(() => {
    for (let i = 0; i < 3; i++) thrownBy(() => finished.poll(contextFrom(noopWaker())))
  }))
  thrownBy(() => finished.poll(contextFrom(noopWaker()))) // in nobody's poll
  expect(found()).toEqual(['poll-after-completion: 0 Lazy'])
  expect(formatFinding(lints.findings[0]!).split('\n')[0]).toBe('error[poll-after-completion]: the main future (Lazy) polled ReadyFuture after its end (3 times)')
})

describe('busy-poll', () => {
  /** Asks over and over, `turns` times. */
  const asks = (turns: number): Future<void> =>
    pollFn(cx => {
      if (turns-- === 0) return
      cx.waker.wake()
      return Pending
    })

  it('a task that wakes itself and waits for the same, over two windows', () => {
    const { lints, found } = quietLints({ window: 10 })
    const runtime = new Runtime({ observer: lints })
    runtime.blockOn(asks(19))
    expect(found()).toEqual([])
    runtime.blockOn(asks(20))
    expect(found()).toEqual(['busy-poll: 0 PollFn'])
    expect(lints.findings[0]?.what).toContain('woke itself in 10 of its last 10 polls')
  })

  it('not two halves of one task that do not show what they wait for, with a channel, a lock or a notice between them', () => {
    const { lints, found } = quietLints({ window: 10 })
    using runtime = new Runtime({ observer: lints })
    /** Polls one future after the other, as hand-written futures do, and tells nothing of it. */
    const opaque = (next: () => Future<unknown> | null): Future<void> => {
      let current: Future<unknown> | null | undefined
      return pollFn(cx => {
        if (current === undefined) current = next()
        for (;;) {
          if (current === null) return undefined
          if (current.poll(cx) === Pending) return Pending
          current = next()
        }
      })
    }
    const times = (count: number, make: () => Future<unknown>) => (): Future<unknown> | null => (count-- > 0 ? make() : null)
    const [tx, rx] = mpsc<number>(1)
    const sends = times(300, () => tx.send(1))
    const receives = times(300, () => rx.recv())
    runtime.blockOn(join(opaque(sends), opaque(receives)))
    const [here, there] = [new Notify(), new Notify()]
    const side = (mine: Notify, other: Notify): Future<void> => opaque(times(300, () => {
      other.notifyOne()
      return mine.notified()
    }))
    runtime.blockOn(join(side(here, there), side(there, here)))
    const lock = new Mutex(0)
    const locks = (): Future<void> => opaque(times(50, () => map(lock.lock(), guard => guard[Symbol.dispose]())))
    runtime.blockOn(joinAll(Array.from({ length: 20 }, locks)))
    expect(found()).toEqual([])
  })

  it('not one that tells of its steps', () => {
    const { lints, found } = quietLints({ window: 10 })
    let step = 0
    new Runtime({ observer: lints }).blockOn({
      poll(cx: Context): Poll<number> {
        if (++step > 100) return step
        cx.waker.wake()
        return Pending
      },
      [inspect]: () => ({ name: 'Steps', state: `step ${step}` }),
    })
    expect(found()).toEqual([])
  })

  it('not one that yields inside a future which does not show what it waits for', () => {
    const { lints, found } = quietLints({ window: 10 })
    const runtime = new Runtime({ observer: lints })
    const steps = asyncBlock(function* () {
      for (let i = 0; i < 100; i++) yield* wait(yieldNow())
    })
    runtime.blockOn(pollFn(cx => steps.poll(cx)))
    expect(found()).toEqual([])
  })

  it('not one that yields, that goes on from wait to wait, that drives others, or whose budget is spent', () => {
    const { lints, found } = quietLints({ window: 10 })
    const runtime = new Runtime({ observer: lints })
    const yields = (): Future<void> => asyncBlock(function* () {
      for (let i = 0; i < 100; i++) yield* wait(yieldNow())
    })
    runtime.blockOn(yields())
    runtime.blockOn(joinAll(Array.from({ length: 40 }, yields)))
    runtime.blockOn(asyncBlock(function* () {
      for (let i = 0; i < 100; i++) yield* wait(asks(1))
      for (let i = 0; i < 10_000; i++) yield* wait(spawn(ready(i)))
    }))
    expect(found()).toEqual([])
  })
})

it('slow-poll: a poll longer than the limit, by the clock that is given; without a limit no clock is read', () => {
  let now = 0
  const work = (ms: number): Future<void> => lazy(() => void (now += ms))
  const { lints, found } = quietLints({ slowPoll: 50, clock: () => now })
  const runtime = new Runtime({ observer: lints })
  runtime.spawn(work(50))
  runtime.spawn(work(51))
  runtime.runUntilStalled()
  expect(found()).toEqual(['slow-poll: 2 Lazy'])
  expect(lints.findings[0]?.what).toBe('took 51 ms for one poll, more than 50 ms, in which nobody else had a turn')
  const set = new LocalSet()
  set.spawnLocal(work(60))
  const inSet = quietLints({ slowPoll: 50, clock: () => now })
  new Runtime({ observer: inSet.lints }).blockOn(set)
  // The set's owner only gave the task its turn.
  expect(inSet.lints.findings.map(({ lint, name }) => `${lint}: ${name}`)).toEqual(['slow-poll: Lazy'])
  const unread = quietLints({ clock: () => { throw new Error('read') } })
  new Runtime({ observer: unread.lints }).blockOn(work(1e6))
  expect(unread.found()).toEqual([])
})

it('stalled: a task that nobody has woken for so many polls of others, when that is asked for', () => {
  const { lints, found } = quietLints({ stalledAfter: 50 })
  const runtime = new Runtime({ observer: lints })
  runtime.spawnLocal(new Gate('gate'))
  runtime.blockOn(asyncBlock(function* () {
    for (let i = 0; i < 120; i++) yield* wait(yieldNow())
  }))
  expect(found()).toEqual(['stalled: 1 Gate'])
})

describe('never-polled', () => {
  it('a task that blockOn returns before, but not one that is aborted', () => {
    const { lints, found } = quietLints()
    const runtime = new Runtime({ observer: lints })
    runtime.blockOn(lazy(() => {
      spawn(ready(1)).abort()
      spawn(sleep(5))
    }))
    drop(runtime)
    expect(found()).toEqual(['never-polled: 2 sleep(5)'])
  })
})

describe('lint', () => {
  it('tells of each thing once a task, to whom it is told to; and leaves out what is allowed', () => {
    const told: string[] = []
    const lints = lint({ allow: ['never-polled'], onFinding: finding => told.push(brief(finding)) })
    const runtime = new Runtime({ observer: lints })
    for (let i = 0; i < 3; i++) runtime.spawn(pollFn(() => Pending))
    runtime.runUntilStalled()
    runtime.spawn(ready(1))
    drop(runtime)
    expect(told).toEqual(['lost-wakeup: 1 PollFn', 'lost-wakeup: 2 PollFn', 'lost-wakeup: 3 PollFn'])
  })

  it('keeps a thousand findings and counts the rest', () => {
    const { lints } = quietLints()
    const runtime = new Runtime({ observer: lints })
    for (let i = 0; i < 1003; i++) runtime.spawn(pollFn(() => Pending))
    runtime.runUntilStalled()
    expect([lints.findings.length, lints.dropped]).toEqual([1000, 3])
    expect(lints.report().split('\n').at(-1)).toBe('and 3 more')
  })

  it.each([
    [{ window: 0 }, 'lint: window counts polls, so it must be a whole number above 0, or Infinity for never, and is 0'],
    [{ stalledAfter: 2.5 }, 'lint: stalledAfter counts polls, so it must be a whole number above 0, or Infinity for never, and is 2.5'],
    [{ stalledAfter: Number.NaN }, 'lint: stalledAfter counts polls, so it must be a whole number above 0, or Infinity for never, and is NaN'],
    [{ slowPoll: -1 }, 'lint: slowPoll must be above 0, in milliseconds, and is -1'],
  ])('refuses %o', (options, message) => {
    expect(thrownBy(() => lint(options))).toEqual(new RangeError(message))
    expect(() => lint({ stalledAfter: Infinity, window: Infinity, slowPoll: 0.5 })).not.toThrow()
  })
})

it('lintEverywhere: the runtime inside blockOn too, until it is disposed', () => {
  const everywhere = lintEverywhere({ onFinding: () => {} })
  const polled: number[] = []
  try {
    thrownBy(() => blockOn(pollFn(() => Pending)))
    new Runtime({ observer: { taskPolled: id => polled.push(id) } }).blockOn(ready(1))
  } finally {
    drop(everywhere)
  }
  thrownBy(() => blockOn(pollFn(() => Pending)))
  expect(everywhere.findings.map(brief)).toEqual(['lost-wakeup: 0 PollFn'])
  expect(polled).toEqual([0])
})
