/**
 * # 1.5 What the async-trait macro expands to
 *
 *     #[async_trait]
 *     trait AsyncRead { async fn read(&mut self, buf: &mut [u8]) -> io::Result<usize>; }
 *     // is rewritten to
 *     trait AsyncRead {
 *         fn read<'life0, 'life1, 'async_trait>(&'life0 mut self, buf: &'life1 mut [u8])
 *             -> Pin<Box<dyn Future<Output = io::Result<usize>> + Send + 'async_trait>>;
 *     }
 *
 * First the expansion by hand, then `asyncTrait`, which does it for every method: a box, and the demand that what is in it
 * is sendable. `{ send: false }` is `#[async_trait(?Send)]`.
 */
import { assertSendable, blockOn, boxed, Rc, sendable, type Boxed, type Context, type Future, type Poll } from '../src/index.ts'
import { asyncTrait, sizeOfFuture } from '../src/traits/index.ts'
import { explain } from './support/explain.ts'

/** The future of `Unit.read`: the buffer that it was lent, and an array of its own. */
class UnitRead implements Future<number> {
  private readonly buf: Uint8Array
  private readonly a: Uint8Array

  constructor(buf: Uint8Array) {
    this.buf = buf
    this.a = new Uint8Array(72)
  }

  poll(_cx: Context): Poll<number> {
    this.buf.set(this.a)
    return this.buf.length
  }

  get [sendable](): boolean {
    return true
  }
}

/** `impl AsyncRead for ()`, as it is written. */
class Unit {
  read(buf: Uint8Array): UnitRead {
    return new UnitRead(buf)
  }
}

/** The same, as the macro rewrites it. */
class UnitExpanded {
  read(buf: Uint8Array): Boxed<number> {
    const future = new UnitRead(buf)
    assertSendable(future, 'read: the box says Send')
    return boxed(future)
  }
}

const memory = new Uint8Array(1024)
const buf = memory.subarray(0, 72)
console.log('native: ', sizeOfFuture(new Unit().read(buf)).bytes, 'bytes →', blockOn(new Unit().read(buf)))
console.log('by hand:', sizeOfFuture(new UnitExpanded().read(buf)).bytes, 'bytes →', blockOn(new UnitExpanded().read(buf)))
const reader = asyncTrait(new Unit())
console.log('asyncTrait:', sizeOfFuture(reader.read(buf)).bytes, 'bytes →', blockOn(reader.read(buf)))

/** A reader whose future holds what must not leave its thread. */
class CountedRead extends UnitRead {
  private readonly reads: Rc<number>

  constructor(buf: Uint8Array, reads: Rc<number>) {
    super(buf)
    this.reads = reads
  }

  override get [sendable](): boolean {
    return this.reads === null
  }
}

class Counted {
  private readonly reads = new Rc(0)

  read(buf: Uint8Array): CountedRead {
    return new CountedRead(buf, this.reads)
  }
}

console.log('-- with an Rc in the future')
explain('asyncTrait:', () => asyncTrait(new Counted()).read(buf))
console.log('asyncTrait with { send: false }:', blockOn(asyncTrait(new Counted(), { send: false }).read(buf)))
