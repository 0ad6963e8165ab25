/** What an observer is told of the waits of leaves, and of timers. */
import { describe, expect, it } from 'vitest'
import {
  Barrier, broadcast, CancellationToken, fromAbortSignal, hostLoop, join, lazy, map, mpsc, Mutex, Notify, OnceCell, oneshot, pending, ready, Runtime, RwLock,
  Semaphore, sleep, timeout, watch, yieldNow, type Future,
} from '../../src/index.ts'
import { watch as seam } from '../../src/future/watch.ts'
import { ManualHost } from '../support/manual-host.ts'
import { Observed } from '../support/observed.ts'
import { VirtualDriver } from '../support/virtual-driver.ts'

const WAITS = ['resourceRegistered', 'resourceReady', 'resourceReleased'] as const
const TIMERS = ['timerRegistered', 'timerFired', 'timerCancelled'] as const

/** A leaf of each primitive that waits, and what satisfies it. */
const LEAVES: readonly [string, () => { leaf: Future<unknown>; satisfy: () => void }, string][] = [
  ['Mutex', () => { const mutex = new Mutex(1); const guard = mutex.tryLock()!; return { leaf: mutex.lock(), satisfy: () => guard[Symbol.dispose]() } }, 'Lock'],
  ['RwLock', () => { const lock = new RwLock(1); const guard = lock.tryRead()!; return { leaf: lock.write(), satisfy: () => guard[Symbol.dispose]() } }, 'WriteLock'],
  ['Semaphore', () => { const all = new Semaphore(0); return { leaf: all.acquire(2), satisfy: () => all.addPermits(2) } }, 'Acquire'],
  ['Notify', () => { const notify = new Notify(); return { leaf: notify.notified(), satisfy: () => notify.notifyOne() } }, 'Notified'],
  ['notifyWaiters', () => { const notify = new Notify(); return { leaf: notify.notified(), satisfy: () => notify.notifyWaiters() } }, 'Notified'],
  ['oneshot', () => { const [sender, receiver] = oneshot<number>(); return { leaf: receiver, satisfy: () => sender.send(1) } }, 'OneshotReceiver'],
  ['oneshot closed', () => { const [sender, receiver] = oneshot<number>(); return { leaf: sender.closed(), satisfy: () => receiver.close() } }, 'Closed'],
  ['mpsc recv', () => { const [sender, receiver] = mpsc<number>(1); return { leaf: receiver.recv(), satisfy: () => sender.trySend(1) } }, 'Receiver'],
  ['mpsc send', () => { const [sender, receiver] = mpsc<number>(1); sender.trySend(1); return { leaf: sender.send(2), satisfy: () => void receiver.tryRecv() } }, 'Send'],
  ['broadcast', () => { const [sender, receiver] = broadcast<number>(1); return { leaf: receiver.recv(), satisfy: () => sender.send(1) } }, 'BroadcastReceiver'],
  ['watch', () => { const [sender, receiver] = watch(1); return { leaf: receiver.changed(), satisfy: () => sender.send(2) } }, 'WatchReceiver.changed()'],
  ['Barrier', () => { const barrier = new Barrier(2); return { leaf: barrier.wait(), satisfy: () => void new Runtime().blockOn(barrier.wait()) } }, 'BarrierWait'],
  ['OnceCell', () => { const cell = new OnceCell<number>(); const init = cell.getOrInit(() => pending<number>()); init.poll({ waker: { wake() {}, willWake: () => true } }); return { leaf: cell.getOrInit(() => ready(1)), satisfy: () => init[Symbol.dispose]?.() } }, 'GetOrInit'],
  ['CancellationToken', () => { const token = new CancellationToken(); return { leaf: token.cancelled(), satisfy: () => token.cancel() } }, 'Cancelled'],
]

