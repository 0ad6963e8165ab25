/**
 * # 4.6 Async closures
 *
 *     let mut vec: Vec<String> = vec![];
 *     let mut closure = async || { vec.push(ready(String::from("…")).await); };   // &mut capture: AsyncFnMut
 *
 *     async fn for_each_city<F>(mut f: F)
 *     where F: AsyncFnMut(&str)                    // for<'a> AsyncFnMut(&'a str)
 *     {
 *         for x in ["New York", "London", "Tokyo"] { f(x).await; }
 *     }
 *
 *     async fn takes_an_async_fn(f: impl AsyncFn(&str)) { futures::join(f("hello"), f("world")).await; }
 *     fn takes_an_async_closure<F: AsyncFnOnce() -> String>(callback: F) { … }
 *
 * A closure that gives a future is wrapped by the rule by which it may be called. The compiler accepts a wider rule where a
 * narrower one is asked for, and not the other way round; the calls are watched when they happen.
 */
import { blockOn, drop, join, map, Pending, PolledAfterCompletionError, yieldNow, type Context, type Future, type Poll } from '../src/index.ts'
import { asyncFn, asyncFnMut, asyncFnOnce, type AsyncFn, type AsyncFnMut, type AsyncFnOnce } from '../src/traits/index.ts'
import { explain } from './support/explain.ts'

/** `async { vec.push(suspend(text).await) }` */
class PushLater implements Future<void> {
  private state: 'Start' | 'Waiting' | 'Done' = 'Start'
  private readonly vec: string[]
  private readonly text: string

  constructor(vec: string[], text: string) {
    this.vec = vec
    this.text = text
  }

  poll(cx: Context): Poll<void> {
    if (this.state === 'Done') throw new PolledAfterCompletionError('PushLater')
    if (this.state === 'Start') {
      this.state = 'Waiting'
      cx.waker.wake()
      return Pending
    }
    this.state = 'Done'
    this.vec.push(this.text)
    return undefined
  }
}

/** `async fn for_each_city(mut f: impl AsyncFnMut(&str))`: the state is the place in the list, and the call under way. */
class ForEachCity implements Future<void> {
  private readonly f: AsyncFnMut<[city: string], void>
  private readonly cities = ['New York', 'London', 'Tokyo']
  private at: number
  private call: Future<void> | null

  constructor(f: AsyncFnMut<[city: string], void>) {
    this.f = f
    this.at = 0
    this.call = null
  }

  poll(cx: Context): Poll<void> {
    while (this.at < this.cities.length) {
      this.call ??= this.f(this.cities[this.at]!)
      if (this.call.poll(cx) === Pending) return Pending
      this.call = null
      this.at += 1
    }
    return undefined
  }

  [Symbol.dispose](): void {
    drop(this.call)
    this.call = null
  }
}

console.log('-- AsyncFnMut: it captures &mut vec')
const vec: string[] = []
const push = asyncFnMut(function push(text: string) { return new PushLater(vec, text) })
blockOn(push('one'))
blockOn(push('two'))
console.log('vec:', vec.join(', '))
const pending = push('three')
explain('two overlapping calls:', () => push('four'))
drop(pending)
blockOn(push('five'))
console.log('after the first was dropped:', vec.join(', '))

console.log('-- higher-ranked: for_each_city')
const visited: string[] = []
blockOn(new ForEachCity(asyncFnMut(city => new PushLater(visited, city))))
console.log('visited:', visited.join(', '))

console.log('-- AsyncFn: calls may overlap')
const greet = asyncFn((name: string) => map(yieldNow(), () => `hello, ${name}`))
const takesAnAsyncFn = (f: AsyncFn<[string], string>): Future<[string, string]> => join(f('hello'), f('world'))
console.log(blockOn(takesAnAsyncFn(greet)).join(' | '))

console.log('-- AsyncFnOnce: it moves out of what it captured')
const message = ['moved', 'out']
const callback = asyncFnOnce(function callback() { return map(yieldNow(), () => message.splice(0).join(' ')) })
const takesAnAsyncClosure = (f: AsyncFnOnce<[], string>): string => blockOn(f())
console.log(takesAnAsyncClosure(callback), '| left:', message.length)
explain('called twice:', () => callback())

console.log('-- a wider closure where a narrower one is wanted')
console.log('AsyncFn as AsyncFnOnce:', blockOn(asyncFnOnce(greet)('Ada')))
// The compiler says so too: an AsyncFnMut is no AsyncFn.
explain('AsyncFnMut as AsyncFn:', () => asyncFn(push))
