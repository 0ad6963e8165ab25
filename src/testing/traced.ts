/** The futures of a `traceLog()`. */
import { contextFrom, type Context } from '../future/context.ts'
import type { Future } from '../future/future.ts'
import { mayDispose, Polling, refusePoll, Waiting } from '../future/phase.ts'
import { Pending, type Poll } from '../future/poll.ts'
import '../future/symbols.ts'
import type { Waker } from '../future/waker.ts'
import { Wrapper } from '../future/wrapper.ts'
import { TracedWaker, type Notes } from './traced-waker.ts'

/**
 * Writes down what is done to a future, and when it wakes; passes everything through. See `TraceLog.future`.
 *
 * Each poll is one line, written when it returns, so that what happens inside it stands before it.
 */
export class Traced<T> extends Wrapper<T> {
  private readonly notes: Notes
  private readonly name: string
  /** The waker of the latest poll, and the context that goes to the inner future in its place; kept while it will do. */
  private waker: Waker | null
  private context: Context | null

  constructor(notes: Notes, name: string, inner: Future<T>) {
    super(inner)
    this.notes = notes
    this.name = name
    this.waker = null
    this.context = null
  }

  /** The name that the test gave it: what errors and dumps say, too. */
  protected get type(): string {
    return this.name
  }

  poll(cx: Context): Poll<T> {
    if (this.phase !== Waiting) refusePoll(this, this.phase)
    this.phase = Polling
    let output: Poll<T>
    try {
      output = this.inner!.poll(this.contextFor(cx.waker))
    } catch (error) {
      this.finish()
      this.notes.note(`${this.name}: throw`)
      throw error
    }
    if (output === Pending) this.phase = Waiting
    else this.finish()
    this.notes.note(`${this.name}: ${output === Pending ? 'pending' : 'ready'}`)
    return output
  }

  private contextFor(waker: Waker): Context {
    if (this.context === null || !this.waker!.willWake(waker)) {
      this.waker = waker
      this.context = contextFrom(new TracedWaker(this.notes, this.name, waker))
    }
    return this.context
  }

  protected override finish(): void {
    super.finish()
    this.forget()
  }

  /** A waker keeps its task alive. */
  private forget(): void {
    this.waker = null
    this.context = null
  }

  override [Symbol.dispose](): void {
    if (!mayDispose(this, this.phase)) return
    this.forget()
    this.notes.note(`${this.name}: dispose`)
    super[Symbol.dispose]()
  }
}
