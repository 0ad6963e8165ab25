/** `fromAsyncIterable(iterable)`: a stream of what the host would loop over with `for await`. */
import type { Inspection } from '../future/inspect.ts'
import { kindOf } from '../future/kind-of.ts'
import { Disposed, Finished, mayDispose, phaseName, Waiting, type Phase } from '../future/phase.ts'
import { Done, Pending, refuseAnswer } from '../future/poll.ts'
import { inspect } from '../future/symbols.ts'
import type { Runtime } from '../runtime/runtime.ts'
import { AskingStream } from './asking-stream.ts'
import { disposeSilentlyIn, report } from './errand.ts'
import { Rejected, Settlement } from './settlement.ts'

const NAME = 'fromAsyncIterable'

/**
 * What {@link fromAsyncIterable} returns: a stream that asks for one item at a time. Disposed before its end, it calls the
 * iterator's `return()`.
 *
 * Rust: `wasm_bindgen_futures::stream::JsStream`.
 *
 * @example
 * using lines: FromAsyncIterable<string> = fromAsyncIterable(readline.createInterface({ input }))
 * for (let line = yield* wait(lines.next()); line !== Done; line = yield* wait(lines.next())) console.log(line)
 */
export class FromAsyncIterable<T> extends AskingStream<T> {
  /** Null once it was asked for its iterator. */
  private iterable: AsyncIterable<T> | null
  private iterator: AsyncIterator<T> | null

  constructor(iterable: AsyncIterable<T>) {
    super()
    this.iterable = iterable
    this.iterator = null
  }

  protected ask(): Settlement {
    const iterator = this.open()
    const request = new Settlement(this, NAME, this.source)
    request.listen(iterator.next() as PromiseLike<unknown>)
    return request
  }

  private open(): AsyncIterator<T> {
    if (this.iterator === null) {
      this.iterator = this.iterable![Symbol.asyncIterator]()
      this.iterable = null
    }
    return this.iterator
  }

  protected receive(request: Settlement): T | Done {
    const outcome = request.take()
    if (request.state === Rejected) throw outcome
    if (!isResult<T>(outcome)) throw new TypeError(`${NAME}: next() of the async iterable gave ${String(outcome)}, which is no iterator result`)
    if (outcome.done === true) {
      this.ended = true
      this.end(Finished)
      return Done
    }
    const { value } = outcome
    if (value === Pending || value === Done) this.refuse(value)
    this.phase = Waiting
    return value
  }

  /** The fault is the item's, and the iterator still open: it is told, and what it says to that matters less. */
  private refuse(item: unknown): void {
    closeQuietly(this.end(Finished), this.source.home)
    refuseAnswer(item, NAME)
  }

  private end(phase: Phase): AsyncIterator<T> | null {
    const { iterator } = this
    this.phase = phase
    this.iterable = null
    this.iterator = null
    this.request = null
    return iterator
  }

  protected finish(): void {
    this.end(Finished)
  }

  override [Symbol.dispose](): void {
    if (this.isAnothers) return
    const open = mayDispose(this, this.phase)
    super[Symbol.dispose]()
    if (!open) return
    const { request } = this
    const iterator = this.end(Disposed)
    request?.abandon(letGo)
    close(iterator, this.source.home)
  }

  [inspect](): Inspection {
    if (this.phase !== Waiting) return { name: 'FromAsyncIterable', state: phaseName(this.phase) }
    return { name: 'FromAsyncIterable', ...(this.request === null ? {} : { waitsOn: 'an async iterable' }) }
  }
}

function isResult<T>(value: unknown): value is IteratorResult<T, unknown> {
  return (typeof value === 'object' && value !== null) || typeof value === 'function'
}

/** An item that nobody will take is dropped: unlike a promise's value, it was made for this stream alone. */
function letGo(state: number, outcome: unknown, home: Runtime | null): void {
  if (state === Rejected) report(home, 'next() of an async iterable whose stream was disposed', outcome)
  else if (isResult(outcome) && outcome.done !== true) disposeSilentlyIn(home, outcome.value, 'the drop of an item of an async iterable')
}

/** Tells the iterator that no more is wanted. */
function close(iterator: AsyncIterator<unknown> | null, home: Runtime | null): void {
  const result = iterator?.return?.()
  if (result === undefined) return
  Promise.resolve(result).then(undefined, (error: unknown) => report(home, 'return() of an async iterable', error))
}

function closeQuietly(iterator: AsyncIterator<unknown> | null, home: Runtime | null): void {
  try {
    close(iterator, home)
  } catch (error) {
    report(home, 'return() of an async iterable', error)
  }
}

/**
 * A stream of the items of `iterable`: an async generator, a `Readable` of Node's, a `ReadableStream` where it can be
 * looped over. Its iterator is made at the first poll, and asked for an item only when the stream is polled for one, one
 * at a time: a slow consumer holds it back. While an item is awaited, the host's event loop must be able to turn; see
 * `fromPromise`. Not sendable.
 *
 * Disposed before its end, it calls the iterator's `return()`, once, if it had begun. A throw from that is the dispose's;
 * a rejection of it, or of a `next()` that is still under way, goes to the runtime's `onUnhandledError`, and an item that
 * arrives too late is dropped. A rejected `next()` is thrown from the poll, and finishes the stream.
 *
 * Rust: `wasm_bindgen_futures::stream::JsStream`.
 *
 * @throws TypeError at the call unless `iterable` has a `[Symbol.asyncIterator]` method; from the poll, for an item that is
 * `Pending` or `Done`.
 * @example
 * using lines = fromAsyncIterable(readline.createInterface({ input }))
 * const first = yield* wait(lines.next())
 */
export function fromAsyncIterable<T>(iterable: AsyncIterable<T>): FromAsyncIterable<T> {
  const { [Symbol.asyncIterator]: method } = Object(iterable) as Partial<AsyncIterable<T>>
  if (typeof method !== 'function') {
    throw new TypeError(
      `fromAsyncIterable: expected an async iterable, an object with a [Symbol.asyncIterator] method, and got ${kindOf(iterable)}`,
    )
  }
  return new FromAsyncIterable(iterable)
}
