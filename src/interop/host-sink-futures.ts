/** What `send` and `close` of a `HostSink` return. */
import type { Context } from '../future/context.ts'
import { drop } from '../future/dispose.ts'
import type { Future } from '../future/future.ts'
import { nameOf, type Inspection } from '../future/inspect.ts'
import { Disposed, Finished, mayDispose, phaseName, Polling, refusePoll, Waiting, type Phase } from '../future/phase.ts'
import { Pending, type Poll } from '../future/poll.ts'
import '../future/symbols.ts'
import { inspect, sendable } from '../future/symbols.ts'
import type { HostSink } from './host-sink.ts'

/** It has the sink on loan from its first poll to its end. */
export abstract class HostSinkFuture<T> implements Future<void>, Disposable {
  private phase: Phase
  protected readonly sink: HostSink<T>

  constructor(sink: HostSink<T>) {
    this.phase = Waiting
    this.sink = sink
  }

  protected abstract step(cx: Context): Poll<void>
  protected abstract get method(): string

  poll(cx: Context): Poll<void> {
    if (this.phase !== Waiting) refusePoll(this, this.phase)
    this.phase = Polling
    let next: Phase = Finished
    try {
      this.sink.begin(this)
      const output = this.step(cx)
      if (output === Pending) next = Waiting
      return output
    } finally {
      this.phase = next
      if (next === Finished) this.sink.end(this)
    }
  }

  [Symbol.dispose](): void {
    if (!mayDispose(this, this.phase)) return
    this.phase = Disposed
    this.sink.end(this)
  }

  get [sendable](): boolean {
    return false
  }

  [inspect](): Inspection {
    const name = `${nameOf(this.sink)}.${this.method}`
    if (this.phase !== Waiting) return { name, state: phaseName(this.phase) }
    const { waitsOn } = this.sink[inspect]()
    return { name, ...(waitsOn === undefined ? {} : { waitsOn }) }
  }
}

/** See `HostSink.send`. */
export class HostSinkSend<T> extends HostSinkFuture<T> {
  /** Null once it was taken. */
  private item: { readonly value: T } | null

  constructor(sink: HostSink<T>, value: T) {
    super(sink)
    this.item = { value }
  }

  protected step(cx: Context): Poll<void> {
    const item = this.item!
    let taken: Poll<void>
    try {
      taken = this.sink.pollSend(cx, item.value)
    } catch (error) {
      this.item = null
      drop(item.value)
      throw error
    }
    if (taken === Pending) return Pending
    this.item = null
  }

  override [Symbol.dispose](): void {
    super[Symbol.dispose]()
    const { item } = this
    this.item = null
    if (item !== null) drop(item.value)
  }

  protected get method(): string {
    return 'send'
  }
}

/** See `HostSink.close`. */
export class HostSinkClose<T> extends HostSinkFuture<T> {
  protected step(cx: Context): Poll<void> {
    return this.sink.pollClose(cx)
  }

  protected get method(): string {
    return 'close'
  }
}
