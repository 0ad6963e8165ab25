// Cancel safety of `src/iterators`: the rows of the table.
import { advance, contextFrom, Done, drop, mpsc, noopWaker, Pending, Stream, type Future, type Receiver, type Runtime } from '../../src/index.ts'
import {
  checked, ConcatCursor, ConcatIterator, FuturesOrdered, FuturesUnordered, MergeIterator, type KvCursor, type KvIterator, type Seekable,
} from '../../src/iterators/index.ts'
import type { Item, Leaf, Ledger } from './cancel-ledger.ts'
import { each, harmless, NOTHING, SPENDS, WAITS, type CancelRow, type CancelWorld, type Suspension } from './cancel-row.ts'
import { attempt, drain, sending } from './cancel-sync.ts'
import { CursorProbe } from './cursor-probe.ts'
import { entryOf, KvProbe } from './kv-probe.ts'
import { lendingKinds } from './lending-kinds.ts'
import { SeekableProbe } from './seekable-probe.ts'
import { operatorKinds } from './stream-kinds.ts'
import { timersOf } from './timers-of.ts'

const cx = contextFrom(noopWaker())

/** All items of a stream whose end has come. */
function itemsOf(stream: Stream<unknown>): unknown[] {
  const items: unknown[] = []
  for (let polls = 0; polls < 100; polls++) {
    const item = stream.pollNext(cx)
    if (item === Done) return items
    if (item !== Pending) items.push(item)
    else advance(100)
  }
  return [...items, 'and no end']
}

const next = (stream: Stream<unknown>): Future<unknown> => stream.next()

/** `make` over a channel; the loan is of `lend`. Numbers come while it is out, and afterwards. */
function numbersWorld(runtime: Runtime, make: (source: Receiver<number>) => Stream<unknown>, lend = next, ms = 0): CancelWorld {
  const [sender, receiver] = mpsc<number>(8)
  const stream = make(receiver)
  const send = (...numbers: number[]): void => numbers.forEach(n => attempt(() => sender.trySend(n)))
  return {
    make: () => lend(stream),
    lent: true,
    events: [() => send(1), () => (ms > 0 ? advance(ms) : send(2, 3))],
    rest: () => {
      send(4)
      drop(sender)
      return { timers: timersOf(runtime), items: itemsOf(stream) }
    },
  }
}

/** A set of two futures, of which one ends. */
function setWorld(ledger: Ledger, make: (futures: Leaf<string>[]) => Stream<string>): CancelWorld {
  const [a, b] = [ledger.leaf<string>('a'), ledger.leaf<string>('b')]
  const set = make([a, b])
  return {
    make: () => set.next(),
    lent: true,
    events: [() => b.complete(() => 'of b'), () => a.complete(() => 'of a')],
    rest: () => ({ items: itemsOf(set).sort() }),
  }
}

const streams: CancelRow[] = [
  harmless('iterators', '`stream.next()`, through every operator', SPENDS,
    ...operatorKinds.map(({ make }) => (_: Ledger, runtime: Runtime) => numbersWorld(runtime, source => make(source))),
    ...[5, 20].map(ms => (_: Ledger, runtime: Runtime) => numbersWorld(runtime, source => begun(Stream.once(0).chain(source).throttle(10)), next, ms)),
    (_, runtime) => numbersWorld(runtime, source => begun(Stream.once(0).chain(source).throttle(10).map(n => n)), next, 5),
    (_, runtime) => numbersWorld(runtime, source => source.filter(n => n > 1).timeout(10), next, 5),
    (_, runtime) => numbersWorld(runtime, source => source.map(n => Stream.from([n, n])).flatMap(inner => inner)),
  ),
  {
    room: 'iterators',
    name: '`stream.next()`, where the stream waits for a future: `Stream.once`, `unfold`',
    loses: { ...each(SPENDS, NOTHING), waiting: 'nothing: the future stays with the stream, and keeps the waker' },
    differs: { waiting: ['its task: woken afterwards'] },
    worlds: [
      (_, runtime) => numbersWorld(runtime, source => Stream.unfold(source, from => unfolding(from))),
      (_, runtime) => numbersWorld(runtime, source => Stream.once(source.next())),
    ],
  },
  harmless('iterators', 'peekable.peek()', SPENDS, (_, runtime) => numbersWorld(runtime, source => source.peekable(), stream => (stream as ReturnType<Stream<number>['peekable']>).peek())),
  harmless('iterators', '`next()` of a `FuturesUnordered`, `FuturesOrdered`, `buffered(n)`, `bufferUnordered(n)`', SPENDS,
    ledger => setWorld(ledger, futures => new FuturesUnordered(futures)),
    ledger => setWorld(ledger, futures => new FuturesOrdered(futures)),
    ledger => setWorld(ledger, futures => Stream.from(futures).buffered(2)),
    ledger => setWorld(ledger, futures => Stream.from(futures).bufferUnordered(2))),
]

/** A stream that has given its first item. */
function begun<T>(stream: Stream<T>): Stream<T> {
  stream.pollNext(cx)
  return stream
}

function unfolding(from: Receiver<number>): Future<readonly [number, Receiver<number>] | null> {
  const next = from.recv()
  return {
    poll(context) {
      const item = next.poll(context)
      return item === Pending ? Pending : item === Done ? null : [item, from]
    },
    [Symbol.dispose]: () => next[Symbol.dispose](),
  }
}

