/**
 * # 1.4 The fat pointer and its vtable
 *
 *     let foo: Pin<Box<dyn Future<Output = u32>>> = Box::pin(foo());
 *
 *     // (lldb) p foo
 *     //   pointer = 0x0000600001a24100      the future's data, on the heap
 *     //   vtable  = 0x0000000100084068      drop_in_place, size, align, poll
 *
 *     size_of::<Box<String>>()        //  8: a thin pointer
 *     size_of::<Box<dyn Display>>()   // 16: a fat one
 *
 * A `DynStar` is such a pair. Nothing about the future is known to who holds it; whatever is done goes through the table.
 */
import { contextFrom, noopWaker, pin, boxed, sendable, type Context, type Future, type Poll } from '../src/index.ts'
import { dynStar, sizeOfFuture, type DynStar } from '../src/traits/index.ts'

/** Holds a number. */
class Foo implements Future<number> {
  private readonly value: number

  constructor(value: number) {
    this.value = value
  }

  poll(_cx: Context): Poll<number> {
    return this.value
  }

  [Symbol.dispose](): void {
    console.log('  a Foo is dropped')
  }

  get [sendable](): boolean {
    return true
  }
}

/** Holds 200 bytes. */
class Bar implements Future<number> {
  private readonly bytes: Uint8Array = new Uint8Array(200)

  poll(_cx: Context): Poll<number> {
    return this.bytes.length
  }

  get [sendable](): boolean {
    return true
  }
}

function show(name: string, star: DynStar<number>): void {
  const { type, size, align, poll, drop } = star.vtable
  console.log(`${name} = data → ${(star.data as object).constructor.name}, vtable of ${type} { drop: ${typeof drop}, size: ${size}, align: ${align}, poll: ${typeof poll} }`)
}

const foo = dynStar(new Foo(42))
const bar = dynStar(new Bar())
show('foo', foo)
show('bar', bar)
console.log('both pointers take:', sizeOfFuture(foo).bytes, sizeOfFuture(bar).bytes)

const other = dynStar(new Foo(7))
console.log('one vtable for each type: two Foos', foo.vtable === other.vtable, 'a Foo and a Bar', foo.vtable === (bar.vtable as unknown))

console.log('-- through the table, by hand')
const cx = contextFrom(noopWaker())
const raw = { data: new Foo(1) as unknown }
console.log('poll(data):', foo.vtable.poll(raw, cx))
foo.vtable.drop(raw)

console.log('-- as a future')
console.log('foo:', foo.poll(cx), 'bar:', bar.poll(cx))
console.log('other is dropped unpolled:')
other[Symbol.dispose]()

console.log('-- thin and fat')
console.log('Pin<Box<Foo>>:', sizeOfFuture(pin(new Foo(1))).bytes, 'Pin<Box<dyn Future>>:', sizeOfFuture(boxed(new Foo(1))).bytes)
