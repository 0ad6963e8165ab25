/**
 * # 1.6 Dyn compatibility
 *
 *     trait AsyncRead { async fn read(&mut self, buf: &mut [u8]) -> io::Result<usize>; }
 *
 *     fn use_async_read(r: Box<dyn AsyncRead>) { … }
 *     // error[E0038]: the trait `AsyncRead` is not dyn compatible
 *     //     …because method `read` is `async`
 *
 *     fn use_reader(r: impl AsyncRead) { … }       // fine: the implementation is known
 *
 * Behind `dyn` may be any implementation, each with a future of its own type and size. So the futures must be behind
 * pointers before a handle can be had.
 */
import { blockOn, sendable, type Context, type Future, type Poll } from '../src/index.ts'
import { asyncTrait, dynStar, dynTrait, opaque, sizeOfFuture, type DynTrait } from '../src/traits/index.ts'
import { explain } from './support/explain.ts'

class Read implements Future<number> {
  private readonly held: Uint8Array
  private readonly buf: Uint8Array

  constructor(held: number, buf: Uint8Array) {
    this.held = new Uint8Array(held)
    this.buf = buf
  }

  poll(_cx: Context): Poll<number> {
    return this.held.length + this.buf.length
  }

  get [sendable](): boolean {
    return true
  }
}

/** Two implementations of one trait, whose futures differ in size. */
class Small {
  read(buf: Uint8Array) {
    return opaque(new Read(8, buf))
  }
}

class Large {
  read(buf: Uint8Array) {
    return opaque(new Read(800, buf))
  }
}

interface AsyncRead {
  read(buf: Uint8Array): Future<number>
}

const buf = new Uint8Array(72).subarray(0, 36)

/** Generic: each call of it is compiled, or here inlined, for one implementation. */
function useReader(reader: AsyncRead): number {
  return blockOn(reader.read(buf))
}

/** Dynamic: one function for all. */
function useAsyncRead(readers: DynTrait<AsyncRead>[]): number[] {
  return readers.map(reader => blockOn(reader.read(buf)))
}

console.log('the futures take', sizeOfFuture(new Small().read(buf)).bytes, 'and', sizeOfFuture(new Large().read(buf)).bytes, 'bytes')
console.log('impl AsyncRead:', useReader(new Small()), useReader(new Large()))
explain('dyn AsyncRead:', () => dynTrait(new Small()))

const boxedReaders = [dynTrait(asyncTrait(new Small())), dynTrait(asyncTrait(new Large()))]
console.log('dyn AsyncRead, each future in a box:', useAsyncRead(boxedReaders).join(' '))
console.log('its futures take', boxedReaders.map(reader => sizeOfFuture(reader.read(buf)).bytes).join(' and '), 'bytes')
console.log('dyn AsyncRead, each future a dyn*:', useAsyncRead([dynTrait(dynStar(new Small())), dynTrait(dynStar(new Large()))]).join(' '))
