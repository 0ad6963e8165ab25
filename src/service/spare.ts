/** What retries take their instances from. */
import { dropAll } from '../future/dispose.ts'
import { isSendable } from '../future/sendable.ts'
import '../future/symbols.ts'
import { sendable } from '../future/symbols.ts'
import type { CloneService } from './clone.ts'
import type { AnyService } from './service.ts'

/**
 * A clone that is never polled, and so never reserves anything: only cloned again, when a request is to be retried. A `Retry`
 * and all its responses own it together, so a retry finds it though the `Retry` is disposed, and a request that needs no
 * retry, as most, costs two additions and no clone. The last owner disposes it.
 *
 * Of a service that cannot be cloned, the clones are turns at the one there is, which borrow it; then that is owned here too.
 */
export class Spare {
  private readonly service: AnyService & CloneService
  private readonly borrowed: AnyService | null
  private owners: number

  /** Owns both; `borrowed` is what clones of `service` borrow. Its first owner is whoever makes it. */
  constructor(service: AnyService & CloneService, borrowed: AnyService | null) {
    this.service = service
    this.borrowed = borrowed
    this.owners = 1
  }

  /** For another owner. */
  share(): Spare {
    this.owners += 1
    return this
  }

  /** An instance for one request's retries; who asks for it owns it. */
  instance(): AnyService {
    return this.service.clone() as AnyService
  }

  /** One owner fewer. Each calls it once. */
  [Symbol.dispose](): void {
    this.owners -= 1
    if (this.owners === 0) dropAll([this.service, this.borrowed])
  }

  get [sendable](): boolean {
    return isSendable(this.service)
  }
}
