/**
 * What is the same in every service around one other: it owns it, disposes it, and speaks for it.
 *
 * `pollReady` and `call` are each one's own, though some differ by a line: in a shared one, `this.inner.call` would be one
 * call site that meets every kind of service in the program, and V8 could inline none.
 */
import { drop } from '../future/dispose.ts'
import { BorrowError } from '../future/errors.ts'
import type { Inspection } from '../future/inspect.ts'
import { isSendable, sendableAtSuspension } from '../future/sendable.ts'
import { atSuspension, inspect, sendable } from '../future/symbols.ts'
import { isCloneable } from './clone.ts'
import { requireService, type AnyService } from './service.ts'

/** See the essay in `service.ts`. */
export abstract class Middleware<S extends AnyService> implements Disposable {
  /** Owned. A program may look at it; polling it behind this service's back would take what that has reserved. */
  readonly inner: S
  protected disposed: boolean

  constructor(inner: S, where: string) {
    requireService(inner, where)
    this.inner = inner
    this.disposed = false
  }

  /** The type's name, written out: a minifier changes that of the class. */
  protected abstract get type(): string

  /** Whether `clone()` works, which asks the service inside for its own. */
  get cloneable(): boolean {
    return isCloneable(this.inner)
  }

  /** For `pollReady` and `call`, after `disposed` was seen. */
  protected refuse(): never {
    throw new BorrowError(`${this.type} was used after it was disposed; make another, or dispose it when its last request has been called`)
  }

  [Symbol.dispose](): void {
    if (this.disposed) return
    this.disposed = true
    drop(this.inner)
  }

  get [sendable](): boolean {
    return this.disposed || isSendable(this.inner)
  }

  /** For a future that waits for its readiness. */
  [atSuspension](): boolean {
    return this.disposed || sendableAtSuspension(this.inner)
  }

  [inspect](): Inspection {
    return this.disposed ? { name: this.type, state: 'disposed' } : { name: this.type, children: [this.inner] }
  }
}
