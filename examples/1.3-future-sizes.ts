/**
 * # 1.3 Futures have sizes: foo, bar, and both in a box
 *
 *     async fn foo() { sleep(Duration::from_secs(1)).await; println!("done"); }
 *
 *     async fn bar() {
 *         let mut a = [0u8; 72];
 *         sleep(Duration::from_secs(1)).await;
 *         for _ in 0..10 { a[0] += 1; }
 *         println!("done");
 *     }
 *
 *     size_of_val(&foo())                                    // 128
 *     size_of_val(&bar())                                    // 200: `a` lives across the await, so it is state
 *     size_of_val(&(Box::pin(foo()) as Pin<Box<dyn Future>>)) // 16: a pointer to the data, and one to the vtable
 *
 * Each machine below names its states and what each holds, so that the largest is known before it is reached.
 * `sizeOfFuture` lays that out as rustc would. (A pollux `Sleep` is not tokio's, so the sums differ; the difference does not.)
 */
import { boxed, contextFrom, inspect, noopWaker, Pending, PolledAfterCompletionError, Runtime, sendable, sleep, type Context, type Future, type Poll } from '../src/index.ts'
import { sizeOfFuture, states, type DeclaredStates } from '../src/traits/index.ts'

type State = 'Start' | 'Sleeping' | 'Done'

class Foo implements Future<void> {
  private state: State = 'Start'
  private nap: Future<void> | null = null

  poll(cx: Context): Poll<void> {
    if (this.state === 'Done') throw new PolledAfterCompletionError('Foo')
    if (this.state === 'Start') {
      this.nap = sleep(1000)
      this.state = 'Sleeping'
    }
    if (this.nap!.poll(cx) === Pending) return Pending
    this.nap = null
    this.state = 'Done'
    console.log('foo: done')
    return undefined
  }

  [Symbol.dispose](): void {
    this.nap?.[Symbol.dispose]?.()
    this.nap = null
    this.state = 'Done'
  }

  [states](): DeclaredStates {
    return { Start: {}, Sleeping: { nap: this.nap ?? sleep(1000) }, Done: {} }
  }

  [inspect]() {
    return { name: 'Foo', state: this.state }
  }

  get [sendable](): boolean {
    return true
  }
}

class Bar implements Future<void> {
  private state: State = 'Start'
  private a: Uint8Array | null = null
  private nap: Future<void> | null = null

  poll(cx: Context): Poll<void> {
    if (this.state === 'Done') throw new PolledAfterCompletionError('Bar')
    if (this.state === 'Start') {
      this.a = new Uint8Array(72)
      this.nap = sleep(1000)
      this.state = 'Sleeping'
    }
    if (this.nap!.poll(cx) === Pending) return Pending
    const a = this.a!
    for (let i = 0; i < 10; i++) a[0]! += 1
    this.a = this.nap = null
    this.state = 'Done'
    console.log('bar: done, a[0] is', a[0])
    return undefined
  }

  [Symbol.dispose](): void {
    this.nap?.[Symbol.dispose]?.()
    this.a = this.nap = null
    this.state = 'Done'
  }

  [states](): DeclaredStates {
    return { Start: {}, Sleeping: { a: 72, nap: this.nap ?? sleep(1000) }, Done: {} }
  }

  [inspect]() {
    return { name: 'Bar', state: this.state }
  }

  get [sendable](): boolean {
    return true
  }
}

using runtime = new Runtime({ startPaused: true })
using _ = runtime.enter()

const [foo, bar] = [sizeOfFuture(new Foo()), sizeOfFuture(new Bar())]
console.log('foo, not polled yet:', foo.bytes, 'bytes of state,', foo.maxBytes, 'at most')
console.log('bar, not polled yet:', bar.bytes, 'bytes of state,', bar.maxBytes, 'at most')
console.log('bar − foo:', bar.maxBytes - foo.maxBytes)
console.log('between a u64 before foo and one behind it:', 8 + foo.maxBytes)

const [boxedFoo, boxedBar] = [sizeOfFuture(boxed(new Foo())), sizeOfFuture(boxed(new Bar()))]
console.log('boxed, foo:', boxedFoo.bytes, 'bar:', boxedBar.bytes)

// Suspended, bar holds the array and the timer.
const suspended = new Bar()
suspended.poll(contextFrom(noopWaker()))
const report = sizeOfFuture(suspended)
console.log('bar, suspended in', report.state, 'holds:', report.fields.map(({ name, type }) => `${name}: ${type}`).join(', '))
suspended[Symbol.dispose]()

runtime.blockOn(new Foo())
runtime.blockOn(boxed(new Bar()))
