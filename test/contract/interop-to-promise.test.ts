import { afterEach, describe, expect, it } from 'vitest'
import { fromAbortSignal, hostLoop, JoinError, lazy, NestedBlockOnError, blockOn, Pending, pollFn, ready, Runtime, spawn, toPromise, yieldNow } from '../../src/index.ts'
import type { Poll } from '../../src/index.ts'
import { hostTurns, standing } from '../support/host-turns.ts'
import { Probe } from '../support/probe.ts'
import { SourceDriver } from '../support/source-driver.ts'
import { SpySignal } from '../support/spy-signal.ts'
import { Token } from '../support/token.ts'

/** A runtime that only runs when told to, and what its onUnhandledError has heard. */
function stand() {
  const heard: JoinError[] = []
  const runtime = new Runtime({ driver: new SourceDriver(), onUnhandledError: error => { heard.push(error) } })
  open.push(runtime)
  return { runtime, heard }
}

const open: Runtime[] = []
afterEach(() => {
  for (const runtime of open.splice(0)) runtime[Symbol.dispose]()
})

const reason = new Error('no longer wanted')

describe('46: toPromise settles once', () => {
  it('46: the first poll is over when it returns; an output that is there fulfils it', async () => {
    const { runtime } = stand()
    const probe = new Probe('f').willBe('out')
    const promise = toPromise(probe, { runtime })
    expect([probe.polls, probe.disposes]).toEqual([1, 0])
    expect(await promise).toBe('out')
    expect(runtime.dump()).toEqual([])
    expect(probe.misuse).toEqual([])
  })

  it('46: a wake later is a poll later', async () => {
    const { runtime, heard } = stand()
    const probe = new Probe<number>('f')
    const promise = toPromise(probe, { runtime })
    expect(await standing(promise)).toEqual(['open'])
    probe.complete(7)
    expect(probe.polls).toBe(1)
    expect(runtime.runUntilStalled()).toBe(1)
    expect(await promise).toBe(7)
    expect([probe.polls, probe.disposes, probe.misuse, heard]).toEqual([2, 0, [], []])
  })

  it.each([['at the first poll', true], ['later', false]])('46: a throw %s rejects with the original error, and is nobody else’s', async (_, atOnce) => {
    const { runtime, heard } = stand()
    const boom = new Error('boom')
    const probe = new Probe('f')
    if (atOnce) probe.willThrow(boom)
    const promise = toPromise(probe, { runtime })
    if (!atOnce) {
      probe.fail(boom)
      runtime.runUntilStalled()
    }
    await expect(promise).rejects.toBe(boom)
    runtime[Symbol.dispose]()
    expect([probe.disposes, probe.misuse, heard]).toEqual([0, [], []])
  })

  it('46: spurious wakes do not settle it twice, late ones poll nobody', async () => {
    const { runtime } = stand()
    const probe = new Probe<string>('f')
    const promise = toPromise(probe, { runtime })
    probe.wake()
    probe.wake()
    expect(runtime.runUntilStalled()).toBe(1)
    probe.complete('out')
    runtime.runUntilStalled()
    probe.wake()
    expect(runtime.runUntilStalled()).toBe(0)
    expect(await promise).toBe('out')
    expect([probe.polls, probe.misuse]).toEqual([3, []])
  })

  it('46: is no place for what is no future or no signal', () => {
    expect(() => toPromise(Promise.resolve(1) as never)).toThrow(/toPromise: expected a future.*fromPromise/)
    const probe = new Probe()
    expect(() => toPromise(probe, { signal: {} as never })).toThrow(/toPromise: expected an AbortSignal/)
    expect([probe.polls, probe.disposes]).toEqual([0, 0])
  })
})

describe('46: what it is given', () => {
  it('46: a runtime that is none is refused at the call, and the future left alone', () => {
    for (const [runtime, got] of [[5, 'number'], ['web', 'string'], [hostLoop(), 'object'], [() => {}, 'function']] as const) {
      const probe = new Probe()
      expect(() => toPromise(probe, { runtime: runtime as never })).toThrow(new TypeError(`toPromise: expected a runtime, a new Runtime({ driver: hostLoop() }), and got ${got}`))
      expect([probe.polls, probe.disposes]).toEqual([0, 0])
    }
  })

  it('46: null, for the options or one of them, is as if left out', async () => {
    expect(await toPromise(ready(1), null)).toBe(1)
    expect(await toPromise(ready(2), { runtime: null, signal: null })).toBe(2)
  })

  it('46: a runtime that parks the thread goes on only as far as it is run by hand', async () => {
    using runtime = new Runtime()
    const promise = toPromise(yieldNow(), { runtime })
    expect(await standing(promise)).toEqual(['open'])
    expect(runtime.runUntilStalled()).toBe(1)
    expect(await standing(promise)).toEqual(['undefined'])
  })
})

