/**
 * # 1.15 dynosaur: a dyn handle over a native async trait
 *
 *     #[dynosaur(DynNext = dyn(box) Next)]
 *     trait Next {
 *         type Item;
 *         async fn next(&mut self) -> Option<Self::Item>;
 *     }
 *
 *     async fn dyn_dispatch(iter: &mut DynNext<'_, Item = i32>) {
 *         while let Some(item) = iter.next().await { println!("- {item}"); }
 *     }
 *
 *     dyn_dispatch(DynNext::from_mut(&mut from_iter([1, 2, 3]))).await;
 *
 * The trait stays native: who knows the implementation calls it without a box. The handle boxes, and only for who asks for
 * one. `variant` declares what the handle may promise of its futures; `dynTrait` makes it.
 */
import { Boxed, Pending, Runtime, sendable, type Context, type Future, type Poll } from '../src/index.ts'
import { dynTrait, variant, type DynTrait } from '../src/traits/index.ts'
import { explain } from './support/explain.ts'

interface Next {
  next(): Future<number | null>
}

class ListNext implements Future<number | null> {
  private readonly items: number[]

  constructor(items: number[]) {
    this.items = items
  }

  poll(_cx: Context): Poll<number | null> {
    return this.items.shift() ?? null
  }

  get [sendable](): boolean {
    return true
  }
}

class List implements Next {
  private readonly items: number[]

  constructor(...items: number[]) {
    this.items = items
  }

  next(): ListNext {
    return new ListNext(this.items)
  }
}

/** Suspends once for each item. */
class SlowNext implements Future<number | null> {
  private state: 'Start' | 'Waiting' = 'Start'
  private readonly from: Countdown

  constructor(from: Countdown) {
    this.from = from
  }

  poll(cx: Context): Poll<number | null> {
    if (this.state === 'Start') {
      this.state = 'Waiting'
      cx.waker.wake()
      return Pending
    }
    return this.from.left === 0 ? null : this.from.left--
  }
}

class Countdown implements Next {
  left: number

  constructor(from: number) {
    this.left = from
  }

  next(): SlowNext {
    return new SlowNext(this)
  }
}

/** `async fn dyn_dispatch(iter: &mut DynNext)`: it prints until there is nothing more. */
class PrintAll implements Future<number> {
  private readonly iter: DynTrait<Next>
  private call: Future<number | null> | null
  private count: number

  constructor(iter: DynTrait<Next>) {
    this.iter = iter
    this.call = null
    this.count = 0
  }

  poll(cx: Context): Poll<number> {
    for (;;) {
      this.call ??= this.iter.next()
      const item = this.call.poll(cx)
      if (item === Pending) return Pending
      this.call = null
      if (item === null) return this.count
      this.count += 1
      console.log('-', item)
    }
  }

  [Symbol.dispose](): void {
    this.call?.[Symbol.dispose]?.()
    this.call = null
  }
}

const runtime = new Runtime()
const native = new List(7)
console.log('native, without a box:', !((native.next() as Future<unknown>) instanceof Boxed), runtime.blockOn(native.next()))

for (const iter of [dynTrait(variant(new List(1, 2, 3), { send: true })), dynTrait(variant(new Countdown(2), { send: true }))]) {
  console.log('through the handle, in a box:', iter.next() instanceof Boxed)
  console.log('items:', runtime.blockOn(runtime.spawn(new PrintAll(iter))))
}

explain('without dynosaur:', () => dynTrait(new List(1)))
