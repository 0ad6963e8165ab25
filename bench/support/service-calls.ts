/** The services of the service workload, and who calls them. */
import { Pending, ready, type Context, type Future, type Poll, type ReadyFuture } from '../../src/index.ts'
import {
  concurrencyLimitLayer, Either, eitherLayer, identityLayer, loadShedLayer, logRequestLayer, oneshotCall, retryLayer, ServiceBuilder, type Service,
} from '../../src/service/index.ts'

/** Ready at once, with the request and one. */
class Increment implements Service<number, number, ReadyFuture<number>> {
  pollReady(): void {}

  call(request: number): ReadyFuture<number> {
    return ready(request + 1)
  }

  clone(): Increment {
    return this
  }
}

/** What the log layers see: as little as can be. */
export const logged = { sum: 0 }
const log = (request: unknown): void => void (logged.sum += request as number)

const neverAgain = { retry: () => null, cloneRequest: (request: number) => request }

/** Around the service: nothing; a limit; a log, shedding and a limit; a retry, a log, shedding, one of two, and a limit. */
export const stacks = {
  0: () => new Increment(),
  1: () => new ServiceBuilder().layer(concurrencyLimitLayer(8)).service(new Increment()),
  3: () => new ServiceBuilder().layer(logRequestLayer(log)).layer(loadShedLayer()).layer(concurrencyLimitLayer(8)).service(new Increment()),
  5: () => new ServiceBuilder()
    .layer(retryLayer(neverAgain)).layer(logRequestLayer(log)).layer(loadShedLayer()).layer(eitherLayer(side())).layer(concurrencyLimitLayer(8))
    .service(new Increment()),
} as const

function side(): Either<ReturnType<typeof identityLayer>, ReturnType<typeof identityLayer>> {
  return Either.left(identityLayer())
}

type Increments = Service<number, number>

/** Calls `service` with its own last answer, `times` times, from 0; outputs the last. */
export class CallLoop implements Future<number> {
  private readonly service: Increments
  private readonly times: number
  private last: number
  private response: Future<number> | null

  constructor(service: Increments, times: number) {
    this.service = service
    this.times = times
    this.last = 0
    this.response = null
  }

  poll(cx: Context): Poll<number> {
    const { service, times } = this
    for (;;) {
      if (this.response === null) {
        if (this.last === times) return times
        if (service.pollReady(cx) === Pending) return Pending
        this.response = service.call(this.last)
      }
      const answer = this.response.poll(cx)
      if (answer === Pending) return Pending
      this.response = null
      this.last = answer
    }
  }
}

/** The same through `oneshotCall`. */
export class OneshotLoop implements Future<number> {
  private readonly service: Increments
  private readonly times: number
  private last: number
  private response: Future<number> | null

  constructor(service: Increments, times: number) {
    this.service = service
    this.times = times
    this.last = 0
    this.response = null
  }

  poll(cx: Context): Poll<number> {
    while (this.last < this.times) {
      if (this.response === null) this.response = oneshotCall(this.service, this.last)
      const answer = this.response.poll(cx)
      if (answer === Pending) return Pending
      this.response = null
      this.last = answer
    }
    return this.times
  }
}
