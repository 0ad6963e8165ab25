// Cancel safety of `src/future`: the rows of the table.
import {
  abortable, andThen, asyncBlock, boxed, byRef, catchUnwind, Err, flatten, fuse, inspectOutput, join, joinAll, map, maybeDone, mpsc, Ok, pending, pin, pollFn, race, ready,
  select, selectAll, selectBiased, selectOk, shared, tryJoin, tryJoinAll, wait, yieldNow, type Future, type Receiver, type Result,
} from '../../src/index.ts'
import { interleavePending, pendingOnce, traceLog } from '../../src/testing/index.ts'
import type { Item, Leaf, Ledger } from './cancel-ledger.ts'
import { each, harmless, NOTHING, WAITS, YIELDS, type CancelRow, type CancelWorld } from './cancel-row.ts'
import { Other } from './other.ts'

const INSIDE = 'what is inside'

/** A future around one other, which ends with an item. */
export function inside(ledger: Ledger, make: (leaf: Future<Item>) => Future<unknown>): CancelWorld {
  let leaf: Leaf<Item> | null = null
  return { make: () => make((leaf = ledger.leaf('inside'))), events: [() => leaf?.complete(() => ledger.item('output'))] }
}

/** The row of a future that disposes what is inside, and loses nothing by itself. */
export function around(room: string, name: string, make: (leaf: Future<Item>) => Future<unknown>): CancelRow {
  return { room, name, loses: each(WAITS, INSIDE), differs: each(WAITS, ['inside: disposed']), worlds: [ledger => inside(ledger, make)] }
}

/** A future around two others, of which the first ends first, with what `first` makes of an item. */
function pair<T>(ledger: Ledger, make: (a: Future<T>, b: Future<T>) => Future<unknown>, first: (item: Item) => T): CancelWorld {
  let a: Leaf<T> | null = null
  return {
    make: () => make((a = ledger.leaf<T>('a')), ledger.leaf<T>('b')),
    events: [() => a?.complete(() => first(ledger.item('output of a')))],
  }
}

const disposedBoth = ['a: disposed', 'b: disposed']

/** The row of a future that keeps outputs until all are there. */
function joining<T>(name: string, many: boolean, first: (item: Item) => T, ...makes: ((a: Future<T>, b: Future<T>) => Future<unknown>)[]): CancelRow {
  return {
    room: 'future',
    name,
    loses: { unpolled: INSIDE, waiting: 'what is inside, and the outputs of what has finished, dropped', woken: INSIDE, ...(many ? { 'out of budget': INSIDE } : {}) },
    differs: { unpolled: disposedBoth, waiting: [...disposedBoth, 'output of a: dropped'], woken: disposedBoth, ...(many ? { 'out of budget': disposedBoth } : {}) },
    worlds: makes.map(make => ledger => pair(ledger, make, first)),
  }
}

function selecting<T>(name: string, make: (a: Future<T>, b: Future<T>) => Future<unknown>, first: (item: Item) => T): CancelRow {
  return { room: 'future', name, loses: each(WAITS, INSIDE), differs: each(WAITS, disposedBoth), worlds: [ledger => pair(ledger, make, first)] }
}

const same = (item: Item): Item => item
const okay = (item: Item): Result<Item, string> => Ok(item)

/** The future of a receiver's next item, inside something that does not own it. */
function borrowing(make: (recv: Future<Item | symbol>) => Future<unknown>, ledger: Ledger): CancelWorld {
  const [sender, receiver] = mpsc<Item>(2)
  const recv = receiver.recv()
  return { make: () => make(recv), events: [() => sender.trySend(ledger.item('a'))], rest: () => ({ borrowed: new Other(recv).turn(), lent: isLent(receiver) }) }
}

function isLent(receiver: Receiver<Item>): boolean {
  try {
    receiver.tryRecv()
    return false
  } catch {
    return true
  }
}

const leaves: CancelRow[] = [
  harmless('future', 'pending()', ['unpolled', 'waiting'], () => ({ make: () => pending(), events: [] })),
  harmless('future', 'yieldNow()', YIELDS, () => ({ make: () => yieldNow(), events: [], yields: true })),
  {
    room: 'future',
    name: 'pollFn(fn)',
    loses: { unpolled: NOTHING, waiting: 'nothing: what fn has captured stays as it is, undisposed, and with it the waker', ...each(['woken', 'out of budget'], NOTHING) },
    differs: { waiting: ['its task: woken afterwards'] },
    worlds: [ledger => borrowing(recv => pollFn(cx => recv.poll(cx)), ledger)],
  },
]

