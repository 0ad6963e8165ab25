import { contextFrom, drop, noopWaker, type Future } from '../../src/index.ts'
import { Buffer, serviceFn, type AnyService, type ServiceFn } from '../../src/service/index.ts'

const cx = contextFrom(noopWaker())

/** A service that has its response in a field, where who looks for what is not sendable finds it. */
export class Answering<T> {
  private readonly response: Future<T>

  constructor(response: Future<T>) {
    this.response = response
  }

  pollReady(): void {}

  call(): Future<T> {
    return this.response
  }
}

/** The response that `make`, around a service, gives when that answers with `response`. */
export function called<T>(make: (inner: ServiceFn<number, Future<T>>) => AnyService, response: Future<T>): Future<unknown> {
  const service = make(serviceFn(() => response))
  service.pollReady(cx)
  return service.call(0 as never)
}

/** The response of a `Buffer`, whose worker has replied and ended. */
export function buffered<T>(response: Future<T>): Future<T> {
  const [buffer, worker] = Buffer.pair(serviceFn<number, Future<T>>(() => response), 1)
  buffer.pollReady(cx)
  const given = buffer.call(0)
  drop(buffer)
  worker.poll(cx)
  return given as unknown as Future<T>
}
