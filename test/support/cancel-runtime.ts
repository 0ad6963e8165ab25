// Cancel safety of `src/runtime`, `src/time` and `src/interop`: the rows of the table.
import {
  advance, contextFrom, Done, fetchFuture, fromAbortSignal, fromAsyncIterable, fromPromise, Instant, interval, JoinSet, LocalSet, noopWaker, Pending, sleep, sleepUntil, taskLocal, timeout,
  unconstrained, type Future, type JoinHandle, type Runtime,
} from '../../src/index.ts'
import { around, inside } from './cancel-future.ts'
import type { Item, Ledger } from './cancel-ledger.ts'
import { each, harmless, NOTHING, SPENDS, WAITS, type CancelRow, type CancelWorld } from './cancel-row.ts'
import { attempt } from './cancel-sync.ts'
import { SpySignal } from './spy-signal.ts'
import { timersOf } from './timers-of.ts'

const cx = contextFrom(noopWaker())

function handleWorld(ledger: Ledger, runtime: Runtime): CancelWorld {
  const leaf = ledger.leaf<Item>('task')
  const handle: JoinHandle<Item> = runtime.spawnLocal(leaf)
  runtime.runUntilStalled()
  return {
    make: () => handle,
    lent: true,
    events: [() => leaf.complete(() => ledger.item('output')), () => void runtime.runUntilStalled()],
    rest: () => (attempt(() => (handle.poll(cx) as Item).is('got')), {}),
  }
}

/** A set of two tasks, of which the first ends. */
function setWorld(ledger: Ledger, runtime: Runtime, make: (set: JoinSet<Item>) => Future<unknown>): CancelWorld {
  const set = new JoinSet<Item>()
  const leaves = ['a', 'b'].map(name => ledger.leaf<Item>(`task ${name}`))
  for (const leaf of leaves) set.spawnLocal(leaf)
  runtime.runUntilStalled()
  const end = (i: number) => () => {
    leaves[i]!.complete(() => ledger.item(`output ${i}`))
    runtime.runUntilStalled()
  }
  return { make: () => make(set), events: [() => void runtime.runUntilStalled(), end(0)], rest: () => (take(set), {}) }
}

function take(set: JoinSet<Item>): void {
  for (;;) {
    try {
      const item = set.tryJoinNext()
      if (item === undefined || item === Done) return
      ;(item as Item).is('got')
    } catch {
      // A member that was aborted.
    }
  }
}

/** A set with one task, and its `runUntil`. */
function localWorld(ledger: Ledger, make: (set: LocalSet) => Future<unknown>): CancelWorld {
  const set = new LocalSet()
  const task = ledger.leaf('task')
  set.spawnLocal(task)
  return { make: () => make(set), lent: true, events: [() => task.complete(() => 'output')], rest: () => (attempt(() => set.poll(cx)), {}) }
}

const runtimeRows: CancelRow[] = [
  {
    room: 'runtime',
    name: 'a `JoinHandle`',
    loses: each(SPENDS, 'the output, dropped; the task is detached, and runs on'),
    differs: each(SPENDS, ['output: got → dropped']),
    worlds: [handleWorld],
  },
  harmless('runtime', 'joinSet.joinNext()', SPENDS, (ledger, runtime) => setWorld(ledger, runtime, set => set.joinNext())),
  {
    room: 'runtime',
    name: 'joinSet.shutdown()',
    loses: { unpolled: NOTHING, ...each(['waiting', 'woken', 'out of budget'], 'the tasks: they were asked to abort, and stay asked; what has ended is dropped') },
    differs: {
      waiting: ['task a: disposed', 'task b: left → disposed', 'output 0: got → never', 'output 0: got → dropped'],
      ...each(['woken', 'out of budget'], ['task a: disposed', 'task b: left → disposed', 'output 0: got → never']),
    },
    worlds: [(ledger, runtime) => setWorld(ledger, runtime, set => set.shutdown())],
  },
  {
    room: 'runtime',
    name: 'a `LocalSet`',
    loses: each(WAITS, 'its tasks, disposed'),
    differs: each(WAITS, ['task: disposed']),
    worlds: [ledger => localWorld(ledger, set => set)],
  },
  {
    room: 'runtime',
    name: 'localSet.runUntil(future)',
    loses: each(WAITS, 'what is inside; the tasks stay in the set'),
    differs: each(WAITS, ['inside: disposed']),
    worlds: [ledger => localWorld(ledger, set => set.runUntil(ledger.leaf('inside')))],
  },
  around('runtime', 'taskLocal().scope(value, future)', leaf => taskLocal<number>().scope(1, leaf)),
  around('runtime', 'unconstrained(future)', leaf => unconstrained(leaf)),
]

