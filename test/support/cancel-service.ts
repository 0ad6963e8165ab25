// Cancel safety of `src/service`: the rows of the table.
import { contextFrom, drop, noopWaker, Pending, type Context, type Future, type Poll, type Waker } from '../../src/index.ts'
import { Buffer, ConcurrencyLimit, Either, oneshotCall, Retry, serviceFn } from '../../src/service/index.ts'
import { mockService } from '../../src/testing/index.ts'
import { called } from './called.ts'
import { around } from './cancel-future.ts'
import type { Item, Leaf } from './cancel-ledger.ts'
import type { CancelRow } from './cancel-row.ts'
import { Other } from './other.ts'

const cx = contextFrom(noopWaker())

/** A service that is ready once it is told to, and answers with `response`. */
class Gated {
  isOpen = false
  private waker: Waker | null = null
  private readonly response: (request: Item) => Future<unknown>

  constructor(response: (request: Item) => Future<unknown>) {
    this.response = response
  }

  pollReady(cx: Context): Poll<void> {
    if (this.isOpen) return
    this.waker = cx.waker
    return Pending
  }

  call(request: Item): Future<unknown> {
    request.is('called')
    return this.response(request)
  }

  open(): void {
    this.isOpen = true
    this.waker?.wake()
    this.waker = null
  }
}

export const serviceRows: readonly CancelRow[] = [
  {
    room: 'service',
    name: 'oneshotCall(service, request)',
    loses: {
      unpolled: 'the request, dropped: the service has not seen it',
      waiting: 'the request, dropped, if the service was not ready, which keeps the waker; else what is inside',
      woken: 'as waiting',
    },
    differs: {
      unpolled: ['request: dropped'],
      waiting: ['request: dropped', 'its task: woken afterwards', 'inside: disposed', 'request: called'],
      woken: ['request: dropped', 'inside: disposed', 'request: called'],
    },
    worlds: [ledger => {
      let leaf: Leaf<Item> | null = null
      const service = new Gated(() => (leaf = ledger.leaf('inside')))
      return {
        make: () => oneshotCall(service, ledger.item('request')),
        events: [() => service.open(), () => leaf?.complete(() => ledger.item('output'))],
      }
    }],
  },
  {
    ...around('service', 'the response of a `ConcurrencyLimit`', leaf => called(inner => new ConcurrencyLimit(inner, 1), leaf)),
    worlds: [ledger => {
      let leaf: Leaf<Item> | null = null
      const limit = new ConcurrencyLimit(serviceFn(() => (leaf = ledger.leaf('inside'))), 1)
      return {
        make: () => (limit.pollReady(cx), limit.call(0)),
        events: [() => leaf?.complete(() => ledger.item('output'))],
        rest: () => ({ permit: limit.pollReady(cx) !== Pending }),
      }
    }],
  },
  around('service', 'the response of an `Either`', leaf => called(inner => Either.left(inner), leaf)),
  around('service', 'the response of a `Retry`', leaf => called(inner => new Retry({ retry: () => null, cloneRequest: r => r }, inner), leaf)),
  {
    room: 'service',
    name: 'the response of a `Buffer`',
    loses: {
      unpolled: 'the request, dropped, if the worker has not taken it; else what is inside',
      waiting: 'as unpolled',
      woken: 'what is inside',
    },
    differs: {
      unpolled: ['request: dropped', 'inside: disposed', 'request: called'],
      waiting: ['request: dropped', 'inside: disposed', 'request: called'],
      woken: ['inside: disposed', 'request: called'],
    },
    worlds: [ledger => {
      let leaf: Leaf<Item> | null = null
      const service = serviceFn((request: Item) => (request.is('called'), (leaf = ledger.leaf<Item>('inside'))))
      const [buffer, worker] = Buffer.pair(service, 1)
      const other = new Other(worker)
      return {
        make: () => (buffer.pollReady(cx), buffer.call(ledger.item('request'))),
        events: [() => other.turn(), () => leaf?.complete(() => ledger.item('output'))],
        rest: () => (other.turn(), drop(worker), {}),
      }
    }],
  },
  {
    room: 'testing',
    name: 'the response of a `mockService()`',
    loses: { unpolled: 'the response, dropped if it has come', waiting: 'the response, dropped when it comes', woken: 'the response, dropped' },
    differs: { unpolled: ['a: dropped'], waiting: ['a: dropped'], woken: ['a: dropped'] },
    worlds: [ledger => {
      const [service, handle] = mockService<number, Item>()
      return {
        make: () => (service.pollReady(cx), service.call(1)),
        events: [() => handle.takeRequest()?.sendResponse(ledger.item('a'))],
      }
    }],
  },
]