describe('46: where it runs', () => {
  const here = () => lazy(() => Runtime.current())

  it('46: on the given runtime, whichever is current', async () => {
    const { runtime } = stand()
    using other = new Runtime({ driver: hostLoop() })
    using _ = other.enter()
    expect(await toPromise(here(), { runtime })).toBe(runtime)
  })

  it('46: else on the current one, if it is on a hostLoop', async () => {
    using hosted = new Runtime({ driver: hostLoop() })
    using guard = hosted.enter()
    const promise = toPromise(here())
    guard[Symbol.dispose]()
    expect(await promise).toBe(hosted)
  })

  it('46: else on the process’s default one, also inside a blockOn, whose end does not touch it', async () => {
    const first = await toPromise(here())
    expect(first).toBeInstanceOf(Runtime)
    const probe = new Probe<string>('f')
    const inside = blockOn(lazy(() => toPromise(probe)))
    expect([probe.polls, probe.disposes]).toEqual([1, 0])
    probe.complete('out')
    expect(await inside).toBe('out')
    expect(await toPromise(here())).toBe(first)
  })

  it('46: the default one takes spawned tasks too', async () => {
    const handle = await toPromise(lazy(() => [spawn(lazy(() => 'spawned'))]))
    expect(await toPromise(handle[0]!)).toBe('spawned')
  })

  it('27: polls and disposes are inside the runtime: blockOn there is nested', async () => {
    const { runtime } = stand()
    await expect(toPromise(lazy(() => blockOn(ready(1))), { runtime })).rejects.toBeInstanceOf(NestedBlockOnError)
    const signal = new SpySignal()
    const probe = new Probe()
    const seen: unknown[] = []
    probe.onDispose = () => {
      seen.push(Runtime.current())
      try {
        blockOn(ready(1))
      } catch (error) {
        seen.push((error as Error).name)
      }
    }
    const promise = toPromise(probe, { runtime, signal })
    signal.abort(reason)
    expect(seen).toEqual([runtime, 'NestedBlockOnError'])
    await expect(promise).rejects.toBe(reason)
  })

  it('13, 46: inside another task’s poll the future is polled in between, and that task goes on with its own budget', async () => {
    const trace: string[] = []
    const runtime = new Runtime({ observer: { taskPolled: id => { trace.push(`poll ${id}`) }, taskCompleted: (id, how) => { trace.push(`end ${id} ${how}`) } } })
    open.push(runtime)
    let inner: Promise<unknown> | null = null
    runtime.spawnLocal(pollFn((): Poll<void> => {
      inner = toPromise(lazy(() => { trace.push('inner') }), { runtime })
      trace.push('outer goes on')
      return undefined
    }))
    runtime.runUntilStalled()
    await inner
    expect(trace).toEqual(['poll 1', 'poll 2', 'inner', 'end 2 value', 'outer goes on', 'end 1 value'])
  })

  it('46: on a runtime that has shut down, the future is disposed unpolled and a cancelled JoinError rejects', async () => {
    const { runtime } = stand()
    runtime[Symbol.dispose]()
    const probe = new Probe('f')
    const error = await toPromise(probe, { runtime }).catch((error: unknown) => error) as JoinError
    expect([error instanceof JoinError, error.isCancelled()]).toEqual([true, true])
    expect([probe.polls, probe.disposes]).toEqual([0, 1])
  })

  it('46: a shutdown disposes the future and rejects with a cancelled JoinError, or with what the dispose throws', async () => {
    const { runtime, heard } = stand()
    const signal = new SpySignal()
    const [plain, failing] = [new Probe('f'), new Probe('g')]
    const boom = new Error('boom')
    failing.onDispose = () => { throw boom }
    const promises = [toPromise(plain, { runtime, signal }), toPromise(failing, { runtime })]
    runtime[Symbol.dispose]()
    const [first, second] = await Promise.allSettled(promises) as [PromiseRejectedResult, PromiseRejectedResult]
    expect([first.reason instanceof JoinError, first.reason.isCancelled(), first.reason.message]).toEqual([true, true, 'task 1 (Probe) was cancelled'])
    expect(second.reason).toBe(boom)
    expect([plain.disposes, failing.disposes, signal.listeners, heard]).toEqual([1, 1, [1, 1], []])
    signal.abort(reason)
    expect(plain.misuse).toEqual([])
  })
})

