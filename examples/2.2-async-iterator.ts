/**
 * # 2.2 AsyncIterator: poll_next and async next
 *
 *     trait AsyncIterator {                                                     // by poll
 *         type Item;
 *         fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>>;
 *     }
 *     trait AsyncIterator {                                                     // by an async method
 *         type Item;
 *         async fn next(&mut self) -> Option<Self::Item>;
 *     }
 *
 *     async fn print_all<I: AsyncIterator>(mut count: I) where I::Item: Display {
 *         while let Some(x) = count.next().await { println!("{x}"); }
 *     }
 *
 * Each item comes after a suspension. In the first form that wait is a field of the iterator; in the second it is the state
 * of the future that `next` gives, which borrows the iterator.
 */
import { blockOn, Done, Pending, type Context, type Future, type Poll } from '../src/index.ts'
import { asyncFnMut } from '../src/traits/index.ts'
import { explain } from './support/explain.ts'

/** By poll. `Done` is `None`, without a wrapper around each `Some`. */
class PollCountdown {
  private left: number
  private waited: boolean

  constructor(from: number) {
    this.left = from
    this.waited = false
  }

  pollNext(cx: Context): Poll<number | Done> {
    if (this.left === 0) return Done
    if (!this.waited) {
      this.waited = true
      cx.waker.wake()
      return Pending
    }
    this.waited = false
    return this.left--
  }
}

/** By an async method. */
class Countdown {
  left: number
  /** `&mut self`: a second call while the first future lives is an error. */
  readonly next = asyncFnMut(() => new CountdownNext(this))

  constructor(from: number) {
    this.left = from
  }
}

/** The future of `next`. */
class CountdownNext implements Future<number | Done> {
  private readonly of: Countdown
  private waited: boolean

  constructor(of: Countdown) {
    this.of = of
    this.waited = false
  }

  poll(cx: Context): Poll<number | Done> {
    if (this.of.left === 0) return Done
    if (!this.waited) {
      this.waited = true
      cx.waker.wake()
      return Pending
    }
    return this.of.left--
  }
}

/** `print_all` over the first form: there is no future to keep between two polls. */
class PrintPolled implements Future<string> {
  private readonly count: PollCountdown
  private readonly printed: number[]

  constructor(count: PollCountdown) {
    this.count = count
    this.printed = []
  }

  poll(cx: Context): Poll<string> {
    for (;;) {
      const x = this.count.pollNext(cx)
      if (x === Pending) return Pending
      if (x === Done) return this.printed.join(' ')
      this.printed.push(x)
    }
  }
}

/** `print_all` over the second: the future of the item that is being waited for is state. */
class PrintAll implements Future<string> {
  private readonly count: Countdown
  private readonly printed: number[]
  private next: Future<number | Done> | null

  constructor(count: Countdown) {
    this.count = count
    this.printed = []
    this.next = null
  }

  poll(cx: Context): Poll<string> {
    for (;;) {
      this.next ??= this.count.next()
      const x = this.next.poll(cx)
      if (x === Pending) return Pending
      this.next = null
      if (x === Done) return this.printed.join(' ')
      this.printed.push(x)
    }
  }
}

const polled = blockOn(new PrintPolled(new PollCountdown(10)))
const called = blockOn(new PrintAll(new Countdown(10)))
console.log('poll_next: ', polled)
console.log('async next:', called)
console.log('the same:', polled === called)

console.log('-- two items at once')
const count = new Countdown(10)
const first = count.next()
explain('async next, while the first is awaited:', () => count.next())
console.log('the first still comes:', blockOn(first))