function timeWorld(runtime: Runtime, make: () => Future<unknown>): CancelWorld {
  return { make, events: [() => advance(5), () => advance(10)], rest: () => ({ timers: timersOf(runtime) }) }
}

const timeRows: CancelRow[] = [
  harmless('time', '`sleep(ms)`, `sleepUntil(instant)`', WAITS, (_, runtime) => timeWorld(runtime, () => sleep(10)), (_, runtime) => timeWorld(runtime, () => sleepUntil(Instant.now().plus(10)))),
  {
    ...around('time', 'timeout(ms, future)', leaf => timeout(10, leaf)),
    worlds: [
      (ledger, runtime) => timeWorld(runtime, () => timeout(10, ledger.leaf('inside'))),
      (ledger, runtime) => ({ ...inside(ledger, leaf => timeout(10, leaf)), rest: () => ({ timers: timersOf(runtime) }) }),
    ],
  },
  harmless('time', 'interval.tick()', WAITS, (_, runtime) => {
    const ticks = interval(10)
    ticks.tick().poll(cx)
    const start = Instant.now()
    const next = (): unknown => {
      using tick = ticks.tick()
      const due = tick.poll(cx)
      return due === Pending ? 'not yet' : Math.round(due.since(start))
    }
    return { make: () => ticks.tick(), events: [() => advance(6), () => advance(6)], rest: () => ({ timers: timersOf(runtime), ticks: [next(), (advance(10), next())] }) }
  }),
]

function promiseWorld(make: (promise: Promise<Item>) => Future<unknown>, ledger: Ledger, fails: boolean): CancelWorld {
  const item = ledger.item('value')
  let settle = (): void => {}
  const promise = new Promise<Item>((resolve, reject) => (settle = () => (fails ? reject(new Error('boom')) : resolve(item))))
  promise.then(undefined, () => {})
  return { make: () => make(promise), events: [() => settle()], host: true }
}

/** An async iterable whose items come when the test says so. */
function itemsWorld(): CancelWorld {
  const waiting: ((result: IteratorResult<number>) => void)[] = []
  let at = 0
  const stream = fromAsyncIterable({ [Symbol.asyncIterator]: () => ({ next: () => new Promise<IteratorResult<number>>(resolve => waiting.push(resolve)) }) })
  const answer = (): void => waiting.splice(0).forEach(resolve => resolve({ done: false, value: ++at }))
  return {
    make: () => stream.next(),
    lent: true,
    events: [answer, answer],
    rest: () => ({ asked: at > 1 ? 'more than once' : 'at most once', kept: at === 0 || stream.pollNext(cx) === 1 }),
    host: true,
  }
}

/** A request that is answered when the test says so. What is open at the end: neither answered and taken, nor aborted. */
function fetchWorld(): CancelWorld {
  let answer = (): void => {}
  let open = 0
  globalThis.fetch = (_, init) => new Promise((resolve, reject) => {
    open++
    init!.signal!.addEventListener('abort', () => {
      open--
      reject('aborted') // An error would keep the stack, and what is on it, alive.
    })
    answer = () => resolve(new Response('text'))
  })
  return { make: () => fetchFuture('http://localhost'), events: [() => answer()], rest: () => ({ open }), host: true }
}

const ABORTED = 'nothing; the request, which may have been served, is aborted'

const interopRows: CancelRow[] = [
  {
    room: 'interop',
    name: 'fromPromise(promise)',
    loses: each(WAITS, 'the value, which is left alone: others may hold the promise; a rejection is reported'),
    differs: each(WAITS, ['a failure: reported (panic)']),
    worlds: [ledger => promiseWorld(fromPromise, ledger, false), ledger => promiseWorld(fromPromise, ledger, true)],
  },
  harmless('interop', 'fromAbortSignal(signal)', WAITS, () => {
    const signal = new SpySignal()
    return {
      make: () => fromAbortSignal(signal),
      events: [() => signal.abort('stop')],
      rest: () => ({ listeners: signal.added - signal.removed }),
    }
  }),
  harmless('interop', '`next()` of `fromAsyncIterable(iterable)`', WAITS, itemsWorld),
  { room: 'interop', name: 'fetchFuture(input)', loses: { unpolled: NOTHING, waiting: ABORTED, woken: ABORTED }, differs: {}, worlds: [fetchWorld] },
]

export const hostRows: readonly CancelRow[] = [...runtimeRows, ...timeRows, ...interopRows]
