/**
 * # 3.3 The unsound version: a reference to a temporary
 *
 *     impl AsyncTrait for i32 {
 *         fn get_number(&self) -> &dyn Future<Output = i32> {
 *             &SecretGetNumberForI32Future { this: self }
 *         }   // the temporary is dropped here, and the reference outlives it
 *     }
 *     // error[E0515]: cannot return reference to temporary value
 *
 * rustc refuses it. Here the reference can be returned, and its first use finds that what it refers to was dropped.
 */
import { blockOn, byRef, contextFrom, noopWaker, type Context, type Future, type Poll } from '../src/index.ts'
import { dynStar, type DynStar } from '../src/traits/index.ts'
import { explain } from './support/explain.ts'

class SecretGetNumberForI32Future implements Future<number> {
  private readonly value: number

  constructor(value: number) {
    this.value = value
  }

  poll(_cx: Context): Poll<number> {
    return this.value
  }

  [Symbol.dispose](): void {
    console.log('  the future is dropped')
  }
}

/** `-> &dyn Future`: the temporary ends with the function, the reference is handed out. */
function getNumberByReference(): Future<number> {
  using temporary = dynStar(new SecretGetNumberForI32Future(42))
  return byRef(temporary)
}

/** `-> dyn* Future`: data and vtable by value; who receives them owns them. */
function getNumber(): DynStar<number> {
  return dynStar(new SecretGetNumberForI32Future(42))
}

console.log('-- a reference to a temporary')
const dangling = getNumberByReference()
const cx = contextFrom(noopWaker())
explain('use after drop:', () => dangling.poll(cx))

console.log('-- by value')
console.log('The number is', blockOn(getNumber()))

console.log('-- other ways to use it after its drop')
const star = getNumber()
star[Symbol.dispose]()
star[Symbol.dispose]()
explain('polled after its drop:', () => star.poll(cx))
const finished = getNumber()
blockOn(finished)
explain('polled after its end:', () => finished.poll(cx))
