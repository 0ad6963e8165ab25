/** The other end of a `mockService`: the test's. */
import { dropAll } from '../future/dispose.ts'
import { Done } from '../future/poll.ts'
import { sendable } from '../future/symbols.ts'
import type { Waker } from '../future/waker.ts'
import type { Receiver } from '../sync/mpsc-receiver.ts'
import type { Recv } from '../sync/mpsc-recv.ts'
import type { UnboundedSender } from '../sync/mpsc-unbounded-sender.ts'
import { wakeAll } from '../sync/wake-all.ts'
import type { MockRequest } from './mock-request.ts'
import type { MockService } from './mock-service.ts'

/** What the clones of a mock and its handle share. */
export interface Shared<Req, Res> {
  /** Calls that are still allowed; one is taken by the `pollReady` that is ready. */
  left: number
  closed: boolean
  /** Thrown by the next `pollReady`, whoever's it is. */
  failure: { readonly error: unknown } | null
  /** Those that answered `Pending`, in that order. */
  readonly waiting: Set<MockService<Req, Res>>
  readonly requests: UnboundedSender<MockRequest<Req, Res>>
  /** Instances that are not disposed; with the last of them go the requests. */
  instances: number
}

/** Wakes all who wait: each asks again. */
export function wakeWaiting<Req, Res>(shared: Shared<Req, Res>): void {
  const wakers: Waker[] = []
  for (const one of shared.waiting) {
    const waker = one.takeWaker()
    if (waker !== null) wakers.push(waker)
  }
  shared.waiting.clear()
  wakeAll(wakers)
}

/** The test's side of a `MockService`. Disposed, it closes the service: `pollReady` throws, and so do responses. */
export class MockServiceHandle<Req, Res> implements Disposable {
  private readonly shared: Shared<Req, Res>
  private readonly requests: Receiver<MockRequest<Req, Res>>

  constructor(shared: Shared<Req, Res>, requests: Receiver<MockRequest<Req, Res>>) {
    this.shared = shared
    this.requests = requests
  }

  /** From now on `count` calls are allowed, no matter how many were left; those who wait are woken. Before the first `allow`: any number. */
  allow(count: number): void {
    if (!(count === Infinity || (Number.isSafeInteger(count) && count >= 0))) {
      throw new RangeError(`MockServiceHandle.allow: expected a number of calls, 0 or more, and got ${count}`)
    }
    this.shared.left = count
    if (count > 0) wakeWaiting(this.shared)
  }

  /** The next `pollReady` throws `error`; those who wait are woken. */
  sendError(error: unknown): void {
    this.shared.failure = { error }
    wakeWaiting(this.shared)
  }

  /** The next request, when it comes; `Done` once every instance of the service is disposed and all requests are taken. A loan, as of `Receiver.recv`. */
  nextRequest(): Recv<MockRequest<Req, Res>> {
    return this.requests.recv()
  }

  /** The next request that has come, or null. */
  takeRequest(): MockRequest<Req, Res> | null {
    const request = this.requests.tryRecv()
    return request === undefined || request === Done ? null : request
  }

  /** Requests that have come, and were not taken. */
  get size(): number {
    return this.requests.size
  }

  [Symbol.dispose](): void {
    if (this.shared.closed) return
    this.shared.closed = true
    dropAll([this.requests, { [Symbol.dispose]: () => wakeWaiting(this.shared) }])
  }

  get [sendable](): true {
    return true
  }
}
