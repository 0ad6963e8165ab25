// Cancel safety of `src/sync`: the rows of the table.
import {
  Barrier, broadcast, CancellationToken, Done, drop, mpsc, Mutex, Notify, OnceCell, oneshot, ready, RwLock, Semaphore, watch,
  type Future, type Receiver, type SendError,
} from '../../src/index.ts'
import type { Item, Leaf, Ledger } from './cancel-ledger.ts'
import { each, harmless, NOTHING, SPENDS, WAITS, type CancelRow, type CancelWorld } from './cancel-row.ts'
import { Other } from './other.ts'

/** Takes what is in a channel. */
export function drain(receiver: { tryRecv(): Item | typeof Done | undefined }): void {
  for (let item = receiver.tryRecv(); item !== undefined && item !== Done; item = receiver.tryRecv()) item.is('got')
}

/** A lock that is held; somebody comes after the operation; the lock is let go. */
function lockWorld(held: Disposable, make: () => Future<unknown>, next: Future<unknown>, isFree: () => unknown): CancelWorld {
  const other = new Other(next)
  return { make, events: [() => other.turn(), () => drop(held)], rest: () => ({ next: other.turn(), free: isFree() }) }
}

/** A lock of which there is enough for the other, and too little for the operation, which nobody lets go of. */
function shortWorld(make: () => Future<unknown>, next: Future<unknown>): CancelWorld {
  const other = new Other(next)
  return { make, events: [() => other.turn()], rest: () => ({ next: other.turn() }) }
}

function channelWorld(ledger: Ledger, make: (receiver: Receiver<Item>) => Future<unknown>): CancelWorld {
  const [sender, receiver] = mpsc<Item>(4)
  const send = (name: string) => () => sender.trySend(ledger.item(name))
  return { make: () => make(receiver), lent: true, events: [send('a'), send('b')], rest: () => (drain(receiver), {}) }
}

/** A full channel; somebody else sends after the operation; one item is received. */
function fullWorld(ledger: Ledger, make: (sender: ReturnType<typeof mpsc<Item>>[0]) => Future<unknown>): CancelWorld {
  const [sender, receiver] = mpsc<Item>(1)
  sender.trySend(ledger.item('a'))
  const other = new Other(sender.clone().send(ledger.item('b')))
  return {
    make: () => make(sender),
    events: [() => other.turn(), () => (receiver.tryRecv() as Item).is('got')],
    rest: () => {
      const next = other.turn()
      drain(receiver)
      return { next, slots: sender.available }
    },
  }
}

function notifyWorld(notify: Notify, ring: () => void, enabled: boolean): CancelWorld {
  const other = new Other(notify.notified())
  return {
    make: () => {
      const mine = notify.notified()
      if (enabled) mine.enable()
      return mine
    },
    events: [() => other.turn(), ring],
    rest: () => ({ next: other.turn(), later: new Other(notify.notified()).turn() }),
  }
}

const rings: ((notify: Notify) => void)[] = [notify => notify.notifyOne(), notify => notify.notifyLast(), notify => notify.notifyWaiters()]
const notifyWorlds = [false, true].flatMap(enabled => rings.map(ring => () => {
  const notify = new Notify()
  return notifyWorld(notify, () => ring(notify), enabled)
}))

