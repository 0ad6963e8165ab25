/**
 * # 4.23 async_callback(FnOnce() -> Future<String>)
 *
 *     fn async_callback<F, Fut>(callback: F)
 *     where F: FnOnce() -> Fut,
 *           Fut: Future<Output = String>
 *     { … callback().await … }
 *
 *     async_callback(|| async { String::from("called") });
 *
 * A function that gives a future, to be called once. The future is not the function: nothing runs until it is polled, and a
 * second one would need a second call.
 */
import { blockOn, Pending, PolledAfterCompletionError, type Context, type Future, type Poll } from '../src/index.ts'
import { asyncFnOnce, type AsyncFnOnce } from '../src/traits/index.ts'
import { explain } from './support/explain.ts'

/** `async fn async_callback(callback)`: before the call it holds the function, after it the future. */
class AsyncCallback implements Future<string> {
  private callback: AsyncFnOnce<[], string> | null
  private called: Future<string> | null

  constructor(callback: AsyncFnOnce<[], string>) {
    this.callback = callback
    this.called = null
  }

  poll(cx: Context): Poll<string> {
    if (this.called === null) {
      if (this.callback === null) throw new PolledAfterCompletionError('AsyncCallback')
      this.called = this.callback()
      this.callback = null
    }
    const output = this.called.poll(cx)
    if (output !== Pending) this.called = null
    return output
  }

  [Symbol.dispose](): void {
    this.called?.[Symbol.dispose]?.()
    this.callback = this.called = null
  }
}

/** `async { suspend().await; String::from("called") }` */
class Greeting implements Future<string> {
  private state: 'Start' | 'Waiting' | 'Done' = 'Start'

  poll(cx: Context): Poll<string> {
    if (this.state === 'Done') throw new PolledAfterCompletionError('Greeting')
    console.log('  polled in', this.state)
    if (this.state === 'Start') {
      this.state = 'Waiting'
      cx.waker.wake()
      return Pending
    }
    this.state = 'Done'
    return 'called'
  }
}

let calls = 0
const callback = asyncFnOnce(function callback() {
  calls += 1
  return new Greeting()
})
const running = new AsyncCallback(callback)
console.log('made: calls', calls)
console.log('output:', blockOn(running), '| calls', calls)
explain('given to a second async_callback:', () => blockOn(new AsyncCallback(callback)))
console.log('calls', calls)

console.log('-- what is no async function')
explain('a function that gives no future:', () => blockOn(new AsyncCallback(asyncFnOnce(() => 'at once' as never))))
explain('no function:', () => asyncFnOnce(new Greeting() as never))