describe('46: its signal disposes', () => {
  it('46: aborted before the call: nothing is polled, the future disposed once, no listener added', async () => {
    const { runtime } = stand()
    const signal = new SpySignal()
    signal.abort(reason)
    const probe = new Probe('f')
    const promise = toPromise(probe, { runtime, signal })
    expect([probe.polls, probe.disposes]).toEqual([0, 1])
    await expect(promise).rejects.toBe(reason)
    expect([signal.listeners, runtime.dump(), probe.misuse]).toEqual([[0, 0], [], []])
  })

  it('46: aborted while it waits: disposed at once, before the promise settles; the reason rejects', async () => {
    const { runtime, heard } = stand()
    const signal = new SpySignal()
    const trace: string[] = []
    const probe = new Probe('f', trace)
    const promise = toPromise(probe, { runtime, signal }).catch((error: unknown) => { trace.push(`rejected ${(error as Error).message}`) })
    expect(signal.listeners).toEqual([1, 0])
    signal.abort(reason)
    expect([signal.listeners, probe.disposes]).toEqual([[1, 1], 1])
    await promise
    expect(trace).toEqual(['f poll', 'f dispose', 'rejected no longer wanted'])
    probe.complete('late')
    runtime.runUntilStalled()
    expect([probe.polls, probe.misuse, runtime.dump(), heard]).toEqual([1, [], [], []])
  })

  it('46: a wake that came before the abort polls nobody any more', async () => {
    const { runtime } = stand()
    const signal = new SpySignal()
    const probe = new Probe('f')
    const promise = toPromise(probe, { runtime, signal })
    probe.complete('too late')
    signal.abort(reason)
    runtime.runUntilStalled()
    await expect(promise).rejects.toBe(reason)
    expect([probe.polls, probe.disposes, probe.misuse]).toEqual([1, 1, []])
  })

  it.each([['the first', true], ['a later', false]])('7: aborted during %s poll, the dispose waits until that poll has returned', async (_, first) => {
    const { runtime } = stand()
    const signal = new SpySignal()
    const trace: string[] = []
    const probe = new Probe('f', trace)
    const abort = () => {
      signal.abort(reason)
      trace.push('poll goes on')
    }
    if (first) probe.onPoll = abort
    const promise = toPromise(probe, { runtime, signal })
    if (!first) {
      probe.onPoll = abort
      probe.wake()
      runtime.runUntilStalled()
    }
    await expect(promise).rejects.toBe(reason)
    expect(trace).toEqual([...(first ? [] : ['f poll']), 'f poll', 'poll goes on', 'f dispose'])
    expect([signal.listeners, runtime.dump(), probe.misuse]).toEqual([first ? [0, 0] : [1, 1], [], []])
  })

  it('12, 46: an output of the poll that was aborted wins, and so does its throw', async () => {
    const { runtime } = stand()
    for (const boom of [null, new Error('boom')]) {
      const signal = new SpySignal()
      const probe = new Probe('f')
      probe.onPoll = () => { signal.abort(reason) }
      if (boom === null) probe.willBe('out')
      else probe.willThrow(boom)
      const promise = toPromise(probe, { runtime, signal })
      if (boom === null) expect(await promise).toBe('out')
      else await expect(promise).rejects.toBe(boom)
      expect([probe.disposes, signal.added - signal.removed]).toEqual([0, 0])
    }
  })

  it('46: no listener is left behind by an output, a throw, or an output at the first poll', async () => {
    const { runtime } = stand()
    const signal = new SpySignal()
    const [value, failing] = [new Probe<string>(), new Probe<string>()]
    const promises = [toPromise(ready('at once'), { runtime, signal }), toPromise(value, { runtime, signal }), toPromise(failing, { runtime, signal })]
    expect(signal.listeners).toEqual([2, 0])
    value.complete('later')
    failing.fail('thrown')
    runtime.runUntilStalled()
    expect(signal.listeners).toEqual([2, 2])
    expect(await standing(...promises)).toEqual(['at once', 'later', 'rejected: thrown'])
    signal.abort(reason)
    expect([value.disposes, failing.disposes]).toEqual([0, 0])
  })

  it('19, 46: what the dispose throws on an abort is reported; the promise still has the signal’s reason', async () => {
    const { runtime, heard } = stand()
    const signal = new SpySignal()
    const probe = new Probe()
    const boom = new Error('boom')
    probe.onDispose = () => { throw boom }
    const promise = toPromise(probe, { runtime, signal })
    signal.abort(reason)
    expect(heard.map(error => error.cause)).toEqual([boom])
    await expect(promise).rejects.toBe(reason)
  })

  it('46: aborted from another task of its runtime, and from a task of another runtime', async () => {
    const { runtime } = stand()
    const other = stand().runtime
    for (const from of [runtime, other]) {
      const signal = new SpySignal()
      const trace: string[] = []
      const probe = new Probe('f', trace)
      probe.onDispose = () => { trace.push(`in ${Runtime.current() === runtime ? 'its own' : 'another'} runtime`) }
      const promise = toPromise(probe, { runtime, signal })
      from.spawnLocal(lazy(() => {
        signal.abort(reason)
        trace.push(`back in ${Runtime.current() === from ? 'the aborter’s' : 'another'}`)
      }))
      from.runUntilStalled()
      await expect(promise).rejects.toBe(reason)
      expect(trace).toEqual(['f poll', 'f dispose', 'in its own runtime', 'back in the aborter’s'])
      runtime.runUntilStalled()
      expect(runtime.dump()).toEqual([])
    }
  })

  it('46: a signal that cannot be listened to: the future is disposed and the throw rejects', async () => {
    const { runtime, heard } = stand()
    const boom = new Error('no listeners here')
    const signal = Object.assign(new SpySignal(), { addEventListener: () => { throw boom } })
    const probe = new Probe('f')
    await expect(toPromise(probe, { runtime, signal })).rejects.toBe(boom)
    runtime.runUntilStalled()
    expect([probe.polls, probe.disposes, probe.misuse, runtime.dump(), heard]).toEqual([1, 1, [], [], []])
  })

  it('46: a signal that aborts while it is listened to: disposed, and the listener taken away', async () => {
    const { runtime } = stand()
    const signal = new SpySignal()
    const add = signal.addEventListener.bind(signal)
    signal.addEventListener = (type, listener) => {
      add(type, listener)
      signal.abort(reason)
    }
    const probe = new Probe('f')
    await expect(toPromise(probe, { runtime, signal })).rejects.toBe(reason)
    expect([probe.disposes, signal.listeners]).toEqual([1, [1, 1]])
  })

  it('46: a signal of the host’s own', async () => {
    const controller = new AbortController()
    const probe = new Probe()
    const promise = toPromise(probe, { signal: controller.signal })
    controller.abort()
    await expect(promise).rejects.toHaveProperty('name', 'AbortError')
    expect([probe.polls, probe.disposes]).toEqual([1, 1])
  })
})

