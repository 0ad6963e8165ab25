/**
 * `mockService()`: the service at the bottom of a stack under test. The test decides when it is ready, sees what arrives, and
 * answers when it likes.
 */
import type { Context } from '../future/context.ts'
import { drop } from '../future/dispose.ts'
import { BorrowError } from '../future/errors.ts'
import type { Inspection } from '../future/inspect.ts'
import { Pending, type Poll } from '../future/poll.ts'
import { inspect, sendable } from '../future/symbols.ts'
import type { Waker } from '../future/waker.ts'
import { NotReadyError } from '../service/errors.ts'
import type { Service } from '../service/service.ts'
import { ClosedError } from '../sync/errors.ts'
import { mpscUnbounded } from '../sync/mpsc.ts'
import { oneshot } from '../sync/oneshot.ts'
import { MockRequest, MockResponse, type Answer } from './mock-request.ts'
import { MockServiceHandle, wakeWaiting, type Shared } from './mock-service-handle.ts'

/** See {@link mockService}. A clone shares what is allowed, and is ready for itself. With the last instance, the requests end. */
export class MockService<Req, Res> implements Service<Req, Res, MockResponse<Res>>, Disposable {
  private readonly shared: Shared<Req, Res>
  private isReady: boolean
  private waker: Waker | null
  private disposed: boolean

  constructor(shared: Shared<Req, Res>) {
    this.shared = shared
    shared.instances += 1
    this.isReady = false
    this.waker = null
    this.disposed = false
  }

  /** @throws what the handle's `sendError` was given; ClosedError once the handle is disposed. */
  pollReady(cx: Context): Poll<void> {
    if (this.disposed) refuse()
    const { shared } = this
    if (shared.closed) throw closed('pollReady')
    const { failure } = shared
    if (failure !== null) {
      shared.failure = null
      throw failure.error
    }
    if (this.isReady) return
    if (shared.left <= 0) {
      if (this.waker === null || !this.waker.willWake(cx.waker)) this.waker = cx.waker
      shared.waiting.add(this)
      return Pending
    }
    shared.left -= 1
    shared.waiting.delete(this)
    this.waker = null
    this.isReady = true
  }

  /** @throws NotReadyError unless `pollReady` was ready since the last call. */
  call(request: Req): MockResponse<Res> {
    if (this.disposed) refuse()
    if (!this.isReady) throw new NotReadyError('MockService')
    this.isReady = false
    const [sender, receiver] = oneshot<Answer<Res>>()
    const sent = new MockRequest<Req, Res>(request, sender)
    const response = new MockResponse<Res>(receiver)
    if (this.shared.closed) drop(sent)
    else this.shared.requests.send(sent)
    return response
  }

  clone(): MockService<Req, Res> {
    if (this.disposed) refuse()
    return new MockService(this.shared)
  }

  /** For the handle, which wakes it. */
  takeWaker(): Waker | null {
    const { waker } = this
    this.waker = null
    return waker
  }

  /** Gives back a call that was allowed to it. */
  [Symbol.dispose](): void {
    if (this.disposed) return
    this.disposed = true
    this.waker = null
    this.shared.waiting.delete(this)
    this.shared.instances -= 1
    if (this.shared.instances === 0) return drop(this.shared.requests)
    if (!this.isReady) return
    this.isReady = false
    this.shared.left += 1
    wakeWaiting(this.shared)
  }

  /** The test's, wherever it is held. */
  get [sendable](): true {
    return true
  }

  [inspect](): Inspection {
    const name = 'MockService'
    if (this.disposed) return { name, state: 'disposed' }
    if (this.shared.waiting.has(this)) return { name, state: 'waiting', waitsOn: 'a mockService’s handle to allow a call' }
    return { name, state: this.isReady ? 'ready' : `${this.shared.left} calls allowed` }
  }
}

function refuse(): never {
  throw new BorrowError('MockService was used after it was disposed; clone() it first, and dispose the clone when that is done')
}

function closed(method: string): ClosedError {
  return new ClosedError(`MockService.${method}: its handle was disposed; keep it for as long as the service is used`)
}

/**
 * A service whose other end is in the test's hands. It checks its callers: each call needs a `pollReady` that was ready
 * before it. Any number of calls is allowed, until the handle says how many.
 *
 * Rust: `tower_test::mock::pair`.
 *
 * @example
 * const [service, handle] = mockService<string, number>()
 * const task = mockTask(oneshotCall(new Timeout(service, 50), 'how many?'))
 * task.poll()                              // Pending
 * const request = handle.takeRequest()!
 * request.request                          // 'how many?'
 * request.sendResponse(42)
 * task.poll()                              // 42
 */
export function mockService<Req, Res>(): [MockService<Req, Res>, MockServiceHandle<Req, Res>] {
  const [sender, receiver] = mpscUnbounded<MockRequest<Req, Res>>()
  const shared: Shared<Req, Res> = { left: Infinity, closed: false, failure: null, waiting: new Set(), requests: sender, instances: 0 }
  return [new MockService(shared), new MockServiceHandle(shared, receiver)]
}
