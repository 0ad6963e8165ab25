import { describe, expect, it } from 'vitest'
import {
  abortable, AbortedError, BorrowError, blockOn, byRef, DeadlockError, drop, Elapsed, fuse, hostLoop, HostParkError, inspect, interval, join, JoinError, lazy, LocalSet, map,
  NestedBlockOnError, NoRuntimeError, NotSendableError, Pending, pending, pin, PolledAfterCompletionError, pollFn, Rc, ready, remoteWaker, Runtime,
  select, sendable, shared, sleep, spawn, spawnLocal, timeout,
} from '../../src/index.ts'
import type { Context, Future, Inspection, Poll } from '../../src/index.ts'
import { HandDriver } from '../support/hand-driver.ts'
import { Probe } from '../support/probe.ts'
import { Rig } from '../support/rig.ts'
import { thrownBy } from '../support/thrown.ts'

const rig = new Rig()

/** Every message of a class, whole; and that it is that class, with its name and its code. */
function says(
  type: { readonly name: string; readonly prototype: Error },
  code: string,
  messages: readonly [title: string, act: () => unknown, message: string][],
): void {
  describe(`${type.name}, ${code}`, () => {
    for (const [title, act, message] of messages) {
      it(`${title}`, () => {
        const error = thrownBy(act) as Error & { code: string }
        expect(Object.getPrototypeOf(error)).toBe(type.prototype)
        expect(error).toBeInstanceOf(Error)
        expect([error.name, error.code]).toEqual([type.name, code])
        expect(error.message).toBe(message)
      })
    }
  })
}

/** What a task of `future` ends with. */
function joined(future: Future<unknown>, checked = true): never {
  using runtime = new Runtime()
  return runtime.blockOn(checked ? runtime.spawn(future) : runtime.spawnLocal(future)) as never
}

const FORGOTTEN = 'waits on nothing that pollux knows of (a lost wakeup, if it returned Pending without keeping its waker)'
const KEEP_WAKERS =
  'a future that returns Pending must see to it that the waker of that poll is called; a waker called from outside the runtime needs remoteWaker(…), so that it counts'

class Stuck {
  poll(): Poll<never> {
    return Pending
  }
}

class StuckAt extends Stuck {
  private readonly state: string

  constructor(state: string) {
    super()
    this.state = state
  }

  [inspect](): Inspection {
    return { name: 'StuckAt', state: this.state }
  }
}

says(JoinError, 'ERR_POLLUX_JOIN', [
  ['a task that threw an error', () => joined(new Probe('p').willThrow(new RangeError('no such page')), false), 'task 1 (Probe) failed: RangeError: no such page'],
  ['an error without a message', () => joined(lazy(() => { throw new SyntaxError() })), 'task 1 (Lazy) failed: SyntaxError'],
  ['something that is no error', () => joined(lazy(() => { throw 'a string' })), 'task 1 (Lazy) failed: a string'],
  ['nothing', () => joined(lazy(() => { throw undefined })), 'task 1 (Lazy) failed: undefined'],
  ['something that cannot be shown', () => joined(lazy(() => { throw Object.create(null) })), 'task 1 (Lazy) failed: a value that cannot be shown'],
  ['a task that was cancelled', () => {
    using runtime = new Runtime()
    const handle = runtime.spawn(pending())
    handle.abort()
    runtime.blockOn(handle)
  }, 'task 1 was cancelled'],
  ['the main future of a runtime that was shut down', () => {
    const runtime = new Runtime()
    runtime.blockOn(pollFn((): Poll<void> => {
      runtime[Symbol.dispose]()
      return Pending
    }))
  }, 'the main future (PollFn) was cancelled'],
])

says(DeadlockError, 'ERR_POLLUX_DEADLOCK', [
  ['a main future that lost its waker', () => blockOn(new Stuck()), [
    'nothing can wake the one task that is left: no timer is set and no other thread holds a waker',
    `  the main future (Stuck): ${FORGOTTEN}`,
    KEEP_WAKERS,
  ].join('\n')],
  ['one that tells its state', () => blockOn(new StuckAt('Awaiting1')), [
    'nothing can wake the one task that is left: no timer is set and no other thread holds a waker',
    `  the main future (StuckAt): in the state Awaiting1, ${FORGOTTEN}`,
    KEEP_WAKERS,
  ].join('\n')],
  ['one that tells no more than its phase', () => blockOn(new StuckAt('Waiting')), [
    'nothing can wake the one task that is left: no timer is set and no other thread holds a waker',
    `  the main future (StuckAt): ${FORGOTTEN}`,
    KEEP_WAKERS,
  ].join('\n')],
  ['several tasks, those of a set among them', () => {
    using runtime = new Runtime()
    using _ = runtime.enter()
    const set = new LocalSet()
    set.spawnLocal(new Stuck())
    runtime.spawnLocal(set)
    runtime.blockOn(join(runtime.spawn(new Stuck()), pending()))
  }, [
    'nothing can wake any of the 4 tasks that are left: no timer is set and no other thread holds a waker',
    '  the main future (Join): waits on task 3 (Stuck), nothing: pending() never completes',
    '  task 2 (LocalSet): waits on the one task of a LocalSet',
    `  task 1 (Stuck): ${FORGOTTEN}`,
    `  task 3 (Stuck): ${FORGOTTEN}`,
    KEEP_WAKERS,
  ].join('\n')],
])

