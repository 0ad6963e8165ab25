/**
 * # 1.10 Service<i32> for i32: borrowing and owning
 *
 *     impl Service<i32> for i32 {
 *         async fn call(&mut self, request: i32) -> Result<i32, ()> { Ok(*self + request) }      // the future borrows self
 *     }
 *     let fut1 = service.call(-34);
 *     let fut2 = service.call(-25);        // error[E0499]: cannot borrow `service` as mutable more than once at a time
 *
 *     fn call(&mut self, request: i32) -> impl Future<Output = Result<i32, ()>> + 'static {
 *         let this = *self;                // a copy: the future owns all it needs
 *         async move { Ok(this + request) }
 *     }
 *     let (response1, response2) = tokio::try_join!(service.call(-34), service.call(-25)).unwrap();      // 1990, 1999
 *     let (response1, response2) = tokio::try_join!(tokio::spawn(…), tokio::spawn(…)).unwrap();          // Ok(1990), Ok(1999)
 *
 * A future that borrows its service is one loan at a time: the service lends it, and lends no other while it is out. It cannot
 * go to a task either, which might outlive the service (`'static`). A future that owns a copy may be made any number of times.
 */
import { blockOn, BorrowError, inspect, join, lazy, flatten, Ok, PolledAfterCompletionError, spawn, tryJoin } from '../src/index.ts'
import type { Context, Future, Inspection, Poll, Result } from '../src/index.ts'
import type { Service } from '../src/service/index.ts'
import { explain } from './support/explain.ts'

type State = { readonly at: 'Start'; readonly request: number } | { readonly at: 'Done' }

/** `async fn call(&mut self, …)`: state, and a way back to the service, which it borrows until it has ended. */
class BorrowingCall implements Future<Result<number, never>> {
  private readonly service: BorrowingI32
  private state: State

  constructor(service: BorrowingI32, request: number) {
    this.service = service
    this.state = { at: 'Start', request }
  }

  poll(_cx: Context): Poll<Result<number, never>> {
    if (this.state.at === 'Done') throw new PolledAfterCompletionError('BorrowingCall')
    const { request } = this.state
    this.end()
    return Ok(this.service.value + request)
  }

  private end(): void {
    this.state = { at: 'Done' }
    this.service.lent = null
  }

  [Symbol.dispose](): void {
    if (this.state.at !== 'Done') this.end()
  }

  [inspect](): Inspection {
    return { name: 'BorrowingCall', state: this.state.at }
  }
}

class BorrowingI32 implements Service<number, Result<number, never>, BorrowingCall> {
  readonly value: number
  /** The future that borrows it now. */
  lent: BorrowingCall | null

  constructor(value: number) {
    this.value = value
    this.lent = null
  }

  pollReady(_cx: Context): Poll<void> {}

  call(request: number): BorrowingCall {
    if (this.lent !== null) {
      throw new BorrowError(
        'BorrowingI32: call() while the future of the last call() still borrows it (E0499); poll that to its output or dispose it first, ' +
          'or let call() copy what its future needs',
      )
    }
    return (this.lent = new BorrowingCall(this, request))
  }
}

/** `let this = *self; async move { … }`. */
class OwningCall implements Future<Result<number, never>> {
  private readonly base: number
  private state: State

  constructor(base: number, request: number) {
    this.base = base
    this.state = { at: 'Start', request }
  }

  poll(_cx: Context): Poll<Result<number, never>> {
    if (this.state.at === 'Done') throw new PolledAfterCompletionError('OwningCall')
    const { request } = this.state
    this.state = { at: 'Done' }
    return Ok(this.base + request)
  }

  [Symbol.dispose](): void {
    this.state = { at: 'Done' }
  }

  [inspect](): Inspection {
    return { name: 'OwningCall', state: this.state.at }
  }
}

class OwningI32 implements Service<number, Result<number, never>, OwningCall> {
  private readonly value: number

  constructor(value: number) {
    this.value = value
  }

  pollReady(_cx: Context): Poll<void> {}

  call(request: number): OwningCall {
    return new OwningCall(this.value, request)
  }
}

const show = (result: Result<number, never>): string => (result.ok ? `Ok(${result.value})` : 'Err')

console.log('-- borrowing')
const borrowing = new BorrowingI32(2024)
const first = borrowing.call(-34)
explain('two calls at once:', () => borrowing.call(-25))
console.log('one after the other:', show(blockOn(first)), show(blockOn(borrowing.call(-25))))
borrowing.call(-34)[Symbol.dispose]()
console.log('a future that is dropped gives the loan back:', show(blockOn(borrowing.call(0))))

console.log('-- owning')
const owning = new OwningI32(2024)
const both = blockOn(tryJoin(owning.call(-34), owning.call(-25)))
if (both.ok) console.log('Got responses:', both.value.join(', '))

console.log('-- owning, in tasks')
const spawned = blockOn(flatten(lazy(() => join(spawn(owning.call(-34)), spawn(owning.call(-25))))))
console.log('Got responses:', spawned.map(show).join(', '))
