/**
 * What the host writes to, as something that items are sent to: what `WritableStream` and Node's `Writable` are alike in.
 *
 *     Open ──close() polled──▶ Closing ──the host has ended it──▶ Ended          (1)
 *     Open ──dispose──▶ Ended, the host's side cut                                (2)
 *     Open, Closing ──the host fails──▶ Failed                                    (3)
 *
 * An item is handed over when there is room for it, so at most what the host's side buffers by its own mark is on the way. A failure
 * comes after the item that caused it was taken: it is thrown from the next `send` or `close`, and from each after that; if there is none,
 * it is reported.
 */
import { hasBudget, spendBudget } from '../future/budget.ts'
import type { Context } from '../future/context.ts'
import { BorrowError, PolledAfterCompletionError } from '../future/errors.ts'
import { nameOf, type Inspection } from '../future/inspect.ts'
import { Pending, type Poll } from '../future/poll.ts'
import '../future/symbols.ts'
import { inspect, sendable } from '../future/symbols.ts'
import { ClosedError } from '../sync/errors.ts'
import { report } from './errand.ts'
import { HostSinkClose, HostSinkSend, type HostSinkFuture } from './host-sink-futures.ts'
import { HostWait } from './host-wait.ts'

const Open = 0
const Closing = 1
const Ended = 2
const Failed = 3

/**
 * What `fromWritableStream` and `fromNodeWritable` return. One operation at a time.
 *
 * Rust: `futures::Sink`.
 *
 * @example
 * using sink = fromWritableStream(file)
 * yield* wait(lines.forEach(line => sink.send(line)))
 * yield* wait(sink.close())
 */
export abstract class HostSink<T> implements Disposable {
  private state: typeof Open | typeof Closing | typeof Ended | typeof Failed
  private failure: unknown
  /** The failure was thrown at somebody. */
  private told: boolean
  /** It was disposed. */
  private left: boolean
  private user: HostSinkFuture<unknown> | null
  /** `FromWritableStream`. */
  private readonly name: string
  protected readonly wait: HostWait

  constructor(name: string) {
    this.state = Open
    this.failure = null
    this.told = false
    this.left = false
    this.user = null
    this.name = name
    this.wait = new HostWait(this, name)
  }

  /** Whether an item would be taken without exceeding the mark. If not, `roomMayBe` is called once it may be so. */
  protected abstract hasRoom(): boolean
  protected abstract put(item: T): void
  /** Lets the host end it; `hasEnded` is called then. */
  protected abstract finish(): void
  /** No more comes, and what came is no whole. */
  protected abstract cut(reason: ClosedError): void

  /**
   * Ready when `value` was taken: at once while the host's side has room, else when it has again. Disposed before, it drops the value,
   * which was not sent. Spends one of the budget.
   *
   * @throws from the poll: what the host's side has failed with, now or since the last; BorrowError while another operation is under way.
   */
  send(value: T): HostSinkSend<T> {
    return new HostSinkSend(this, value)
  }

  /**
   * Ends the host's side, as soon as what was sent is written, and is ready when that is done. Disposed half-way, it goes on by itself.
   *
   * @throws from the poll as `send`.
   */
  close(): HostSinkClose<T> {
    return new HostSinkClose(this)
  }

  /** For an operation: it begins. */
  begin(by: HostSinkFuture<unknown>): void {
    if (this.user !== null && this.user !== by) {
      throw new BorrowError(`${nameOf(by)}: ${nameOf(this.user)} is under way on the same ${this.name}; poll it to its end, or dispose it, first`)
    }
    this.user = by
  }

  /** For an operation: it is over. */
  end(by: HostSinkFuture<unknown>): void {
    if (this.user !== by) return
    this.user = null
    this.wait.forget()
  }

  /** For `send`: ready once `item` was taken. */
  pollSend(cx: Context, item: T): Poll<void> {
    this.requireOpen()
    if (!this.hasRoom()) return this.waitOn(cx)
    if (!hasBudget(cx)) return Pending
    spendBudget()
    this.put(item)
  }

  /** For `close`. */
  pollClose(cx: Context): Poll<void> {
    if (this.state === Ended) return
    if (this.state !== Closing) {
      this.requireOpen()
      this.state = Closing
      this.finish()
    }
    return this.isOver() ? this.pollClose(cx) : this.waitOn(cx)
  }

  private isOver(): boolean {
    if (this.state === Failed) this.throwFailure()
    return this.state === Ended
  }

  private waitOn(cx: Context): Pending {
    this.wait.wait(cx)
    return Pending
  }

  private requireOpen(): void {
    if (this.state === Failed) this.throwFailure()
    if (this.state !== Open) throw new PolledAfterCompletionError(this.name, this.left ? 'disposed' : 'finished')
  }

  private throwFailure(): never {
    this.told = true
    throw this.failure
  }

  /** The host calls these, at any time. They throw nothing. */
  protected roomMayBe(): void {
    this.wait.wake()
  }

  protected hasEnded(): void {
    if (this.state === Open) this.hasFailed(new ClosedError(`what ${this.name} writes to was closed by somebody else`))
    if (this.state === Closing) this.state = Ended
    this.wait.wake()
  }

  protected hasFailed(error: unknown): void {
    if (this.state === Failed) return
    if (this.state === Ended || this.left) {
      this.state = Failed
      report(this.wait.home, `a sink of ${this.name}, which was over`, error)
      return
    }
    this.state = Failed
    this.failure = error
    this.wait.wake()
  }

  /** Cuts it, unless it was closed: the host's side learns that it is no whole. */
  [Symbol.dispose](): void {
    const { state } = this
    if (state === Ended || this.left) return
    this.left = true
    if (state === Closing) return
    // Whoever still waits on it would wait for ever.
    this.wait.wake()
    if (state === Failed) {
      if (!this.told) report(this.wait.home, `a sink of ${this.name}, which was disposed`, this.failure)
      return
    }
    this.state = Ended
    this.cut(new ClosedError(`the sink of ${this.name} was disposed before it was closed`))
  }

  /** What the host writes to belongs to the thread that made it. */
  get [sendable](): boolean {
    return false
  }

  [inspect](): Inspection {
    const state = ['open', 'closing', 'ended', 'failed'][this.state]!
    return { name: this.name, state, ...(this.wait.isWaiting ? { waitsOn: this.state === Closing ? 'the end of it' : 'room in it' } : {}) }
  }
}