says(HostParkError, 'ERR_POLLUX_HOST_PARK', [
  ['a leaf that waits for the host', () => {
    using runtime = new Runtime()
    runtime.blockOn(pollFn((): Poll<void> => {
      runtime.external(1, 'host')
      return Pending
    }))
  }, [
    "the one task that is left would wait for the host's event loop, which cannot turn while blockOn parks this thread",
    '  the main future (PollFn): waits on what its function arranged',
    'run the future on a runtime with the driver hostLoop(), or use the blocking form of what it waits on',
  ].join('\n')],
  ['blockOn on a hostLoop()', () => {
    using runtime = new Runtime({ driver: hostLoop() })
    runtime.blockOn(new Stuck())
  }, [
    'the one task that is left would have to be waited for, and a runtime with the driver hostLoop() never parks its thread',
    `  the main future (Stuck): ${FORGOTTEN}`,
    "spawn the future, or make a promise of it with toPromise(future), and let the host's event loop turn; or block on a runtime with the driver parkThread()",
  ].join('\n')],
])

says(NoRuntimeError, 'ERR_POLLUX_NO_RUNTIME', [
  ['spawn', () => spawn(ready(1)), 'spawn: there is no current runtime; call it inside blockOn(…), inside a task, or under runtime.enter()'],
  ['spawnLocal', () => spawnLocal(ready(1)), 'spawnLocal: there is no current runtime; call it inside blockOn(…), inside a task, or under runtime.enter()'],
  ['remoteWaker', () => remoteWaker(rig.waker), 'remoteWaker: there is no current runtime; call it inside blockOn(…), inside a task, or under runtime.enter()'],
  ['a timer', () => sleep(5).poll(rig.cx), 'sleep(5): there is no current runtime; call it inside blockOn(…), inside a task, or under runtime.enter()'],
  ['a tick', () => interval(5).tick().poll(rig.cx), 'interval(5).tick(): there is no current runtime; call it inside blockOn(…), inside a task, or under runtime.enter()'],
  ['a runtime that has shut down', () => {
    const runtime = new Runtime({ name: 'jobs' })
    runtime[Symbol.dispose]()
    runtime.runUntilStalled()
  }, 'runUntilStalled: the runtime "jobs" has shut down; make a new one, or shut it down later'],
])

says(NestedBlockOnError, 'ERR_POLLUX_NESTED_BLOCK_ON', [
  ['blockOn inside blockOn', () => blockOn(lazy(() => blockOn(ready(1)))),
    'blockOn was called while the runtime "blockOn" was running; a poll must not block: spawn the future and poll its JoinHandle, or poll the future itself'],
  ['a run inside itself', () => {
    using runtime = new Runtime({ name: 'jobs' })
    runtime.blockOn(lazy(() => runtime.tryRunOne()))
  }, 'tryRunOne was called while the runtime "jobs" was running; a poll must not block: spawn the future and poll its JoinHandle, or poll the future itself'],
])

says(PolledAfterCompletionError, 'ERR_POLLUX_POLLED_AFTER_COMPLETION', [
  ['after its end', () => {
    const future = ready(1)
    blockOn(future)
    blockOn(future)
  }, 'ReadyFuture was polled after it finished; a future gives its output once: forget it then, or wrap it in fuse(…), which answers Pending for ever'],
  ['after its dispose', () => {
    const future = sleep(5)
    drop(future)
    blockOn(future)
  }, 'sleep(5) was polled after it was disposed; a future gives its output once: forget it then, or wrap it in fuse(…), which answers Pending for ever'],
  ['a handle', () => {
    using runtime = new Runtime()
    const handle = runtime.spawn(ready(1))
    handle[Symbol.dispose]()
    handle.poll(rig.cx)
  }, 'JoinHandle of task 1 was polled after it was disposed; a future gives its output once: forget it then, or wrap it in fuse(…), which answers Pending for ever'],
])

says(AbortedError, 'ERR_POLLUX_ABORTED', [
  ['an abort', () => {
    const [whole, handle] = abortable(sleep(5))
    handle.abort()
    const result = blockOn(whole)
    if (!result.ok) throw result.error
  }, 'sleep(5) was aborted through its AbortHandle before it had finished'],
])

