/**
 * # 3.1 AsyncTrait.get_number for i32, static
 *
 *     trait AsyncTrait { async fn get_number(&self) -> i32; }
 *     impl AsyncTrait for i32 { async fn get_number(&self) -> i32 { *self } }
 *
 *     // desugared: a GAT, filled by a type that the compiler makes
 *     trait AsyncTrait {
 *         type SecretGetNumberReturn<'a>: Future<Output = i32> + 'a where Self: 'a;
 *         fn get_number(&self) -> Self::SecretGetNumberReturn<'_>;
 *     }
 *     struct SecretGetNumberForI32Future<'a> { this: &'a i32 }
 *     impl<'a> Future for SecretGetNumberForI32Future<'a> {
 *         type Output = i32;
 *         fn poll(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<i32> { Poll::Ready(*self.this) }
 *     }
 *
 *     async fn print_the_number_static_dispatch(from: impl AsyncTrait) {
 *         let number = from.get_number().await;
 *         println!("The number is {number}");
 *     }
 */
import { Pending, Runtime, sendable, type Context, type Future, type Poll } from '../src/index.ts'
import { sizeOfFuture } from '../src/traits/index.ts'

/** The trait. The associated type is a parameter, which each implementation fills. */
interface AsyncTrait<SecretGetNumberReturn extends Future<number> = Future<number>> {
  getNumber(): SecretGetNumberReturn
}

/** `impl AsyncTrait for i32` */
class I32 implements AsyncTrait<SecretGetNumberForI32Future> {
  readonly value: number

  constructor(value: number) {
    this.value = value
  }

  getNumber(): SecretGetNumberForI32Future {
    return new SecretGetNumberForI32Future(this)
  }
}

/** Its one field is the reference to self, so it is one word. */
class SecretGetNumberForI32Future implements Future<number> {
  private readonly this: I32

  constructor(self: I32) {
    this.this = self
  }

  poll(_cx: Context): Poll<number> {
    return this.this.value
  }

  get [sendable](): boolean {
    return true
  }
}

/** Static dispatch: the type of `from` is known, and so is that of the future that is kept in this one. */
class PrintTheNumber<From extends AsyncTrait> implements Future<void> {
  private readonly from: From
  private getting: ReturnType<From['getNumber']> | null

  constructor(from: From) {
    this.from = from
    this.getting = null
  }

  poll(cx: Context): Poll<void> {
    this.getting ??= this.from.getNumber() as ReturnType<From['getNumber']>
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
}

const runtime = new Runtime()
runtime.blockOn(new PrintTheNumber(new I32(42)))

const secret = new I32(42).getNumber()
console.log('the associated type of I32:', secret.constructor.name)
console.log('its size:', sizeOfFuture(secret).bytes, 'bytes:', sizeOfFuture(secret).fields.map(({ name, type }) => `${name}: ${type}`).join())
