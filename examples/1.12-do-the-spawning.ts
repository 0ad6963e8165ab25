/**
 * # 1.12 do_the_spawning, generic over the service
 *
 *     async fn do_the_spawning<S>(service: &mut S) where S: Service<i32>, S::Response: Send, S::Error: Send {
 *         let fut1 = tokio::spawn(service.call(-34));      // error[E0277]: `impl Future<…> + 'static` cannot be sent
 *         let fut2 = tokio::spawn(service.call(-25));      // between threads safely
 *     }
 *
 *     pub trait Service<Request> {
 *         fn call(&mut self, request: Request) -> impl Future<Output = Result<…>> + Send + 'static;      // the bound, declared
 *     }
 *
 * In 1.10 the same two spawns work, since `i32` is in sight and so is its future. Here only the trait is. Its `call` returns
 * `impl Future`, of which generic code knows the output and nothing else: `opaque(…)`. Bounds on the response change nothing;
 * the trait must declare the one on the future. The price: whoever holds an `Rc` does not fit any more.
 */
import { blockOn, flatten, inspect, isSendable, join, lazy, Ok, PolledAfterCompletionError, Rc, spawn } from '../src/index.ts'
import type { Context, Future, Inspection, Poll, Result } from '../src/index.ts'
import type { Service } from '../src/service/index.ts'
import { opaque, returnsSendable, type Opaque } from '../src/traits/index.ts'
import { explain } from './support/explain.ts'

type State<Held> =
  | { readonly at: 'Start'; readonly base: number; readonly request: number; readonly held: Held }
  | { readonly at: 'Done' }

class Call<Held> implements Future<Result<number, never>> {
  private state: State<Held>

  constructor(base: number, request: number, held: Held) {
    this.state = { at: 'Start', base, request, held }
  }

  poll(_cx: Context): Poll<Result<number, never>> {
    const { state } = this
    if (state.at === 'Done') throw new PolledAfterCompletionError('Call')
    this.state = { at: 'Done' }
    return Ok(state.base + state.request)
  }

  [Symbol.dispose](): void {
    this.state = { at: 'Done' }
  }

  [inspect](): Inspection {
    return { name: 'Call', state: this.state.at }
  }
}

/** Two implementations of a trait whose `call` returns `impl Future`. */
class I32 implements Service<number, Result<number, never>> {
  readonly value: number

  constructor(value: number) {
    this.value = value
  }

  pollReady(_cx: Context): Poll<void> {}

  call(request: number): Opaque<Result<number, never>> {
    return opaque(new Call(this.value, request, null))
  }
}

class I32WithRc extends I32 {
  override call(request: number): Opaque<Result<number, never>> {
    return opaque(new Call(this.value, request, new Rc(null)))
  }
}

/** Generic: it sees a `Service`, and of its future nothing. */
function doTheSpawning<S extends Service<number, Result<number, never>>>(service: S): Future<readonly Result<number, never>[]> {
  return flatten(lazy(() => join(spawn(service.call(-34)), spawn(service.call(-25)))))
}

const show = (results: readonly Result<number, never>[]): string => results.map(result => (result.ok ? `Ok(${result.value})` : 'Err')).join(', ')

const service = new I32(2024)
console.log('what is known of the future: sendable', isSendable(service.call(0)), '- of the response: sendable', isSendable(blockOn(service.call(0))))
explain('generic:', () => blockOn(doTheSpawning(service)))
console.log('with the bound declared on the trait:', show(blockOn(doTheSpawning(returnsSendable(service, 'call')))))
explain('which an implementation with an Rc does not meet:', () => blockOn(doTheSpawning(returnsSendable(new I32WithRc(2024), 'call'))))
console.log('nothing else is wrong with that one:', show([blockOn(new I32WithRc(2024).call(-34))]))
