/**
 * # 2.3 Spawning from generic code
 *
 *     fn spawn_print_all<I: AsyncIterator + Send + 'static>(mut count: I) where I::Item: Display {
 *         tokio::spawn(async move {
 *         //           ^^^^^^^^^^ error: future cannot be sent between threads safely
 *             while let Some(x) = count.next().await { println!("{x}"); }
 *             //                  ^^^^^^^^^^^^ it awaits another future which is not `Send`
 *         });
 *     }
 *
 *     async fn do_something() { executor::spawn(print_all(Countdown::new(10))); }      // works: the type is known
 *
 *     trait SpawnAsyncIterator: Send + 'static {                                       // works: the bound is declared
 *         type Item;
 *         fn next(&mut self) -> impl Future<Output = Option<Self::Item>> + Send + '_;
 *     }
 *
 * Generic code knows of `next` what the trait says: some future. `opaque` is that knowledge.
 */
import { inspect, isSendable, Pending, PolledAfterCompletionError, Rc, Runtime, sendable, type Context, type Future, type Inspection, type Poll } from '../src/index.ts'
import { opaque, returnsSendable } from '../src/traits/index.ts'
import { explain } from './support/explain.ts'

interface AsyncIterator {
  next(): Future<number | null>
}

class Countdown implements AsyncIterator {
  left: number

  constructor(from: number) {
    this.left = from
  }

  next(): CountdownNext {
    return new CountdownNext(this)
  }
}

class CountdownNext implements Future<number | null> {
  private readonly of: Countdown
  private waited = false

  constructor(of: Countdown) {
    this.of = of
  }

  poll(cx: Context): Poll<number | null> {
    if (this.waited) return this.of.left === 0 ? null : this.of.left--
    this.waited = true
    cx.waker.wake()
    return Pending
  }
}

/** `async move { while let Some(x) = count.next().await { … } }` */
class PrintAll implements Future<number> {
  private state: 'Start' | 'Next' | 'Done'
  private readonly count: AsyncIterator
  private next: Future<number | null> | null
  private readonly printed: number[]

  constructor(count: AsyncIterator) {
    this.state = 'Start'
    this.count = count
    this.next = null
    this.printed = []
  }

  poll(cx: Context): Poll<number> {
    if (this.state === 'Done') throw new PolledAfterCompletionError('PrintAll')
    for (;;) {
      this.next ??= this.count.next()
      this.state = 'Next'
      const x = this.next.poll(cx)
      if (x === Pending) return Pending
      this.next = null
      if (x === null) break
      this.printed.push(x)
    }
    this.state = 'Done'
    console.log(this.printed.join(' '))
    return this.printed.length
  }

  [Symbol.dispose](): void {
    this.state = 'Done'
    this.next?.[Symbol.dispose]?.()
    this.next = null
  }

  /** The auto trait: this state, and what it holds now. */
  get [sendable](): boolean {
    return isSendable(this.count) && isSendable(this.next)
  }

  [inspect](): Inspection {
    return { name: 'PrintAll', state: this.state, children: this.next === null ? [] : [this.next] }
  }
}

const runtime = new Runtime()

/** What generic code knows of an iterator. */
const asTrait = (count: AsyncIterator): AsyncIterator => ({ next: () => opaque(count.next()) })

function spawnPrintAll<I extends AsyncIterator>(count: I): number {
  return runtime.blockOn(runtime.spawn(new PrintAll(asTrait(count))))
}

function doSomething(): number {
  return runtime.blockOn(runtime.spawn(new PrintAll(new Countdown(10))))
}

function spawnBounded<I extends AsyncIterator>(count: I): number {
  return runtime.blockOn(runtime.spawn(new PrintAll(returnsSendable(asTrait(count), 'next'))))
}

console.log('-- spawn_print_all, generic')
explain('spawn_print_all(Countdown):', () => spawnPrintAll(new Countdown(10)))

console.log('-- do_something, concrete')
console.log('items:', doSomething())

console.log('-- SpawnAsyncIterator, generic with the bound')
console.log('items:', spawnBounded(new Countdown(10)))

/** An iterator whose futures are not sendable does not keep the bound. */
class CountedDown extends Countdown {
  readonly calls = new Rc(0)

  override next(): CountdownNext {
    return Object.assign(super.next(), { calls: this.calls })
  }
}
explain('SpawnAsyncIterator for one that holds an Rc:', () => spawnBounded(new CountedDown(3)))
