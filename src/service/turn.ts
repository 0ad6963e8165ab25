/** `Turn`: several callers at one instance of a service, one after the other. */
import type { Context } from '../future/context.ts'
import { drop, dropAll, dropAllSuppressed } from '../future/dispose.ts'
import { nameOf, type Inspection } from '../future/inspect.ts'
import { Pending, type Poll } from '../future/poll.ts'
import { isSendable, sendableAtSuspension } from '../future/sendable.ts'
import { atSuspension, inspect, sendable } from '../future/symbols.ts'
import type { Acquire } from '../sync/acquire.ts'
import type { Permit } from '../sync/permit.ts'
import { Semaphore } from '../sync/semaphore.ts'
import { NotReadyError } from './errors.ts'
import type { AnyService, FutureOf, RequestOf } from './service.ts'

/** For each service that was ever taken in turns: who has the turn, and who waits for it. */
const turns = new WeakMap<object, Semaphore>()

/** Whether somebody has the turn at `service`, so that others have to wait for theirs. */
export function isTaken(service: object): boolean {
  const semaphore = turns.get(service)
  return semaphore !== undefined && semaphore.available === 0
}

function turnsOf(service: object): Semaphore {
  let semaphore = turns.get(service)
  if (semaphore === undefined) turns.set(service, (semaphore = new Semaphore(1)))
  return semaphore
}

/**
 * A caller's way to a service that others call too, and that cannot be cloned. From its first `pollReady` to its `call` the
 * service is this caller's: in Rust, `&mut S`, held that long. Without it two callers would poll one `pollReady`, which
 * wakes the latest only, and one would call on the readiness of the other.
 *
 * It borrows the service: disposed, it gives the turn back and disposes nothing. What the service has reserved meanwhile is
 * there for whoever is next.
 */
export class Turn<S extends AnyService> implements Disposable {
  private readonly service: S
  private readonly semaphore: Semaphore
  private acquiring: Acquire | null
  private permit: Permit | null

  constructor(service: S) {
    this.service = service
    this.semaphore = turnsOf(service)
    this.acquiring = null
    this.permit = null
  }

  /** For whom has just asked the service, which nobody had the turn at, and found it not ready: the turn is his. */
  take(): this {
    this.permit = this.semaphore.tryAcquire()
    return this
  }

  pollReady(cx: Context): Poll<void> {
    if (this.permit === null && this.pollTurn(cx) === Pending) return Pending
    try {
      return this.service.pollReady(cx)
    } catch (error) {
      dropAllSuppressed([this.takePermit()], error)
      throw error
    }
  }

  private pollTurn(cx: Context): Poll<void> {
    if (this.acquiring === null) {
      this.permit = this.semaphore.tryAcquire()
      if (this.permit !== null) return
      this.acquiring = this.semaphore.acquire()
    }
    const permit = this.acquiring.poll(cx)
    if (permit === Pending) return Pending
    this.acquiring = null
    this.permit = permit
  }

  private takePermit(): Permit | null {
    const { permit } = this
    this.permit = null
    return permit
  }

  /** Calls, and gives the turn to the next. @throws NotReadyError if another has it; what the service throws. */
  call(request: RequestOf<S>): FutureOf<S> {
    const permit = this.takePermit()
    if (permit === null && this.semaphore.available === 0) throw new NotReadyError(nameOf(this.service))
    let response: FutureOf<S>
    try {
      response = this.service.call(request as never) as FutureOf<S>
    } catch (error) {
      dropAllSuppressed([permit], error)
      throw error
    }
    // Who is next is woken, and a waker may throw.
    try {
      drop(permit)
    } catch (error) {
      dropAllSuppressed([response], error)
      throw error
    }
    return response
  }

  /** Another caller at the same service. */
  clone(): Turn<S> {
    return new Turn(this.service)
  }

  [Symbol.dispose](): void {
    const { acquiring } = this
    this.acquiring = null
    dropAll([acquiring, this.takePermit()])
  }

  get [sendable](): boolean {
    return isSendable(this.service)
  }

  [atSuspension](): boolean {
    return sendableAtSuspension(this.service)
  }

  [inspect](): Inspection {
    return { name: 'Turn', children: this.acquiring === null ? [this.service] : [this.acquiring] }
  }
}
