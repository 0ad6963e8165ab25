/**
 * # 1.7 tower's Service, and its three ways to be implemented
 *
 *     pub trait Service<Request> {
 *         type Response;
 *         type Error;
 *         type Future: Future<Output = Result<Self::Response, Self::Error>>;
 *         fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Self::Error>>;
 *         fn call(&mut self, req: Request) -> Self::Future;
 *     }
 *
 *     type Future = ShoutFuture;                                             // 1. written by hand: no allocation but its own
 *     type Future = Pin<Box<dyn Future<Output = Result<String, Error>>>>;    // 2. in a box: simple, and one allocation more
 *     type Future = impl Future<Output = Result<String, Error>>;             // 3. opaque: as (1), without a name
 *
 * The associated type is the third parameter of `Service<Req, Res, F>`. The service is the same each time: one tick of thought,
 * then the request in capitals. What differs is what is known of its future: the class, nothing but two words, nothing.
 */
import { blockOn, boxed, inspect, isSendable, Pending, PolledAfterCompletionError, Runtime, yieldNow } from '../src/index.ts'
import type { Boxed, Context, Future, Inspection, Poll, YieldNow } from '../src/index.ts'
import { ConcurrencyLimit, oneshotCall, type Service } from '../src/service/index.ts'
import { opaque, sizeOfFuture, states, type DeclaredStates, type Opaque } from '../src/traits/index.ts'
import { explain } from './support/explain.ts'

/** What lives in each state, and so across the suspension. */
type State =
  | { readonly at: 'Start'; readonly request: string }
  | { readonly at: 'Thinking'; readonly request: string; readonly tick: YieldNow }
  | { readonly at: 'Done' }

class ShoutFuture implements Future<string> {
  private state: State

  constructor(request: string) {
    this.state = { at: 'Start', request }
  }

  poll(cx: Context): Poll<string> {
    for (;;) {
      const { state } = this
      switch (state.at) {
        case 'Start':
          this.state = { at: 'Thinking', request: state.request, tick: yieldNow() }
          break
        case 'Thinking':
          if (state.tick.poll(cx) === Pending) return Pending
          this.state = { at: 'Done' }
          return state.request.toUpperCase()
        case 'Done':
          throw new PolledAfterCompletionError('ShoutFuture')
      }
    }
  }

  [Symbol.dispose](): void {
    if (this.state.at === 'Thinking') this.state.tick[Symbol.dispose]()
    this.state = { at: 'Done' }
  }

  [inspect](): Inspection {
    return { name: 'ShoutFuture', state: this.state.at, children: this.state.at === 'Thinking' ? [this.state.tick] : [] }
  }

  [states](): DeclaredStates {
    return { Start: { request: '&str' }, Thinking: { request: '&str', tick: yieldNow() }, Done: {} }
  }
}

class ByHand implements Service<string, string, ShoutFuture> {
  pollReady(_cx: Context): Poll<void> {}

  call(request: string): ShoutFuture {
    return new ShoutFuture(request)
  }
}

class InABox implements Service<string, string, Boxed<string>> {
  pollReady(_cx: Context): Poll<void> {}

  call(request: string): Boxed<string> {
    return boxed(new ShoutFuture(request))
  }
}

class WithoutAName implements Service<string, string, Opaque<string, ShoutFuture>> {
  pollReady(_cx: Context): Poll<void> {}

  call(request: string): Opaque<string, ShoutFuture> {
    return opaque(new ShoutFuture(request))
  }
}

for (const service of [new ByHand(), new InABox(), new WithoutAName()]) {
  const future = service.call('hello')
  const { bytes, maxBytes } = sizeOfFuture(future)
  console.log(`${service.constructor.name}: the future is a ${future.constructor.name}, ${bytes} bytes, ${maxBytes} at most; sendable: ${isSendable(future)}`)
  console.log('  answers', blockOn(oneshotCall(service, 'hello')))
}

console.log('-- what the contract forbids')
using runtime = new Runtime()
explain('an opaque future, spawned:', () => runtime.spawn(new WithoutAName().call('hello')))
const busy = new ConcurrencyLimit(new ByHand(), 1)
explain('a call that was not announced by pollReady:', () => busy.call('hello'))
const once = new ByHand().call('hello')
blockOn(once)
explain('a response polled again:', () => blockOn(once))
