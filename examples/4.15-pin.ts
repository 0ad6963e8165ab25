/**
 * # 4.15 pin!, Box::pin, Box::into_pin, as_mut, Unpin
 *
 *     let fut = add_one(42);                       // impl Future + !Unpin
 *     Pin::new(&mut fut);                          // error: `fut` cannot be unpinned
 *     let mut fut = pin!(fut);                     // stays where it is; from now on only lent
 *     fut.as_mut().poll(&mut cx);                  // a loan, used up by the poll; the next poll takes another
 *     (&mut fut).await;
 *
 *     let pinned = Box::pin(add_one(42));          // may be returned, stored, spawned: the pin moves, and what it points to does not
 *     let boxed: Box<dyn Future<Output = u32>> = Box::new(add_one(42));
 *     let pinned = Box::into_pin(boxed);
 *
 * No object moves in memory here, so a machine may point into itself. What is kept is the other half: a future that is pinned has
 * one place from which it is polled, and whoever would take it elsewhere is told. `Unpin` is a future that was never pinned.
 */
import { blockOn, boxed, byRef, inspect, join, Pending, pin, PolledAfterCompletionError, Runtime, yieldNow } from '../src/index.ts'
import type { Context, Future, Inspection, Poll, YieldNow } from '../src/index.ts'
import { mockTask } from '../src/testing/index.ts'
import { explain } from './support/explain.ts'

/** `async fn add_one(x: u32) -> u32 { yield_now().await; x + 1 }` */
class AddOne implements Future<number> {
  private x: number | null
  /** A pointer into itself: the local variable that is borrowed across the wait. In Rust, why it must not move. */
  private readonly borrowed: () => number
  private readonly fut: YieldNow

  constructor(x: number) {
    this.x = x
    this.borrowed = () => this.x!
    this.fut = yieldNow()
  }

  poll(cx: Context): Poll<number> {
    if (this.x === null) throw new PolledAfterCompletionError('AddOne')
    if (this.fut.poll(cx) === Pending) return Pending
    const output = this.borrowed() + 1
    this.x = null
    return output
  }

  [Symbol.dispose](): void {
    this.x = null
    this.fut[Symbol.dispose]()
  }

  [inspect](): Inspection {
    return { name: 'AddOne', children: [this.fut] }
  }
}

const show = (answer: Poll<number>) => (answer === Pending ? 'Pending' : `Ready(${answer})`)
using runtime = new Runtime()

console.log('-- pin!')
{
  const fut = new AddOne(42)
  const pinned = pin(fut)
  const first = pinned.asMut()
  console.log('as_mut().poll:', show(mockTask(first).poll()))
  explain('moved into a task:', () => runtime.spawn(fut))
  explain('moved into a join:', () => join(fut))
  explain('pinned a second time:', () => pin(fut))
  const second = pinned.asMut()
  explain('a loan that a later one has ended:', () => mockTask(first).poll())
  console.log('polled again, through the pinned reference:', show(mockTask(second).poll()))
  explain('and once more:', () => mockTask(pinned.asMut()).poll())
}

console.log('-- (&mut fut).await: a loan that is dropped leaves the future')
{
  using pinned = pin(new AddOne(42))
  const loan = pinned.asMut()
  mockTask(loan).poll()
  loan[Symbol.dispose]?.()
  console.log('then:', blockOn(pinned.asMut()))
}

console.log('-- Box::pin: the pin moves')
{
  const makePinned = (x: number) => pin(new AddOne(x)) // returned from where it was made
  console.log('spawned:', runtime.blockOn(runtime.spawnLocal(makePinned(42))))
  console.log('two in a join:', runtime.blockOn(join(makePinned(1), makePinned(2))).join())
}

console.log('-- Box::into_pin')
{
  const box = boxed(new AddOne(42)) // Box<dyn Future<Output = u32>>
  const pinned = pin(box)
  explain('the box cannot be moved any more:', () => runtime.spawnLocal(box))
  console.log('the pin can:', runtime.blockOn(pinned))
}

console.log('-- Unpin: never pinned, so it may move between two polls')
{
  const fut = new AddOne(42)
  console.log('polled here:', show(mockTask(byRef(fut)).poll()))
  console.log('and in a task:', runtime.blockOn(runtime.spawnLocal(fut)))
}