const wrappers: CancelRow[] = [
  around('future', 'map(future, fn)', leaf => map(leaf, same)),
  around('future', 'inspectOutput(future, fn)', leaf => inspectOutput(leaf, () => {})),
  around('future', 'fuse(future)', leaf => fuse(leaf)),
  around('future', 'catchUnwind(future)', leaf => catchUnwind(leaf)),
  around('future', 'boxed(future)', leaf => boxed(leaf)),
  around('future', 'maybeDone(future)', leaf => maybeDone(leaf)),
  around('future', 'abortable(future)', leaf => abortable(leaf)[0]),
  around('future', 'pin(future)', leaf => pin(leaf)),
  {
    room: 'future',
    name: '`byRef(future)`, `pinned.asMut()`',
    loses: { unpolled: NOTHING, waiting: 'nothing: what is borrowed goes on, and keeps the waker', ...each(['woken', 'out of budget'], NOTHING) },
    differs: { waiting: ['its task: woken afterwards'] },
    worlds: [ledger => borrowing(recv => byRef(recv), ledger), ledger => {
      const leaf = ledger.leaf<Item>('inside')
      const pinned = pin(leaf)
      return { make: () => pinned.asMut(), events: [() => leaf.complete(() => ledger.item('a'))], rest: () => ({ borrowed: new Other(pinned).turn() }) }
    }],
  },
  {
    room: 'future',
    name: 'andThen(future, fn)',
    loses: { unpolled: INSIDE, waiting: 'what is inside: the first future, or the second with what fn gave it', woken: 'as waiting' },
    differs: { unpolled: ['first: disposed'], waiting: ['first: disposed', 'second: disposed'], woken: ['first: disposed', 'second: disposed'] },
    worlds: [ledger => twoSteps(ledger, (first, second) => andThen(first, second))],
  },
  {
    room: 'future',
    name: 'flatten(future)',
    loses: { unpolled: INSIDE, waiting: 'what is inside: the outer future, or the inner one', woken: 'as waiting' },
    differs: { unpolled: ['first: disposed'], waiting: ['first: disposed', 'second: disposed'], woken: ['first: disposed', 'second: disposed'] },
    worlds: [ledger => twoSteps(ledger, (first, second) => flatten(map(first, second)))],
  },
  {
    room: 'future',
    name: 'asyncBlock(function* () { … })',
    loses: {
      unpolled: 'what is in own, dropped; its body does not begin',
      waiting: 'what it waits for, then what its finallys let go of, then own',
      woken: 'as waiting',
    },
    differs: {
      unpolled: ['own: dropped'],
      waiting: ['first: disposed', 'local: dropped', 'own: dropped', 'second: disposed'],
      woken: ['first: disposed', 'local: dropped', 'own: dropped', 'second: disposed'],
    },
    worlds: [ledger => twoSteps(ledger, (first, second) => asyncBlock({ own: [ledger.item('own')] }, function* () {
      const local = ledger.item('local')
      try {
        const value = yield* wait(first())
        yield* wait(second(value))
      } finally {
        local[Symbol.dispose]()
      }
    }), true)],
  },
  {
    room: 'future',
    name: '`shared(future)`, while there are other handles',
    loses: each(WAITS, NOTHING),
    differs: {},
    worlds: [ledger => {
      const leaf = ledger.leaf<Item>('inside')
      const handle = shared(leaf)
      const other = new Other(handle.clone())
      return { make: () => handle, lent: true, events: [() => other.turn(), () => leaf.complete(() => ledger.item('output'))], rest: () => ({ other: other.turn() }) }
    }],
  },
  around('future', '`shared(future)`, the last handle', leaf => shared(leaf)),
]

/** A future that is one future first, then another. `lazily`: the first is made by the body. */
function twoSteps(ledger: Ledger, make: (first: never, second: (value: unknown) => Future<unknown>) => Future<unknown>, lazily?: false): CancelWorld
function twoSteps(ledger: Ledger, make: (first: () => Future<unknown>, second: (value: unknown) => Future<unknown>) => Future<unknown>, lazily: true): CancelWorld
function twoSteps(ledger: Ledger, make: (first: never, second: (value: unknown) => Future<unknown>) => Future<unknown>, lazily = false): CancelWorld {
  let first: Leaf<unknown> | null = null
  let second: Leaf<unknown> | null = null
  const start = (): Leaf<unknown> => (first = ledger.leaf('first'))
  return {
    make: () => make((lazily ? start : start()) as never, () => (second = ledger.leaf('second'))),
    events: [() => first?.complete(() => 1), () => second?.complete(() => 2)],
  }
}

const groups: CancelRow[] = [
  joining('`join(…futures)`, `joinAll(futures)`', false, same, (a, b) => join(a, b), (a, b) => joinAll([a, b])),
  joining('`joinAll(futures)` of more than thirty', true, same, (a, b) => joinAll([a, b, ...Array.from({ length: 30 }, () => ready<unknown>(0))])),
  joining('`tryJoin(…futures)`, `tryJoinAll(futures)`', false, okay, (a, b) => tryJoin(a, b), (a, b) => tryJoinAll([a, b])),
  joining('`tryJoinAll(futures)` of more than thirty', true, okay, (a, b) => tryJoinAll([a, b, ...Array.from({ length: 30 }, () => ready<Result<unknown, string>>(Ok(0)))])),
  selecting('select(…futures)', (a, b) => select(a, b), same),
  selecting('selectBiased(…futures)', (a, b) => selectBiased(a, b), same),
  selecting('race(…futures)', (a, b) => race(a, b), same),
  selecting('selectAll(futures)', (a, b) => selectAll([a, b]), same),
  {
    ...selecting<Result<Item, Item>>('selectOk(futures)', (a, b) => selectOk([a, b]), item => Err(item)),
    loses: { unpolled: INSIDE, waiting: 'what is inside; errors of before were dropped as they came', woken: INSIDE },
    differs: { unpolled: disposedBoth, waiting: [...disposedBoth, 'output of a: dropped'], woken: disposedBoth },
  },
]

const kit: CancelRow[] = [
  {
    room: 'testing',
    name: 'pendingOnce(value)',
    loses: each(YIELDS, 'the value, dropped'),
    differs: each(YIELDS, ['mine: dropped']),
    worlds: [ledger => ({ make: () => pendingOnce(ledger.item('mine')), events: [], yields: true })],
  },
  {
    ...around('testing', 'interleavePending(future)', leaf => interleavePending(leaf)),
    worlds: [ledger => ({ ...inside(ledger, leaf => interleavePending(leaf)), events: [() => {}], yields: true })],
  },
  around('testing', 'traceLog().future(name, future)', leaf => traceLog().future('inside', leaf)),
]

export const futureRows: readonly CancelRow[] = [...leaves, ...wrappers, ...groups, ...kit]