const locks: CancelRow[] = [
  harmless('sync', 'mutex.lock()', SPENDS, () => {
    const mutex = new Mutex(0)
    return lockWorld(mutex.tryLock()!, () => mutex.lock(), mutex.lock(), () => mutex.tryLock() !== null)
  }),
  harmless('sync', 'rwLock.read()', SPENDS, () => {
    const lock = new RwLock(0)
    return lockWorld(lock.tryWrite()!, () => lock.read(), lock.write(), () => lock.tryWrite() !== null)
  }),
  harmless('sync', 'rwLock.write()', SPENDS, () => {
    const lock = new RwLock(0)
    return lockWorld(lock.tryRead()!, () => lock.write(), lock.read(), () => lock.tryWrite() !== null)
  }, () => {
    const lock = new RwLock(0)
    lock.tryRead()
    return shortWorld(() => lock.write(), lock.read())
  }),
  harmless('sync', 'semaphore.acquire(n)', SPENDS, () => {
    const semaphore = new Semaphore(2)
    return lockWorld(semaphore.tryAcquire(1)!, () => semaphore.acquire(2), semaphore.acquire(1), () => semaphore.available)
  }, () => {
    const semaphore = new Semaphore(1)
    return shortWorld(() => semaphore.acquire(2), semaphore.acquire(1))
  }),
  harmless('sync', 'notify.notified()', SPENDS, ...notifyWorlds),
  {
    room: 'sync',
    name: 'barrier.wait()',
    loses: { unpolled: NOTHING, waiting: 'nothing: it has not arrived', woken: 'its leave to go on; its round is complete', 'out of budget': 'as woken' },
    differs: { woken: ['next: waits → served'], 'out of budget': ['next: waits → served'] },
    worlds: [() => {
      const barrier = new Barrier(2)
      const other = new Other(barrier.wait())
      return { make: () => barrier.wait(), events: [() => other.turn()], rest: () => ({ next: other.turn() }) }
    }],
  },
  harmless('sync', 'token.cancelled()', WAITS, () => {
    const token = new CancellationToken()
    const other = new Other(token.cancelled())
    return { make: () => token.cancelled(), events: [() => other.turn(), () => token.cancel()], rest: () => ({ next: other.turn() }) }
  }, () => {
    const token = new CancellationToken()
    return { make: () => token.childToken().cancelled(), events: [], rest: () => ({ cancelled: token.isCancelled() }) }
  }, () => {
    const token = new CancellationToken()
    return { make: () => token.cancelled(), events: [], rest: () => ({ cancelled: token.isCancelled() }) }
  }),
  {
    room: 'sync',
    name: 'token.runUntilCancelled(future)',
    loses: each(WAITS, 'what is inside'),
    differs: each(WAITS, ['inside: disposed']),
    worlds: [ledger => {
      const token = new CancellationToken()
      return { make: () => token.runUntilCancelled(ledger.leaf('inside')), events: [() => token.cancel()] }
    }],
  },
  {
    room: 'sync',
    name: '`cell.getOrInit(init)`, as the one who makes the value',
    loses: { ...each(SPENDS, NOTHING), ...each(['waiting', 'woken'], 'its attempt, disposed; the next makes its own') },
    differs: each(['waiting', 'woken'], ['attempt: disposed']),
    worlds: [ledger => {
      const cell = new OnceCell<string>()
      const other = new Other(cell.getOrInit(() => ready('value')))
      let leaf: Leaf<string> | null = null
      return {
        make: () => cell.getOrInit(() => (leaf = ledger.leaf<string>('attempt'))),
        events: [() => other.turn(), () => leaf?.complete(() => 'value')],
        rest: () => ({ next: other.turn(), value: cell.get() }),
      }
    }],
  },
  harmless('sync', '`cell.getOrInit(init)`, as one who waits', SPENDS, ledger => {
    const cell = new OnceCell<string>()
    const leaf = ledger.leaf<string>('attempt')
    const first = new Other(cell.getOrInit(() => leaf))
    const other = new Other(cell.getOrInit(() => ready('another')))
    first.turn()
    return {
      make: () => cell.getOrInit(() => ready('mine')),
      events: [() => other.turn(), () => leaf.complete(() => 'value'), () => first.turn()],
      rest: () => ({ next: other.turn(), value: cell.get() }),
    }
  }, ledger => {
    // The one who makes it gives up: the turn goes to the operation, and on.
    const cell = new OnceCell<string>()
    const first = cell.getOrInit(() => ledger.leaf('attempt'))
    const other = new Other(cell.getOrInit(() => ready('value')))
    new Other(first).turn()
    return {
      make: () => cell.getOrInit(() => ready('mine')),
      events: [() => other.turn(), () => drop(first)],
      rest: () => ({ next: other.turn(), value: cell.get() }),
    }
  }),
]

