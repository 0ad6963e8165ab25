/** The two ends of the flow through a bounded channel. */
import { Done as DoneSymbol, Pending as PendingSymbol, type Context, type Future, type Poll } from '../../src/index.ts'
import type { Receiver, Recv, Send, Sender } from '../../src/sync/index.ts'

/** Constants of this module: V8 folds them, imported ones it loads. */
const Pending: typeof PendingSymbol = PendingSymbol
const Done: typeof DoneSymbol = DoneSymbol

/** Sends the numbers from 0. It keeps a `send` only when that has to wait, as the frame of an async function would. */
export class Producer implements Future<void> {
  private readonly count: number
  private readonly tx: Sender<number>
  private sending: Send<number> | null
  private sent: number

  constructor(count: number, tx: Sender<number>) {
    this.count = count
    this.tx = tx
    this.sending = null
    this.sent = 0
  }

  poll(cx: Context): Poll<void> {
    let sending = this.sending
    for (;;) {
      if (sending === null) {
        if (this.sent === this.count) return this.tx[Symbol.dispose]()
        sending = this.tx.send(this.sent)
      }
      if (sending.poll(cx) === Pending) {
        this.sending = sending
        return Pending
      }
      sending = null
      this.sent += 1
    }
  }
}

/** Adds up what it receives. */
export class Consumer implements Future<number> {
  private readonly rx: Receiver<number>
  private receiving: Recv<number> | null
  private sum: number

  constructor(rx: Receiver<number>) {
    this.rx = rx
    this.receiving = null
    this.sum = 0
  }

  poll(cx: Context): Poll<number> {
    for (;;) {
      this.receiving ??= this.rx.recv()
      const item = this.receiving.poll(cx)
      if (item === Pending) return Pending
      this.receiving = null
      if (item === Done) return this.sum
      this.sum += item
    }
  }
}

/** As `Consumer`, taking whatever is there at once. */
export class BatchConsumer implements Future<number> {
  private readonly rx: Receiver<number>
  private receiving: Future<number[]> | null
  private sum: number

  constructor(rx: Receiver<number>) {
    this.rx = rx
    this.receiving = null
    this.sum = 0
  }

  poll(cx: Context): Poll<number> {
    for (;;) {
      this.receiving ??= this.rx.recvMany(128)
      const items = this.receiving.poll(cx)
      if (items === Pending) return Pending
      this.receiving = null
      if (items.length === 0) return this.sum
      for (let i = 0; i < items.length; i++) this.sum += items[i]!
    }
  }
}
