/**
 * # 1.11 Service<i32> for i32, with an Rc captured
 *
 *     fn call(&mut self, request: i32) -> impl Future<Output = Result<i32, ()>> + 'static {
 *         let this = *self;
 *         let something_not_send = std::rc::Rc::new(());
 *         async move {
 *             let _woops = something_not_send;
 *             Ok(this + request)
 *         }
 *     }
 *     tokio::spawn(service.call(-34));      // error: future cannot be sent between threads safely
 *                                           // = help: within `{async block}`, the trait `Send` is not implemented for `Rc<()>`
 *
 * The signature promises nothing about `Send`; `spawn` finds out, because here the concrete future is in sight. The name of the
 * field is in the message. The future itself is unharmed, and runs wherever nobody asks.
 */
import { blockOn, flatten, inspect, join, lazy, Ok, PolledAfterCompletionError, Rc, Runtime, spawnLocal } from '../src/index.ts'
import type { Context, Future, Inspection, Poll, Result } from '../src/index.ts'
import { oneshotCall, type Service } from '../src/service/index.ts'
import { explain } from './support/explain.ts'

type State =
  | { readonly at: 'Start'; readonly this: number; readonly request: number; readonly somethingNotSend: Rc<null> }
  | { readonly at: 'Done' }

class CallWithRc implements Future<Result<number, never>> {
  private state: State

  constructor(base: number, request: number) {
    this.state = { at: 'Start', this: base, request, somethingNotSend: new Rc(null) }
  }

  poll(_cx: Context): Poll<Result<number, never>> {
    const { state } = this
    if (state.at === 'Done') throw new PolledAfterCompletionError('CallWithRc')
    this.state = { at: 'Done' }
    return Ok(state.this + state.request)
  }

  [Symbol.dispose](): void {
    this.state = { at: 'Done' }
  }

  [inspect](): Inspection {
    return { name: 'CallWithRc', state: this.state.at }
  }
}

class I32WithRc implements Service<number, Result<number, never>, CallWithRc> {
  private readonly value: number

  constructor(value: number) {
    this.value = value
  }

  pollReady(_cx: Context): Poll<void> {}

  call(request: number): CallWithRc {
    return new CallWithRc(this.value, request)
  }
}

const show = (result: Result<number, never>): string => (result.ok ? `Ok(${result.value})` : 'Err')

const service = new I32WithRc(2024)
using runtime = new Runtime()
const future = service.call(-34)
explain('spawn:', () => runtime.spawn(future))
console.log('the future was left with its caller:', show(blockOn(future)))

const local = blockOn(flatten(lazy(() => join(spawnLocal(service.call(-34)), spawnLocal(service.call(-25))))))
console.log('spawnLocal:', local.map(show).join(', '))

// What holds the Rc is the future, from `call` on; the service has none. A task that calls it and has the output in the same poll
// holds the Rc across no suspension, which is all that is asked.
console.log('a task that makes the call itself:', show(runtime.blockOn(runtime.spawn(oneshotCall(service, -34)))))