const channels: CancelRow[] = [
  {
    room: 'sync',
    name: 'sender.send(value)',
    loses: each(SPENDS, 'the value, dropped: it was not sent'),
    differs: each(SPENDS, ['mine: dropped']),
    worlds: [ledger => fullWorld(ledger, sender => sender.send(ledger.item('mine')))],
  },
  harmless('sync', 'sender.reserve()', SPENDS, ledger => fullWorld(ledger, sender => sender.reserve())),
  harmless('sync', '`receiver.recv()`, `next()`', SPENDS, ledger => channelWorld(ledger, receiver => receiver.recv()), ledger => channelWorld(ledger, receiver => receiver.next())),
  harmless('sync', 'receiver.recvMany(max)', SPENDS, ledger => channelWorld(ledger, receiver => receiver.recvMany(2))),
  harmless('sync', '`closed()` of a sender',
    WAITS,
    () => {
      const [sender, receiver] = mpsc<number>(1)
      return { make: () => sender.closed(), events: [() => drop(receiver)], rest: () => ({ closed: sender.isClosed() }) }
    },
    () => {
      const [sender, receiver] = mpsc<number>(1)
      return { make: () => sender.closed(), events: [], rest: () => ({ closed: sender.isClosed(), size: receiver.size }) }
    },
    () => {
      const [sender, receiver] = oneshot<number>()
      return { make: () => sender.closed(), events: [() => drop(receiver)], rest: () => ({ closed: sender.isClosed() }) }
    },
    () => {
      const [sender, receiver] = watch(0)
      return { make: () => sender.closed(), events: [() => drop(receiver)], rest: () => ({ closed: sender.isClosed() }) }
    }),
  {
    room: 'sync',
    name: 'the receiver of a `oneshot`',
    loses: {
      unpolled: 'the value: one that has come is dropped, a later one stays with its sender',
      waiting: 'the value, which stays with its sender',
      woken: 'the value, dropped',
    },
    differs: { unpolled: ['a: got → back', 'a: got → dropped'], waiting: ['a: got → back'], woken: ['a: got → dropped'] },
    worlds: [ledger => {
      const [sender, receiver] = oneshot<Item>()
      return {
        make: () => receiver,
        lent: true,
        events: [() => sending(ledger.item('a'), item => sender.send(item))],
        rest: () => (attempt(() => receiver.tryRecv()?.is('got')), {}),
      }
    }],
  },
  harmless('sync', '`recv()`, `next()` of a broadcast’s receiver', SPENDS, ledger => {
    const [sender, receiver] = broadcast<Item>(4)
    const send = (name: string) => () => void sender.send(ledger.item(name))
    return { make: () => receiver.recv(), lent: true, events: [send('a'), send('b')], rest: () => (drain(receiver), {}) }
  }),
  harmless('sync', '`changed()` of a watch’s receiver', SPENDS, () => watchWorld(receiver => receiver.changed())),
  {
    room: 'sync',
    name: '`waitFor(predicate)` of a watch’s receiver',
    loses: { ...each(SPENDS, NOTHING), waiting: 'nothing that it would give; what its predicate has refused counts as seen' },
    differs: { waiting: ['unseen: true → false'] },
    worlds: [2, 3].map(fits => () => watchWorld(receiver => receiver.waitFor(value => value === fits))),
  },
]

function watchWorld(make: (receiver: ReturnType<typeof watch<number>>[1]) => Future<unknown>): CancelWorld {
  const [sender, receiver] = watch(0)
  return {
    make: () => make(receiver),
    events: [() => sender.send(1), () => sender.send(2)],
    rest: () => ({ unseen: receiver.hasChanged(), value: receiver.borrow() }),
  }
}

/** Sends; an item that is refused is back with its sender. */
export function sending(item: Item, send: (item: Item) => void): void {
  try {
    send(item)
  } catch (error) {
    ;(error as SendError<Item>).value.is('back')
  }
}

/** Does it, if it still can be done. */
export function attempt(act: () => void): void {
  try {
    act()
  } catch {
    // It was disposed.
  }
}

export const syncRows: readonly CancelRow[] = [...locks, ...channels]
