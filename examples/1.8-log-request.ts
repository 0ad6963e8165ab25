/**
 * # 1.8 The LogRequest middleware, and print_type_name_and_size
 *
 *     impl<S, Request> Service<Request> for LogRequest<S> where S: Service<Request>, Request: Debug {
 *         async fn call(&mut self, request: Request) -> Result<Self::Response, Self::Error> {
 *             println!("{:?}", request);
 *             self.inner.call(request).await
 *         }
 *     }
 *
 *     let mut service = LogRequest { inner: () };
 *     let fut = service.call(());
 *     print_type_name_and_size(&fut);      // <LogRequest<()> as Service<()>>::call::{{closure}} 32 bytes
 *     fut.await.unwrap();                  // ()
 *
 * `async fn call` is a machine of two states around the inner future, and the request is shown by the first poll: a future that
 * is dropped unpolled shows nothing. Tower's `call` is no `async fn`: it shows the request, and gives the inner future as it is.
 * So does the library's `LogRequest`, which costs no machine at all.
 */
import { blockOn, drop, inspect, Pending, PolledAfterCompletionError, ready } from '../src/index.ts'
import type { Context, Future, Inspection, Poll, ReadyFuture } from '../src/index.ts'
import { ConcurrencyLimit, LogRequest, oneshotCall, type Service } from '../src/service/index.ts'
import { sizeOfFuture, states, type DeclaredStates } from '../src/traits/index.ts'
import { explain } from './support/explain.ts'

/** `impl Service<()> for ()`: does nothing, successfully. */
class Unit implements Service<string, string, ReadyFuture<string>> {
  pollReady(_cx: Context): Poll<void> {}

  call(_request: string): ReadyFuture<string> {
    return ready('()')
  }
}

type State<F> =
  | { readonly at: 'Start'; readonly inner: Unit; readonly request: string }
  | { readonly at: 'Awaiting'; readonly future: F }
  | { readonly at: 'Done' }

/** The `async fn call` of the article, by hand. */
class LogRequestCall implements Future<string> {
  private state: State<ReadyFuture<string>>

  constructor(inner: Unit, request: string) {
    this.state = { at: 'Start', inner, request }
  }

  poll(cx: Context): Poll<string> {
    for (;;) {
      const { state } = this
      switch (state.at) {
        case 'Start':
          console.log(`  request: ${state.request}`)
          this.state = { at: 'Awaiting', future: state.inner.call(state.request) }
          break
        case 'Awaiting': {
          const output = state.future.poll(cx)
          if (output === Pending) return Pending
          this.state = { at: 'Done' }
          return output
        }
        case 'Done':
          throw new PolledAfterCompletionError('LogRequestCall')
      }
    }
  }

  [Symbol.dispose](): void {
    if (this.state.at === 'Awaiting') drop(this.state.future)
    this.state = { at: 'Done' }
  }

  [inspect](): Inspection {
    return { name: 'LogRequestCall', state: this.state.at, children: this.state.at === 'Awaiting' ? [this.state.future] : [] }
  }

  [states](): DeclaredStates {
    return { Start: { inner: 'usize', request: '&str' }, Awaiting: { future: 8 }, Done: {} }
  }
}

class LogRequestOfTheArticle implements Service<string, string, LogRequestCall> {
  private readonly inner: Unit

  constructor(inner: Unit) {
    this.inner = inner
  }

  pollReady(cx: Context): Poll<void> {
    return this.inner.pollReady(cx)
  }

  call(request: string): LogRequestCall {
    return new LogRequestCall(this.inner, request)
  }
}

/** `std::any::type_name::<F>()` and `size_of::<F>()`. */
function printTypeNameAndSize(future: Future<unknown>): void {
  console.log(`  ${future.constructor.name}, ${sizeOfFuture(future).maxBytes} bytes`)
}

console.log('-- async fn call')
const article = new LogRequestOfTheArticle(new Unit())
const future = article.call('GET /')
printTypeNameAndSize(future)
console.log('  answer:', blockOn(future))
drop(article.call('GET /unpolled'))
console.log('  dropped unpolled, it has shown nothing')

console.log("-- tower's call, and the library's")
const service = new LogRequest(new Unit(), request => console.log(`  request: ${String(request)}`))
const response = service.call('GET /')
printTypeNameAndSize(response)
console.log('  answer:', blockOn(response))
drop(service.call('GET /unpolled'))
console.log('  dropped unpolled, it was shown all the same')
console.log('  through oneshotCall:', blockOn(oneshotCall(service, 'GET /again')))

console.log('-- what is wrong')
explain('the answer asked for twice:', () => blockOn(future))
explain('around what is no service:', () => new LogRequest((() => ready('()')) as never))
const limited = new LogRequest(new ConcurrencyLimit(new Unit(), 1), request => console.log(`  request: ${String(request)}`))
explain('readiness is that of the service inside, and so is the refusal:', () => limited.call('GET /'))
