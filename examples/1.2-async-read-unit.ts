/**
 * # 1.2 AsyncRead for (), with a 72-byte buffer held across a sleep
 *
 *     impl AsyncRead for () {
 *         async fn read(&mut self, _buf: &mut [u8]) -> io::Result<usize> {
 *             let a = [0u8; 72];
 *             tokio::time::sleep(Duration::from_secs(1)).await;
 *             Ok(a[3] as _)
 *         }
 *     }
 *
 * `a` is a local variable to whoever reads this. It is read after the suspension, so it must outlive the poll: it is a field.
 */
import { BorrowError, inspect, Pending, PolledAfterCompletionError, Runtime, sleep } from '../src/index.ts'
import type { Context, Future, Inspection, Poll } from '../src/index.ts'
import { explain } from './support/explain.ts'

/** The trait: `read` borrows the reader, `&mut self`, for as long as its future lives. */
interface AsyncRead {
  read(buf: Uint8Array): Future<number>
}

type State =
  | { readonly at: 'Start' }
  | { readonly at: 'Sleeping'; readonly a: Uint8Array; readonly sleep: ReturnType<typeof sleep> }
  | { readonly at: 'Done' }

class UnitRead implements Future<number> {
  private state: State
  private readonly unit: Unit

  constructor(unit: Unit) {
    this.state = { at: 'Start' }
    this.unit = unit
  }

  poll(cx: Context): Poll<number> {
    for (;;) {
      const { state } = this
      switch (state.at) {
        case 'Start':
          this.state = { at: 'Sleeping', a: new Uint8Array(72), sleep: sleep(1000) }
          break
        case 'Sleeping':
          if (state.sleep.poll(cx) === Pending) return Pending
          this.end()
          return state.a[3]!
        case 'Done':
          throw new PolledAfterCompletionError('UnitRead')
      }
    }
  }

  private end(): void {
    this.state = { at: 'Done' }
    this.unit.lent = false
  }

  [Symbol.dispose](): void {
    if (this.state.at === 'Done') return
    if (this.state.at === 'Sleeping') this.state.sleep[Symbol.dispose]()
    this.end()
  }

  [inspect](): Inspection {
    const { state } = this
    return state.at === 'Sleeping'
      ? { name: 'UnitRead', state: state.at, children: [state.sleep], fields: { a: state.a } }
      : { name: 'UnitRead', state: state.at }
  }
}

/** `()`, which has nothing to read from; only that somebody reads is known. */
class Unit implements AsyncRead {
  lent: boolean

  constructor() {
    this.lent = false
  }

  read(_buf: Uint8Array): UnitRead {
    if (this.lent) {
      throw new BorrowError('Unit: read() was called while the future of the last read() is out; poll it to its end, or dispose it')
    }
    this.lent = true
    return new UnitRead(this)
  }
}

const unit = new Unit()
const read = unit.read(new Uint8Array(72))
const held = () => (read[inspect]().fields?.['a'] as Uint8Array | undefined)?.byteLength ?? 0
const show = (when: string) => console.log(`${when}: ${read[inspect]().state}, bytes of a held: ${held()}`)

using runtime = new Runtime({ startPaused: true })
show('made')
const task = runtime.spawn(read)
runtime.runUntilStalled()
show('polled once')
explain('a second read() while the first borrows the reader:', () => unit.read(new Uint8Array(72)))
const before = runtime.now()
console.log('read returns:', runtime.blockOn(task), '· ms of virtual time:', Math.floor(runtime.now() - before))
show('finished')

const dropped = unit.read(new Uint8Array(72))
dropped[Symbol.dispose]()
console.log('a dropped read gives the reader back:', !unit.lent)