says(BorrowError, 'ERR_POLLUX_BORROW', [
  ['a poll inside the poll', () => {
    const me: Future<number> = map(pollFn((cx): Poll<number> => me.poll(cx)), n => n)
    me.poll(rig.cx)
  }, 'MapFuture was polled from inside its own poll; a future is borrowed while it runs: wake it instead, and it is polled again afterwards'],
  ['a dispose inside the poll', () => {
    const me: Future<void> = fuse(pollFn((): Poll<void> => drop(me)))
    me.poll(rig.cx)
  }, 'Fuse was disposed from inside its own poll; return from the poll first, or let the owner dispose it (a task: abort it)'],
  ['one future, two owners', () => {
    const one = sleep(5)
    select(sleep(1), one, byRef(one), one)
  }, 'select: futures 1 and 3 are one and the same sleep(5); a future has one owner: make two of them, lend it to one after the other with byRef(…), or give its output to both with shared(…)'],
  ['two loans of one future', () => {
    const one = sleep(5)
    join(byRef(one), sleep(1), byRef(one))
  }, 'join: futures 0 and 2 lead to one and the same sleep(5); it is lent to one at a time: make two of them, or share it with shared(…)'],
  ['a second owner of what is pinned', () => {
    const one = sleep(5)
    using _ = pin(one)
    fuse(one)
  }, "fuse: the sleep(5) was given to pin(…), and does not move any more; lend it with the pin's asMut(), or hand over the pin itself"],
  ['a loan of a pin, after the next one was made', () => {
    using pinned = pin(sleep(5))
    const loan = pinned.asMut()
    pinned.asMut()
    loan.poll(rig.cx)
  }, 'a loan of Pinned was polled after asMut() had been called again, which ended it; use one loan at a time'],
  ['a clone of a handle that has its output', () => {
    const handle = shared(ready(1))
    blockOn(handle)
    handle.clone()
  }, 'clone() was called on a Shared that was finished; clone it before it gives its output'],
  ['a second tick', () => {
    const ticks = interval(5)
    ticks.tick()
    ticks.tick()
  }, 'interval(5): tick() was called while the tick of an earlier call is still out; poll that one to its end, or dispose it'],
  ['guards out of order', () => {
    using runtime = new Runtime()
    const first = runtime.enter()
    const second = runtime.enter()
    try {
      first[Symbol.dispose]()
    } finally {
      second[Symbol.dispose]()
      first[Symbol.dispose]()
    }
  }, 'the guard of runtime.enter() was released out of order; release the one made last first, in the poll that made it, or hold each with `using`'],
])

says(Elapsed, 'ERR_POLLUX_ELAPSED', [
  ['a leaf that says what it waits for', () => {
    using runtime = new Runtime({ driver: jumping() })
    runtime.blockOn(timeout(10, pending()))
  }, 'PendingFuture was not done within 10 ms; it was waiting for nothing: pending() never completes'],
  ['one that does not', () => {
    using runtime = new Runtime({ driver: jumping() })
    runtime.blockOn(timeout(10, new Stuck()))
  }, 'Stuck was not done within 10 ms'],
])

/** A driver whose clock jumps to each deadline. */
function jumping(): HandDriver {
  const driver = new HandDriver()
  driver.acts.push(() => { driver.clock = driver.parks.at(-1)! })
  return driver
}

const inRuntime = (act: () => unknown): unknown => blockOn(lazy(act))

says(NotSendableError, 'ERR_POLLUX_NOT_SENDABLE', [
  ['an offender below', () => inRuntime(() => spawn(map(ready(new Rc(1)), rc => rc.value))),
    'spawn: MapFuture cannot be spawned: MapFuture.inner.value is of type Rc, which is not sendable; release it before the suspension or make it sendable, or use spawnLocal, which does not ask'],
  ['a tag that says no', () => inRuntime(() => spawn(Object.assign(new Stuck(), { [sendable]: false }))),
    'spawn: Stuck cannot be spawned: Stuck is of type Stuck, which is not sendable; release it before the suspension or make it sendable, or use spawnLocal, which does not ask'],
  ['too much to look at', () => inRuntime(() => spawn(Object.assign(new Stuck(), { held: Array.from({ length: 100 }, (_, i) => ({ i })) }))),
    'spawn: Stuck cannot be spawned: Stuck has no sendable tag, and holds more than the 64 objects that are looked at to judge it; tag it (readonly [sendable] = true), or use spawnLocal, which does not ask'],
  ['held across a suspension', () => {
    class Scan {
      page: Rc<string> | null = null
      get [sendable](): boolean {
        return this.page === null
      }
      poll(cx: Context): Poll<never> {
        this.page = new Rc('first page')
        cx.waker.wake()
        return Pending
      }
    }
    try {
      joined(new Scan())
    } catch (error) {
      throw (error as JoinError).cause
    }
  }, 'task 1 (Scan) came to hold a value that is not sendable: Scan.page is of type Rc, which is not sendable; release it before the suspension or make it sendable, or use spawnLocal, which does not ask'],
])
