import { contextFrom, Pending, type Context } from '../../src/future/index.ts'
import type { AnyService } from '../../src/service/index.ts'
import { countingWaker, type CountingWaker } from '../../src/testing/index.ts'

/** Who is about to call a service: asks whether it is ready, any number of times, and counts the wakes. */
export class ServiceCaller {
  readonly waker: CountingWaker = countingWaker()
  private readonly cx: Context = contextFrom(this.waker)
  private readonly service: AnyService

  constructor(service: AnyService) {
    this.service = service
  }

  get wakes(): number {
    return this.waker.count
  }

  ask(): 'ready' | 'pending' {
    return this.service.pollReady(this.cx) === Pending ? 'pending' : 'ready'
  }
}

/** Asks once. */
export function ask(service: AnyService): 'ready' | 'pending' {
  return new ServiceCaller(service).ask()
}
