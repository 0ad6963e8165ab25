/**
 * # 1.9 Either, and its EitherResponseFuture
 *
 *     impl<A, B, Request> Service<Request> for Either<A, B>
 *     where A: Service<Request>, B: Service<Request, Response = A::Response, Error = A::Error> {
 *         type Future = EitherResponseFuture<A::Future, B::Future>;
 *         fn call(&mut self, request: Request) -> Self::Future {
 *             match self {
 *                 Either::Left(service) => EitherResponseFuture { kind: Kind::Left { inner: service.call(request) } },
 *                 Either::Right(service) => EitherResponseFuture { kind: Kind::Right { inner: service.call(request) } },
 *             }
 *         }
 *     }
 *
 * A service that is decided at run time and has one type all the same, without a box. It works because the future of each
 * side has a name, from which `EitherResponseFuture<A::Future, B::Future>` is made. First the future by hand, then the library's.
 */
import { blockOn, inspect, lazy, map, Pending, PolledAfterCompletionError, ready, yieldNow } from '../src/index.ts'
import type { Context, Future, Inspection, Lazy, Output, Poll, ReadyFuture } from '../src/index.ts'
import { Either, eitherLayer, identityLayer, LogRequest, logRequestLayer, oneshotCall, ServiceBuilder, serviceFn, type Service } from '../src/service/index.ts'
import { explain } from './support/explain.ts'

/** `enum Kind<A, B>`. */
type Kind<A, B> = { readonly at: 'Left'; readonly inner: A } | { readonly at: 'Right'; readonly inner: B } | { readonly at: 'Done' }

class EitherFutureByHand<A extends Future<unknown>, B extends Future<Output<A>>> implements Future<Output<A>> {
  private kind: Kind<A, B>

  constructor(kind: Kind<A, B>) {
    this.kind = kind
  }

  poll(cx: Context): Poll<Output<A>> {
    const { kind } = this
    switch (kind.at) {
      case 'Left':
        return this.done(kind.inner.poll(cx) as Poll<Output<A>>)
      case 'Right':
        return this.done(kind.inner.poll(cx))
      case 'Done':
        throw new PolledAfterCompletionError('EitherFutureByHand')
    }
  }

  private done(output: Poll<Output<A>>): Poll<Output<A>> {
    if (output !== Pending) this.kind = { at: 'Done' }
    return output
  }

  [Symbol.dispose](): void {
    if (this.kind.at !== 'Done') this.kind.inner[Symbol.dispose]?.()
    this.kind = { at: 'Done' }
  }

  [inspect](): Inspection {
    return { name: 'EitherFutureByHand', state: this.kind.at, children: this.kind.at === 'Done' ? [] : [this.kind.inner] }
  }
}

class Cached implements Service<string, string, ReadyFuture<string>> {
  pollReady(_cx: Context): Poll<void> {}

  call(request: string): ReadyFuture<string> {
    return ready(`${request}, from the cache`)
  }
}

class Computed implements Service<string, string, Lazy<string>> {
  pollReady(_cx: Context): Poll<void> {}

  call(request: string): Lazy<string> {
    return lazy(() => `${request}, computed`)
  }
}

console.log('-- by hand')
type Both = EitherFutureByHand<ReadyFuture<string>, Lazy<string>>
const futures: Both[] = [
  new EitherFutureByHand<ReadyFuture<string>, Lazy<string>>({ at: 'Left', inner: new Cached().call('page') }),
  new EitherFutureByHand<ReadyFuture<string>, Lazy<string>>({ at: 'Right', inner: new Computed().call('page') }),
]
for (const future of futures) console.log(`${future[inspect]().state}: ${blockOn(future)}`)

console.log("-- the library's")
function serviceFor(warm: boolean): Either<Cached, Computed> {
  return warm ? Either.left(new Cached()) : Either.right(new Computed())
}
for (const warm of [true, false]) {
  const service = serviceFor(warm)
  const future = service.call('page')
  const { name, state, children } = future[inspect]()
  console.log(`${name} ${state}, of a ${children![0]!.constructor.name}: ${blockOn(future)}`)
}

console.log('-- as a layer: the same stack, with a log or without')
const log = logRequestLayer(request => console.log(`  request: ${String(request)}`))
for (const verbose of [true, false]) {
  const which: Either<typeof log, ReturnType<typeof identityLayer>> = verbose ? Either.left(log) : Either.right(identityLayer())
  const service = new ServiceBuilder().layer(eitherLayer(which)).service(new Cached())
  console.log(`${service.inner instanceof LogRequest ? 'logged' : 'bare'}: ${blockOn(oneshotCall(service, 'page'))}`)
}

console.log('-- what is wrong')
const response = serviceFor(true).call('page')
blockOn(response)
explain('a response polled again:', () => blockOn(response))
const slow = Either.left<Service<string, string>>(serviceFn((request: string) => map(yieldNow(), () => request)))
const waiting = slow.call('page')
slow[Symbol.dispose]()
console.log('a response outlives its service:', blockOn(waiting))
explain('but a service is called no more once it is disposed:', () => slow.call('page'))
