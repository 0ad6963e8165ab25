/** What the host writes to, on our side of the border: items go to a sender, one at a time, each as a task until it was taken. */
import type { Future } from '../future/future.ts'
import { disposeIn, disposeSilentlyIn } from './errand.ts'
import type { Runtime } from '../runtime/runtime.ts'
import { toPromise } from './to-promise.ts'

/** What items can be sent to: a `Sender` of `mpsc`, one of the others, whose `send` answers at once, or a class of the program's. */
export interface ItemSender<T> extends Disposable {
  send(item: T): Future<unknown> | unknown
}

/** It owns the sender: disposes it at the end, when it is cut, and when an item could not be sent. */
export class SinkRoot<T> {
  private sender: ItemSender<T> | null
  private readonly runtime: Runtime
  private readonly cutter: AbortController

  constructor(sender: ItemSender<T>, runtime: Runtime) {
    this.sender = sender
    this.runtime = runtime
    this.cutter = new AbortController()
  }

  /** Fulfilled when `item` was taken: that is the back-pressure. */
  async write(item: T): Promise<void> {
    try {
      const sent = this.sender!.send(item)
      if (isFuture(sent)) await toPromise(sent, { runtime: this.runtime, signal: this.cutter.signal })
    } catch (error) {
      this.letGo('the dispose of a sender that cannot send')
      throw error
    }
  }

  /** All was written: the receiver comes to its end. @throws what the sender's dispose throws. */
  close(): void {
    const { sender } = this
    this.sender = null
    disposeIn(this.runtime, sender)
  }

  /** No more will come. An item that waits for room is dropped. */
  cut(reason: unknown): void {
    this.cutter.abort(reason)
    this.letGo('the dispose of a sender whose web stream was aborted')
  }

  private letGo(what: string): void {
    const { sender } = this
    this.sender = null
    if (sender !== null) disposeSilentlyIn(this.runtime, sender, what)
  }
}

function isFuture(value: unknown): value is Future<unknown> {
  return typeof (value as { poll?: unknown } | null | undefined)?.poll === 'function'
}
