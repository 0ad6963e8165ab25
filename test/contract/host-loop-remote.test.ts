import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { hostLoop, Pending, pollFn, remoteWaker, Runtime, wakeRemote } from '../../src/index.ts'
import type { Poll, RemoteWaker } from '../../src/index.ts'
import { hostTurns } from '../support/host-turns.ts'
import { ManualHost } from '../support/manual-host.ts'
import { thrownBy } from '../support/thrown.ts'
import { WakeWorker } from '../support/wake-worker.ts'

// Wakes from other threads to a runtime that does not park.

let worker: WakeWorker
beforeAll(async () => { worker = await WakeWorker.start() })
afterAll(() => worker.stop())
afterEach(() => { vi.unstubAllGlobals() })

/** A task that makes a RemoteWaker, and has been polled so far; `ask` runs in each of its polls until it answers false. */
class Waiting {
  polls = 0
  remote: RemoteWaker | null = null
  private resolve: () => void = () => {}
  readonly done = new Promise<void>(resolve => { this.resolve = resolve })

  constructor(runtime: Runtime, ask: (waiting: Waiting) => boolean) {
    runtime.spawnLocal(pollFn((cx): Poll<void> => {
      this.polls++
      this.remote ??= remoteWaker(cx.waker)
      if (ask(this)) return Pending
      this.remote[Symbol.dispose]()
      this.resolve()
    }))
  }
}

/** How many waits for `waiting`'s runtime are under way. Ends them. */
const waits = (waiting: Waiting): number => Atomics.notify(waiting.remote!.handle.signal, 0)

describe('28, 29: another thread wakes a runtime on hostLoop', () => {
  it('28: a wake is a poll, and the runtime rests in between', async () => {
    using runtime = new Runtime({ driver: hostLoop() })
    const waiting = new Waiting(runtime, ({ remote, polls }) => {
      if (polls < 4) worker.wake(remote!.handle, 1, 1)
      return polls < 4
    })
    await waiting.done
    expect(waiting.polls).toBe(4)
  })

  it('32: a burst of wakes is at least one poll, and none is lost', async () => {
    using runtime = new Runtime({ driver: hostLoop() })
    const waiting = new Waiting(runtime, ({ remote, polls }) => {
      if (polls === 1) worker.wake(remote!.handle, 1000, 0)
      return polls === 1
    })
    await waiting.done
    expect(waiting.polls).toBe(2)
  })

  it('28: many tasks of several runtimes', async () => {
    const runtimes = [1, 2, 3].map(() => new Runtime({ driver: hostLoop() }))
    const all = runtimes.flatMap(runtime => [1, 2, 3, 4].map(() => new Waiting(runtime, ({ remote, polls }) => {
      if (polls === 1) worker.wake(remote!.handle, 1, 0)
      return polls === 1
    })))
    await Promise.all(all.map(({ done }) => done))
    expect(all.map(({ polls }) => polls)).toEqual(all.map(() => 2))
    for (const runtime of runtimes) runtime[Symbol.dispose]()
  })

  it('28: a wake on the runtime’s own thread counts too', async () => {
    using runtime = new Runtime({ driver: hostLoop() })
    const waiting = new Waiting(runtime, ({ polls }) => polls === 1)
    runtime.runUntilStalled()
    wakeRemote(waiting.remote!.handle)
    await waiting.done
    expect(waiting.polls).toBe(2)
  })

  it('28: a wake that comes before the host listens is heard', async () => {
    using runtime = new Runtime({ driver: hostLoop() })
    const waiting = new Waiting(runtime, ({ remote, polls }) => {
      if (polls === 1) wakeRemote(remote!.handle)
      return polls === 1
    })
    await waiting.done
    expect(waiting.polls).toBe(2)
  })
})

describe('29, 30: the wait for other threads', () => {
  it('29: one for a runtime, as long as there is a RemoteWaker', async () => {
    const host = new ManualHost()
    const runtime = new Runtime({ driver: hostLoop({ host }) })
    const all = [1, 2, 3].map(() => new Waiting(runtime, () => true))
    host.settle()
    expect(waits(all[0]!)).toBe(1)
    await hostTurns(4)
    for (const { remote } of all.slice(1)) remote![Symbol.dispose]()
    expect(waits(all[0]!)).toBe(1)
    await hostTurns(4)
    all[0]!.remote![Symbol.dispose]()
    expect(waits(all[0]!)).toBe(0)
    await hostTurns(4)
    expect(waits(all[0]!)).toBe(0)
    expect(host.isAlive).toBe(false)
  })

  it('29: it begins anew with the next RemoteWaker, also before the old one has ended', async () => {
    const host = new ManualHost()
    const runtime = new Runtime({ driver: hostLoop({ host }) })
    const first = new Waiting(runtime, ({ polls }) => polls === 1)
    host.settle()
    first.remote![Symbol.dispose]()
    const second = new Waiting(runtime, () => true)
    host.settle()
    await hostTurns(4)
    expect(waits(second)).toBe(1)
    await hostTurns(4)
    wakeRemote(second.remote!.handle)
    await hostTurns(4)
    host.settle()
    expect(second.polls).toBe(2)
  })

  it('30: it ends with the runtime, and a wake that comes later wakes nobody', async () => {
    const host = new ManualHost()
    const runtime = new Runtime({ driver: hostLoop({ host }) })
    const waiting = new Waiting(runtime, () => true)
    host.settle()
    runtime[Symbol.dispose]()
    expect(waits(waiting)).toBe(0)
    wakeRemote(waiting.remote!.handle)
    await hostTurns(4)
    expect(host.isAlive).toBe(false)
    expect(waiting.polls).toBe(1)
    waiting.remote![Symbol.dispose]()
  })
})

describe('29: a host that hears no other threads', () => {
  const refusal = (): unknown => {
    using runtime = new Runtime({ driver: hostLoop({ host: new ManualHost() }) })
    using _ = runtime.enter()
    return thrownBy(() => remoteWaker({ wake: () => {}, willWake: () => false }))
  }

  it('29: without Atomics.waitAsync, remoteWaker says so, and what to do', () => {
    vi.stubGlobal('Atomics', Object.create(Atomics, { waitAsync: { value: undefined } }))
    const error = refusal() as Error
    expect(error).toBeInstanceOf(TypeError)
    expect(error.message).toBe(
      'remoteWaker: other threads cannot wake a runtime on hostLoop() here: the host has no Atomics.waitAsync; ' +
        'have the other thread post a message, and wake in its handler',
    )
  })

  it('29: without shared memory likewise; nothing else needs it', () => {
    vi.stubGlobal('SharedArrayBuffer', undefined)
    expect((refusal() as Error).message).toContain('the host has no SharedArrayBuffer (a page must be cross-origin isolated)')
    const host = new ManualHost()
    const runtime = new Runtime({ driver: hostLoop({ host }) })
    let polls = 0
    runtime.spawnLocal(pollFn(() => void polls++))
    host.settle()
    expect(polls).toBe(1)
  })
})
