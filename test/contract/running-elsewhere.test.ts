import { describe, expect, it } from 'vitest'
import { blockOn, DeadlockError, HostParkError, hostLoop, join, JoinSet, LocalSet, map, pending, Runtime, spawnLocal } from '../../src/index.ts'
import type { Future } from '../../src/index.ts'
import { ManualHost } from '../support/manual-host.ts'
import { Probe } from '../support/probe.ts'
import { thrownBy } from '../support/thrown.ts'

// Joining, in a runtime, a task that somebody else gives its turns: the error says who, and what to do.

const blocked = (future: Future<unknown>): Error => thrownBy(() => blockOn(future)) as Error
const lastLine = (error: Error): string => error.message.split('\n').at(-1)!

describe('28: waiting for a task that runs elsewhere', () => {
  it('28: one of a hostLoop: HostParkError, with the remedy', () => {
    const host = new ManualHost()
    const runtime = new Runtime({ driver: hostLoop({ host }) })
    const direct = blocked(runtime.spawnLocal(pending()))
    const deep = blocked(map(join(new Probe(), runtime.spawnLocal(pending())), () => 1))
    expect([direct, deep].map(error => error instanceof HostParkError)).toEqual([true, true])
    expect(direct.message.split('\n')).toEqual([
      "the one task that is left would wait for a task of a runtime with the driver hostLoop(), which runs in turns of the host's event loop, " +
        'and that cannot turn while blockOn parks this thread',
      '  the main future (JoinHandle): waits on task 1 (PendingFuture)',
      'make a promise of the handle with toPromise(handle) and await that, or spawn the future on the runtime that blocks',
    ])
    expect((direct as HostParkError).tasks.map(({ name }) => name)).toEqual(['JoinHandle'])
    runtime[Symbol.dispose]()
  })

  it('28: also where it is not the main future that waits for it', () => {
    const host = new ManualHost()
    using guest = new Runtime({ driver: hostLoop({ host }) })
    using runtime = new Runtime()
    runtime.spawnLocal(guest.spawnLocal(pending()))
    expect(thrownBy(() => runtime.blockOn(pending()))).toBeInstanceOf(HostParkError)
  })

  it('28: one of a LocalSet that nobody polls: DeadlockError says that the set must be polled', () => {
    const set = new LocalSet()
    const error = blocked(set.spawnLocal(new Probe().willBe(1)))
    expect(error).toBeInstanceOf(DeadlockError)
    expect(lastLine(error)).toBe(
      'a task of a LocalSet goes on only while the set is polled, and nobody does that here: block on set.runUntil(future), or on the set itself',
    )
    expect(blockOn(set.runUntil(set.spawnLocal(new Probe().willBe('done'))))).toBe('done')
  })

  it('28: one of a LocalSet that is polled here is as stuck as any', () => {
    const set = new LocalSet()
    const polled = [set.runUntil(set.spawnLocal(pending())), join(set.spawnLocal(pending()), set)]
    set.spawnLocal(set.spawnLocal(pending()))
    const lines = polled.map(future => lastLine(blocked(future)))
    expect(lines.map(line => line.startsWith('a future that returns Pending must see to it'))).toEqual([true, true])
  })

  it('28: one of another runtime that blocks: DeadlockError says that that one must run', () => {
    using other = new Runtime()
    const error = blocked(other.spawnLocal(pending()))
    expect(error).toBeInstanceOf(DeadlockError)
    expect(lastLine(error)).toContain('use the blockOn of the runtime on which it was spawned')
  })

  it('28: as a member of a JoinSet, too', () => {
    using other = new Runtime()
    using _ = other.enter()
    using set = new JoinSet<unknown>()
    set.spawnLocal(pending())
    expect(lastLine(blocked(set.joinNext()))).toContain('use the blockOn of the runtime on which it was spawned')
    expect(lastLine(thrownBy(() => other.blockOn(set.joinNext())) as Error)).toContain('a future that returns Pending')
  })

  it('28: one of its own, or one that has ended, changes nothing', () => {
    using runtime = new Runtime()
    const own = thrownBy(() => runtime.blockOn(runtime.spawnLocal(pending()))) as Error
    using other = new Runtime()
    const ended = other.spawnLocal(new Probe().willBe(1))
    other.runUntilStalled()
    const beside = thrownBy(() => blockOn(map(join(ended, new Probe()), () => spawnLocal(pending())))) as Error
    expect([own, beside].map(error => lastLine(error).startsWith('a future that returns Pending'))).toEqual([true, true])
  })
})