/** A consumer of a channel, which it owns. */
function consumerWorld(ledger: Ledger, make: (source: Receiver<Item>, ledger: Ledger) => Future<unknown>): CancelWorld {
  const [sender, receiver] = mpsc<Item>(4)
  const send = (name: string) => () => sending(ledger.item(name), item => sender.trySend(item))
  return { make: () => make(receiver, ledger), events: [send('a'), send('b')], rest: () => (attempt(() => drain(receiver)), {}) }
}

function consuming(
  name: string, loses: string, make: (source: Receiver<Item>, ledger: Ledger) => Future<unknown>, differs: Record<Suspension, readonly string[]>,
): CancelRow {
  return {
    room: 'iterators',
    name,
    loses: { ...each(SPENDS, loses), unpolled: 'the stream, disposed with what is in it' },
    differs,
    worlds: [ledger => consumerWorld(ledger, make)],
  }
}

/** Items that come too late are back with their sender. Those before went with the stream, or, `used`, to a function. */
function fates(first: 'dropped' | 'used', ...more: string[]): Record<Suspension, readonly string[]> {
  const late = ['a: got → back', 'b: got → back']
  const dropped = ['a: got → dropped', 'b: got → dropped']
  const held = first === 'dropped' ? dropped : ['a: got → used', 'b: got → used']
  return {
    unpolled: [...late, ...dropped, ...more],
    waiting: [...late, ...held, ...more],
    woken: [...dropped, held[0]!, 'b: got → back', ...more],
    'out of budget': [...late, ...dropped, held[0]!, ...more],
  }
}

const forEachFates = fates('used')

const consumers: CancelRow[] = [
  consuming('stream.toArray()', 'the stream, and the items so far, dropped', source => source.toArray(), fates('dropped')),
  consuming('stream.reduce(fn, init)', 'the stream, and the state, dropped; fn has had the items so far',
    (source, ledger) => source.reduce((state, item) => (item.is('used'), state), ledger.item('state')), fates('used', 'state: dropped')),
  consuming('stream.forEach(fn)', 'the stream, and the future that fn gave, disposed; fn has had the items so far', (source, ledger) => source.forEach(item => {
    item.is('used')
    return item.name === 'b' ? ledger.leaf('step') : undefined
  }), { ...forEachFates, waiting: [...forEachFates.waiting, 'step: disposed'] }),
  consuming('`stream.some(fn)`, `every(fn)`, `find(fn)`', 'the stream; the items so far, at which fn has looked, were dropped', source => source.find(() => false), fates('dropped')),
  consuming('stream.count()', 'the stream, and the count; the items so far were dropped', source => source.count(), fates('dropped')),
]

const keys = (it: KvIterator): string[] => {
  const found: string[] = []
  for (let next = it.next(), polls = 0; polls < 100; polls++) {
    const entry = next.poll(cx)
    if (entry === null) return found
    if (entry === Pending) continue
    found.push(new TextDecoder().decode(entry.key))
    next = it.next()
  }
  return [...found, 'and no end']
}

const slow = (name = 'child'): KvProbe => new KvProbe(name, ['pending', 'a=1', 'pending', 'pending', 'b=2', 'pending'])

function lendingWorld(make: (child: KvProbe) => KvIterator): CancelWorld {
  const child = slow()
  const it = make(child)
  const wake = (): void => child.waker?.wake()
  return { make: () => it.next(), lent: true, events: [wake, wake], rest: () => ({ keys: keys(it), misuse: child.misuse }) }
}

function cursorWorld(): CancelWorld {
  const child = new CursorProbe('child', ['pending', 'a=1', 'pending', 'b=2'])
  const cursor: KvCursor = new ConcatCursor([child])
  return { make: () => cursor.next(), lent: true, events: [() => child.waker?.wake()], rest: () => ({ keys: cursorKeys(cursor), misuse: child.misuse }) }
}

function cursorKeys(cursor: KvCursor): string[] {
  const found: string[] = []
  for (let next = cursor.next(), polls = 0; polls < 100; polls++) {
    if (next.poll(cx) === Pending) continue
    if (!cursor.isValid()) return found
    found.push(new TextDecoder().decode(cursor.key()))
    next = cursor.next()
  }
  return [...found, 'and no end']
}

function seekWorld(make: (children: SeekableProbe[]) => KvIterator & Seekable): CancelWorld {
  const it = make([new SeekableProbe(0, 4, { seek: 1, next: 0 }), new SeekableProbe(4, 8, { seek: 1, next: 0 })])
  return { make: () => it.seek(entryOf('key_00005=').key), events: [], rest: () => ({ keys: keys(it) }), yields: true }
}

const iterators: CancelRow[] = [
  harmless('iterators', '`iterator.next()` of every lending iterator', WAITS, ...lendingKinds.map(({ make }) => () => lendingWorld(make))),
  harmless('iterators', 'cursor.next()', WAITS, cursorWorld),
  harmless('iterators', 'iterator.seek(key)', ['unpolled'],
    () => seekWorld(children => new ConcatIterator(children)),
    () => seekWorld(children => new MergeIterator(children)),
    () => seekWorld(children => checked(new ConcatIterator(children)) as unknown as KvIterator & Seekable)),
]

export const streamRows: readonly CancelRow[] = [...streams, ...consumers, ...iterators]
