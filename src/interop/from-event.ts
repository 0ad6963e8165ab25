/** `fromEvent(target, type)`: a stream of the events of an `EventTarget`, or of an `EventEmitter` of Node's. */
import { hasBudget, spendBudget } from '../future/budget.ts'
import type { Context } from '../future/context.ts'
import { dropAll } from '../future/dispose.ts'
import type { Inspection } from '../future/inspect.ts'
import { kindOf } from '../future/kind-of.ts'
import { Disposed, Finished, mayDispose, phaseName, refusePoll, Waiting, type Phase } from '../future/phase.ts'
import { Done, Pending, refuseAnswer, type Poll } from '../future/poll.ts'
import { inspect, sendable } from '../future/symbols.ts'
import { Stream } from '../iterators/stream.ts'
import { disposeSilentlyIn, report } from './errand.ts'
import { EventQueue, type EventOverflow } from './event-queue.ts'
import { HostWait } from './host-wait.ts'
import { isEventEmitter, isEventTarget, Listeners, type EventEmitterLike, type EventTargetLike } from './listeners.ts'
import { MissedEventsError } from './missed-events-error.ts'

/**
 * Events that wait for a poll, unless said otherwise. Bounds: a burst between two slices of a runtime, some milliseconds, must
 * fit (pointers and sockets make tens of events in that time); what is never polled must not fill the memory.
 */
const HIGH_WATER_MARK = 1024

const OVERFLOWS: readonly unknown[] = ['error', 'dropOldest', 'dropNewest']

export interface FromEventOptions {
  /** How many events are kept while nobody polls; a whole number, 1 or more. Default 1,024. */
  highWaterMark?: number | undefined
  /**
   * What happens when one more comes than that. `'error'`, the default: those that are kept are given, and then the stream
   * fails with a {@link MissedEventsError}, which has the count. `'dropOldest'` or `'dropNewest'`: that event is dropped, the
   * stream goes on, and its `missed` tells how many were.
   */
  overflow?: EventOverflow | undefined
  /** Events that end the stream, after those that are kept. */
  end?: string | symbol | readonly (string | symbol)[] | undefined
  /** Of an `EventTarget`: events are heard on their way down to the target, too. */
  capture?: boolean | undefined
  /** Of an `EventTarget`: the host need not wait for the listener before it scrolls. */
  passive?: boolean | undefined
}

/** With a function that is called for each event while it is being dispatched, and makes the item. */
export interface MappedEventOptions<T> extends FromEventOptions {
  /**
   * What to keep of an event, where `preventDefault`, `currentTarget` and their kin still mean something. A throw is the
   * stream's failure, after the events before it.
   */
  // oxlint-disable-next-line typescript/no-explicit-any
  map: (...args: any[]) => T
}

/** The host's `Event`, where its library declares one. */
export type HostEvent = typeof globalThis extends { Event: { prototype: infer E } } ? E : unknown

/**
 * What {@link fromEvent} returns. It listens until it ends, fails, or is disposed.
 *
 * Rust: `tokio::signal::unix::Signal`, for any event; `gloo_events::EventListener`, as a stream.
 *
 * @example
 * using clicks: FromEvent<MouseEvent> = fromEvent<MouseEvent>(button, 'click')
 * const first = yield* wait(clicks.next())
 */
export class FromEvent<T> extends Stream<T> {
  private phase: Phase
  /** It ended, as opposed to failed. */
  private ended: boolean
  /** No event will follow those in the queue: it ends after them, or fails with `error`. */
  private last: { error: unknown } | 'end' | null
  private readonly type: string
  private readonly queue: EventQueue<T>
  private readonly listeners: Listeners
  private readonly wait: HostWait

  constructor(listeners: Listeners, type: string, queue: EventQueue<T>) {
    super()
    this.phase = Waiting
    this.ended = false
    this.last = null
    this.type = type
    this.queue = queue
    this.listeners = listeners
    this.wait = new HostWait(this, 'fromEvent')
  }

  /** How many events were let go because nobody polled for them in time. */
  get missed(): number {
    return this.queue.missed
  }

  pollNext(cx: Context): Poll<T | Done> {
    if (this.ended) return Done
    if (this.phase !== Waiting) refusePoll(this, this.phase)
    const { queue } = this
    if (queue.length > 0) {
      if (!hasBudget(cx)) return Pending
      spendBudget()
      return queue.shift()
    }
    if (queue.isBroken) this.fail(new MissedEventsError(this.type, queue.missed, queue.highWaterMark))
    if (this.last === null) {
      this.wait.wait(cx)
      return Pending
    }
    if (this.last !== 'end') this.fail(this.last.error)
    this.ended = true
    this.close(Finished)
    return Done
  }

  private fail(error: unknown): never {
    this.close(Finished)
    throw error
  }

  /** An event came, and `make` is to say what it is. Called by the target, which would take a throw for its own. */
  came(make: () => T): void {
    if (this.last !== null) return
    try {
      const item = make()
      refuseAnswer(item, 'fromEvent')
      const overflow = this.isOver() ? { lost: item } : this.queue.push(item)
      if (overflow !== null) disposeSilentlyIn(this.wait.home, overflow.lost, 'the drop of an event of fromEvent')
    } catch (error) {
      this.stop({ error })
    }
    this.wait.wake()
  }

