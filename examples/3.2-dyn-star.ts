/**
 * # 3.2 dyn*: a future as one word and a vtable
 *
 *     trait IntoDynPointer {
 *         type Raw: PointerSized;
 *         fn into_dyn(self) -> Self::Raw;
 *         fn from_dyn(raw: Self::Raw) -> Self;
 *     }
 *     const VTABLE_FOR_SECRET_NUMBER_RETURN_AS_FUTURE = FutureVtable {
 *         poll_fn: |this, cx| SecretNumberReturn::from_dyn_pin_mut(this).poll(cx),
 *         drop_fn: |this| { SecretNumberReturn::from_dyn(this); },
 *     };
 *     struct DynStarFuture { data: *const (), vtable: &'static FutureVtable }
 *     impl Future for DynStarFuture { … (self.vtable.poll_fn)(self.data, cx) }
 *     impl Drop for DynStarFuture { … (self.vtable.drop_fn)(self.data) }
 *
 *     trait DynAsyncTrait { fn get_number(&self) -> dyn* Future<Output = i32>; }
 *     async fn print_the_number(from: Arc<dyn DynAsyncTrait>) {
 *         println!("The number is {}", from.get_number().await);
 *     }
 *
 * Whether a future is boxed or lies in the word itself is its own affair: one that has `intoDyn` and `fromDyn` is the word.
 */
import { isSendable, Pending, Runtime, sendable, type Context, type Future, type Poll } from '../src/index.ts'
import { dynStar, dynTrait, type DynTrait, type IntoDynPointer } from '../src/traits/index.ts'

/** How often the futures below have let go of what they hold, by their end or by their drop. */
let released = 0

interface AsyncTrait {
  getNumber(): Future<number>
}

class I32 implements AsyncTrait {
  readonly value: number

  constructor(value: number) {
    this.value = value
  }

  getNumber(): SecretGetNumberForI32 {
    return new SecretGetNumberForI32(this)
  }
}

/** One word of state, the reference to self: it is stored in the pointer, and no box is made. */
class SecretGetNumberForI32 implements IntoDynPointer<number, I32> {
  private readonly this: I32

  constructor(self: I32) {
    this.this = self
  }

  poll(_cx: Context): Poll<number> {
    released += 1
    return this.this.value
  }

  [Symbol.dispose](): void {
    released += 1
  }

  get [sendable](): boolean {
    return true
  }

  intoDyn(): I32 {
    return this.this
  }

  static fromDyn(raw: I32): SecretGetNumberForI32 {
    return new SecretGetNumberForI32(raw)
  }
}

/** Another implementation, whose future takes more than a word: it is boxed. */
class Slow implements AsyncTrait {
  getNumber(): SecretGetNumberForSlow {
    return new SecretGetNumberForSlow()
  }
}

class SecretGetNumberForSlow implements Future<number> {
  private state: 'Start' | 'Suspended' = 'Start'
  private readonly digits = new Uint8Array([4, 3])

  poll(cx: Context): Poll<number> {
    if (this.state === 'Start') {
      this.state = 'Suspended'
      cx.waker.wake()
      return Pending
    }
    released += 1
    return this.digits[0]! * 10 + this.digits[1]!
  }

  [Symbol.dispose](): void {
    released += 1
  }

  get [sendable](): boolean {
    return true
  }
}

/** `async fn print_the_number(from: Arc<dyn DynAsyncTrait>)` */
class PrintTheNumber implements Future<void> {
  private readonly from: DynTrait<AsyncTrait>
  private getting: Future<number> | null

  constructor(from: DynTrait<AsyncTrait>) {
    this.from = from
    this.getting = null
  }

  poll(cx: Context): Poll<void> {
    this.getting ??= this.from.getNumber()
    const number = this.getting.poll(cx)
    if (number === Pending) return Pending
    this.getting = null
    console.log(`The number is ${number}`)
    return undefined
  }

  [Symbol.dispose](): void {
    this.getting?.[Symbol.dispose]?.()
    this.getting = null
  }

  get [sendable](): boolean {
    return isSendable(this.from) && isSendable(this.getting)
  }
}

const runtime = new Runtime()
for (const adapter of [dynStar(new I32(42)), dynStar(new Slow())]) {
  const star = adapter.getNumber()
  console.log(star.isInline ? 'inline:' : 'boxed:', 'data is', (star.data as object).constructor.name, 'vtable', `{ type: ${star.vtable.type}, size: ${star.vtable.size}, align: ${star.vtable.align} }`)
  released = 0
  star[Symbol.dispose]()
  star[Symbol.dispose]()
  console.log('dropped, twice: released', released, 'time')

  released = 0
  const finished = adapter.getNumber()
  runtime.blockOn(finished)
  finished[Symbol.dispose]()
  console.log('finished, then dropped: released', released, 'time')

  released = 0
  const arc = dynTrait(adapter)
  runtime.blockOn(runtime.spawn(new PrintTheNumber(arc)))
  console.log('through Arc<dyn AsyncTrait>: released', released, 'time')
}

console.log('-- a box that is used again')
const reused = dynStar(new Slow(), 'reuse')
const first = reused.getNumber()
console.log('The number is', runtime.blockOn(first))
const second = reused.getNumber()
console.log('The number is', runtime.blockOn(second), 'by the same dyn*:', first === second)
