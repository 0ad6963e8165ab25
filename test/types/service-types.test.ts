import { expectTypeOf, it } from 'vitest'
import { map, ready, type Future, type MapFuture, type ReadyFuture } from '../../src/index.ts'
import {
  bufferLayer, concurrencyLimitLayer, Either, eitherLayer, genericLayer, identityLayer, layerFn, loadShedLayer, LogRequest, logRequestLayer, oneshotCall, rateLimitLayer, retryLayer, ServiceBuilder,
  serviceFn, Timeout, timeoutLayer, type AnyService, type Buffer, type ConcurrencyLimit, type ConcurrencyLimitResponse, type EitherResponseFuture, type FutureOf, type GenericLayer, type InnerOf, type LayerKind,
  type LoadShed, type RateLimit, type RequestOf, type ResponseOf, type Retry, type Service, type ServiceFn, type Shed,
} from '../../src/service/index.ts'
import { Timeout as TimeoutFuture } from '../../src/time/index.ts'

const double = serviceFn((n: number) => ready(String(n)))
type Double = ServiceFn<number, ReadyFuture<string>>

it('a service has its request, its response and the type of its future', () => {
  expectTypeOf(double).toEqualTypeOf<Double>()
  expectTypeOf(double).toExtend<Service<number, string>>()
  expectTypeOf<RequestOf<Double>>().toEqualTypeOf<number>()
  expectTypeOf<ResponseOf<Double>>().toEqualTypeOf<string>()
  expectTypeOf<FutureOf<Double>>().toExtend<ReadyFuture<string>>()
  expectTypeOf(oneshotCall(double, 1)).toExtend<Future<string>>()
  // @ts-expect-error a request of another type
  oneshotCall(double, 'text')
  // @ts-expect-error a future of another type than the third parameter says
  expectTypeOf<Double>().toExtend<Service<number, string, MapFuture<number, string>>>()
})

it('each middleware is a service of the same requests and responses, with a future of its own', () => {
  const timed = new Timeout(double, 1)
  expectTypeOf(timed).toEqualTypeOf<Timeout<Double>>()
  expectTypeOf(timed.call(1)).toEqualTypeOf<TimeoutFuture<string>>()
  expectTypeOf(timed).toExtend<Service<number, string, TimeoutFuture<string>>>()
  expectTypeOf(new LogRequest(double)).toExtend<Service<number, string>>()
  expectTypeOf(new LogRequest(double, () => {}).call(1)).toExtend<ReadyFuture<string>>()
  // @ts-expect-error a request of another type
  timed.call('text')
  // @ts-expect-error no service
  expectTypeOf(() => new Timeout(ready(1), 1)).not.toBeAny()
})

it('layers keep the exact types, the first outermost', () => {
  const service = new ServiceBuilder()
    .layer(timeoutLayer(1)).layer(loadShedLayer()).layer(concurrencyLimitLayer(1)).layer(rateLimitLayer(1, 1)).layer(logRequestLayer())
    .service(double)
  expectTypeOf(service).toEqualTypeOf<Timeout<LoadShed<ConcurrencyLimit<RateLimit<LogRequest<Double>>>>>>()
  expectTypeOf(service.inner.call(1)).toEqualTypeOf<ConcurrencyLimitResponse<string> | Shed>()
  expectTypeOf(service.call(1)).toEqualTypeOf<TimeoutFuture<string>>()
  expectTypeOf<RequestOf<typeof service>>().toEqualTypeOf<number>()
  expectTypeOf(new ServiceBuilder().service(double)).toEqualTypeOf<Double>()
})

it('six layers, each of another kind', () => {
  const service = new ServiceBuilder()
    .layer(logRequestLayer()).layer(timeoutLayer(1)).layer(retryLayer({ retry: () => null, cloneRequest: (n: number) => n })).layer(concurrencyLimitLayer(1)).layer(loadShedLayer()).layer(rateLimitLayer(1, 1))
    .service(double)
  expectTypeOf(service).toEqualTypeOf<LogRequest<Timeout<Retry<ConcurrencyLimit<LoadShed<RateLimit<Double>>>>>>>()
  expectTypeOf(service.call).returns.toEqualTypeOf<TimeoutFuture<string>>()
  expectTypeOf(service.inner.inner.inner.inner.call).returns.toExtend<ReadyFuture<string> | Shed>()
  expectTypeOf<[RequestOf<typeof service>, ResponseOf<typeof service>]>().toEqualTypeOf<[number, string]>()
  // @ts-expect-error a request of another type, through all of them
  expectTypeOf(() => oneshotCall(service, 'text')).not.toBeAny()
})

it('so do Retry and Buffer', () => {
  const policy = { retry: () => null, cloneRequest: (n: number) => n }
  const make = () => new ServiceBuilder().layer(bufferLayer(1)).layer(retryLayer(policy)).service(double)
  expectTypeOf(make).returns.toEqualTypeOf<Buffer<Retry<Double>>>()
  expectTypeOf<ResponseOf<ReturnType<typeof make>>>().toEqualTypeOf<string>()
})

it('a layer of one’s own, for one type or for all', () => {
  class Counted<S extends AnyService> {
    readonly inner: S
    constructor(inner: S) {
      this.inner = inner
    }
    pollReady(): void {}
    call(request: RequestOf<S>): FutureOf<S> {
      return this.inner.call(request as never) as FutureOf<S>
    }
  }
  interface CountedKind extends LayerKind {
    readonly made: Counted<InnerOf<this>>
  }
  const countedLayer = (): GenericLayer<CountedKind> => genericLayer<CountedKind>(inner => new Counted(inner))
  expectTypeOf(new ServiceBuilder().layer(timeoutLayer(1)).layer(countedLayer()).service(double)).toEqualTypeOf<Timeout<Counted<Double>>>()

  const upper = layerFn((inner: Double) => serviceFn((text: string) => map(inner.call(Number(text)), answer => answer.length)))
  const service = new ServiceBuilder().layer(timeoutLayer(1)).layer(upper).service(double)
  expectTypeOf<[RequestOf<typeof service>, ResponseOf<typeof service>]>().toEqualTypeOf<[string, number]>()
  // It is for a `Double` alone.
  expectTypeOf(new ServiceBuilder().layer(upper).service(serviceFn((n: Date) => ready(n)))).toEqualTypeOf<never>()
})

it('an Either is a service of what both sides take and give', () => {
  const service: Either<Timeout<Double>, Double> = Math.random() > 2 ? Either.left(new Timeout(double, 1)) : Either.right(double)
  expectTypeOf(service.call(1)).toEqualTypeOf<EitherResponseFuture<TimeoutFuture<string>, FutureOf<Double>>>()
  expectTypeOf(service).toExtend<Service<number, string>>()
  type Sides = Either<ReturnType<typeof timeoutLayer>, ReturnType<typeof identityLayer>>
  const layers: Sides = Either.right(identityLayer())
  expectTypeOf(new ServiceBuilder().layer(eitherLayer(layers)).service(double)).toEqualTypeOf<Either<Timeout<Double>, Double>>()
})