  /** Asked again after `make`, which may have disposed this. */
  private isOver(): boolean {
    return this.last !== null
  }

  /** There will be no more events. */
  stop(last: { error: unknown } | 'end'): void {
    if (this.last !== null) return
    this.last = last
    this.listeners.stop()
    this.wait.wake()
  }

  private close(phase: Phase): void {
    this.phase = phase
    this.wait.forget()
    this.listeners.stop()
    this.last ??= 'end'
  }

  /** Nobody waits for the event any more; it is kept for who asks next. */
  protected override recall(): void {
    this.wait.forget()
  }

  /** A failure that nobody has seen is reported. */
  override [Symbol.dispose](): void {
    if (this.isAnothers) return
    const open = mayDispose(this, this.phase)
    super[Symbol.dispose]()
    if (!open) return
    const { last } = this
    this.close(Disposed)
    if (last !== null && last !== 'end') report(this.wait.home, 'fromEvent, which was disposed', last.error)
    dropAll(this.queue.drain())
  }

  /** A target belongs to the thread that made it. */
  get [sendable](): boolean {
    return false
  }

  [inspect](): Inspection {
    if (this.phase !== Waiting) return { name: 'FromEvent', state: phaseName(this.phase) }
    return { name: 'FromEvent', ...(this.wait.isWaiting ? { waitsOn: `an event '${this.type}'` } : {}) }
  }
}

/**
 * A stream of the events `type` of `target`. From an `EventTarget` each item is the event; from an `EventEmitter` of Node's the
 * array of its arguments, and an event `error` of it fails the stream (unless that is what is asked for); with `map`, what
 * that makes of them.
 *
 * It listens from this call on, so that no event between here and the first poll is missed, and takes its listeners away
 * when it ends, fails, or is disposed. Nothing holds events back: `highWaterMark` of them are kept while nobody polls, and
 * `overflow` says what becomes of more. Taken later than it was dispatched, an event cannot be prevented or stopped any more: do
 * that in `map`. While it waits it keeps a host loop's process alive. Not sendable.
 *
 * Rust: `tokio::signal::unix::signal`, for any event.
 *
 * @throws TypeError at the call if `target` is neither, or `map` or `overflow` is not what it should be; RangeError for a `highWaterMark` below 1;
 * from the poll, `MissedEventsError`, what an emitter's `error` came with, and what `map` throws.
 * @example
 * using clicks = fromEvent<MouseEvent>(button, 'click', { overflow: 'dropOldest', highWaterMark: 1 })
 * using lines = fromEvent<[string]>(readline, 'line', { end: 'close' })
 */
export function fromEvent<T>(target: EventTargetLike | EventEmitterLike, type: string | symbol, options: MappedEventOptions<T>): FromEvent<T>
export function fromEvent<E = HostEvent>(target: EventTargetLike, type: string, options?: FromEventOptions): FromEvent<E>
// oxlint-disable-next-line typescript/no-explicit-any
export function fromEvent<A extends unknown[] = any[]>(emitter: EventEmitterLike, type: string | symbol, options?: FromEventOptions): FromEvent<A>
export function fromEvent(
  target: EventTargetLike | EventEmitterLike,
  type: string | symbol,
  options: FromEventOptions & Partial<MappedEventOptions<unknown>> = {},
): FromEvent<unknown> {
  const isTarget = isEventTarget(target)
  if (!isTarget && !isEventEmitter(target)) {
    throw new TypeError(`fromEvent: expected an EventTarget or an EventEmitter, and got ${kindOf(target)}`)
  }
  const { capture, passive, end = [] } = options
  const map = options.map ?? (isTarget ? (event: unknown) => event : (...args: unknown[]) => args)
  if (typeof map !== 'function') throw new TypeError(`fromEvent: expected map to be a function, and got ${kindOf(map)}`)
  const listeners = new Listeners(target, capture, passive)
  const stream = new FromEvent(listeners, String(type), newQueue(options))
  try {
    listeners.add(type, (...args) => stream.came(() => map(...args)))
    for (const event of Array.isArray(end) ? end : [end]) listeners.add(event as string, () => stream.stop('end'))
    if (!isTarget && type !== 'error') listeners.add('error', error => stream.stop({ error }))
  } catch (error) {
    listeners.stop()
    throw error
  }
  return stream
}

function newQueue({ highWaterMark = HIGH_WATER_MARK, overflow = 'error' }: FromEventOptions): EventQueue<unknown> {
  if (!(highWaterMark === Infinity || Number.isSafeInteger(highWaterMark)) || highWaterMark < 1) {
    throw new RangeError(`fromEvent: highWaterMark must be a whole number, 1 or more, and is ${String(highWaterMark)}`)
  }
  if (!OVERFLOWS.includes(overflow)) {
    throw new TypeError(`fromEvent: expected overflow to be 'error', 'dropOldest' or 'dropNewest', and got ${String(overflow)}`)
  }
  return new EventQueue(highWaterMark, overflow)
}