describe('46: what it leaves behind', () => {
  it('46: a dump shows the future behind the promise', () => {
    const { runtime } = stand()
    void toPromise(fromAbortSignal(new SpySignal()), { runtime }).catch(() => {})
    expect(runtime.dumpText().split('\n')).toEqual([
      'task 1 (toPromise(FromAbortSignal)): waiting, waits on an abort signal',
      '  FromAbortSignal: waiting, waits on an abort signal',
    ])
  })

  it('6, 46: an output of a dropped promise is the promise’s, not dropped', async () => {
    const { runtime } = stand()
    const token = new Token()
    void toPromise(ready(token), { runtime })
    await hostTurns()
    expect(token.drops).toBe(0)
  })

  it('46: a hundred on a host loop interleave with the host and all settle', async () => {
    using runtime = new Runtime({ driver: hostLoop() })
    let turns = 0
    const countdown = () => {
      let left = 50
      return pollFn((cx): Poll<number> => {
        if (left-- === 0) return ++turns
        cx.waker.wake()
        return Pending
      })
    }
    const all = await Promise.all(Array.from({ length: 100 }, () => toPromise(countdown(), { runtime })))
    expect(all).toEqual(Array.from({ length: 100 }, (_, i) => i + 1))
    await toPromise(yieldNow(), { runtime })
    expect(runtime.dump()).toEqual([])
  })
})