describe('32: a wait of a leaf', () => {
  it.each(LEAVES)('is told once when it begins, however often it is polled, and once when it is satisfied: %s', (_name, make, kind) => {
    const log = new Observed(WAITS)
    using runtime = new Runtime({ observer: log.observer })
    const { leaf, satisfy } = make()
    runtime.spawnLocal(join(leaf, yieldNow()))
    runtime.runUntilStalled()
    const [begun, ...more] = log.take()
    expect([begun!.startsWith(`resourceRegistered 1 1 ${kind} `), more]).toEqual([true, []])
    satisfy()
    runtime.runUntilStalled()
    expect(log.take()).toEqual(['resourceReady 1'])
  })

  it.each(LEAVES)('is told to be released when it is dropped: %s', (_name, make) => {
    const log = new Observed(WAITS)
    using runtime = new Runtime({ observer: log.observer })
    const handle = runtime.spawnLocal(make().leaf)
    runtime.runUntilStalled()
    log.take()
    handle.abort()
    runtime.runUntilStalled()
    expect(log.take()).toEqual(['resourceReleased 1'])
  })

  it('at a join handle names the task that is joined', () => {
    const log = new Observed(WAITS)
    using runtime = new Runtime({ observer: log.observer })
    runtime.blockOn(runtime.spawn(yieldNow()))
    expect(log.take()).toEqual(['resourceRegistered 1 0 JoinHandle task 1 (YieldNow)', 'resourceReady 1'])
  })

  it('at something of the host’s is told, too', () => {
    const log = new Observed(WAITS)
    const host = new ManualHost()
    const runtime = new Runtime({ driver: hostLoop({ host }), observer: log.observer })
    const abort = new AbortController()
    runtime.spawnLocal(fromAbortSignal(abort.signal))
    runtime.runUntilStalled()
    abort.abort()
    expect(log.take()).toEqual(['resourceRegistered 1 1 FromAbortSignal an abort signal', 'resourceReady 1'])
    runtime[Symbol.dispose]()
  })

  it('belongs to the runtime in which it began, wherever it ends', () => {
    const log = new Observed(WAITS)
    using runtime = new Runtime({ observer: log.observer })
    const [sender, receiver] = oneshot<number>()
    runtime.spawn(receiver)
    runtime.runUntilStalled()
    new Runtime().blockOn(lazy(() => { sender.send(1) }))
    expect(log.take()).toEqual(['resourceRegistered 1 1 OneshotReceiver the value of a oneshot’s sender', 'resourceReady 1'])
  })

  it('of a runtime whose observer does not ask for it is told to nobody', () => {
    const log = new Observed(WAITS)
    using runtime = new Runtime({ observer: log.observer })
    const [, receiver] = oneshot<number>()
    using other = new Runtime({ observer: {} })
    other.spawn(receiver)
    other.runUntilStalled()
    runtime.runUntilStalled()
    expect(log.take()).toEqual([])
  })

  it('is looked for only while somebody asks', () => {
    const before = seam.current
    const runtime = new Runtime({ observer: { taskPolled() {} } })
    expect(seam.current).toBe(before)
    const watched = new Runtime({ observer: { resourceReady() {} } })
    expect(seam.current).not.toBe(null)
    watched[Symbol.dispose]()
    watched[Symbol.dispose]()
    runtime[Symbol.dispose]()
    expect(seam.current).toBe(before)
  })
})

describe('35: a timer', () => {
  it('is told when it is set, with its deadline, and when it fires', () => {
    const log = new Observed(TIMERS)
    const runtime = new Runtime({ driver: new VirtualDriver(), observer: log.observer })
    runtime.blockOn(join(sleep(20), sleep(10)))
    expect(log.take()).toEqual(['timerRegistered 1 0 20 sleep(20)', 'timerRegistered 2 0 10 sleep(10)', 'timerFired 2', 'timerFired 1'])
  })

  it('is told to be cancelled when its sleep is dropped', () => {
    const log = new Observed(TIMERS)
    const runtime = new Runtime({ driver: new VirtualDriver(), observer: log.observer })
    runtime.blockOn(timeout(100, map(yieldNow(), () => 1)))
    expect(log.take().map(line => line.split(' ')[0])).toEqual(['timerRegistered', 'timerCancelled'])
  })

  it('that is due already, or never, is told to nobody', () => {
    const log = new Observed(TIMERS)
    const runtime = new Runtime({ driver: new VirtualDriver(), observer: log.observer })
    runtime.blockOn(sleep(0))
    const handle = runtime.spawn(sleep(Infinity))
    runtime.runUntilStalled()
    handle.abort()
    runtime.runUntilStalled()
    expect(log.take()).toEqual([])
  })
})
