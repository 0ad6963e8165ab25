/** The two players of the ping-pong over channels of one. They keep a `send` only when it has to wait, as an async function's frame would. */
import { Pending as PendingSymbol, type Context, type Future, type Poll } from '../../src/index.ts'
import { mpsc, type Receiver, type Recv, type Send, type Sender } from '../../src/sync/index.ts'

/** A constant of this module: V8 folds it, an imported one it loads. */
const Pending: typeof PendingSymbol = PendingSymbol

/** Serves numbers from 0 and adds up what comes back. */
export class Server implements Future<number> {
  private readonly rounds: number
  private readonly tx: Sender<number>
  private readonly rx: Receiver<number>
  private sending: Send<number> | null
  private receiving: Recv<number> | null
  private round: number
  private sum: number

  constructor(rounds: number, tx: Sender<number>, rx: Receiver<number>) {
    this.rounds = rounds
    this.tx = tx
    this.rx = rx
    this.sending = null
    this.receiving = null
    this.round = 0
    this.sum = 0
  }

  poll(cx: Context): Poll<number> {
    for (;;) {
      if (this.receiving === null) {
        if (this.round === this.rounds) return this.sum
        const sending = this.sending ?? this.tx.send(this.round)
        if (sending.poll(cx) === Pending) {
          this.sending = sending
          return Pending
        }
        this.sending = null
        this.receiving = this.rx.recv()
      }
      const item = this.receiving.poll(cx)
      if (item === Pending) return Pending
      this.receiving = null
      this.sum += item as number
      this.round += 1
    }
  }
}

/** Returns what it gets, for ever. */
export class Returner implements Future<never> {
  private readonly tx: Sender<number>
  private readonly rx: Receiver<number>
  private sending: Send<number> | null
  private receiving: Recv<number> | null

  constructor(tx: Sender<number>, rx: Receiver<number>) {
    this.tx = tx
    this.rx = rx
    this.sending = null
    this.receiving = null
  }

  poll(cx: Context): Poll<never> {
    let sending = this.sending
    for (;;) {
      if (sending === null) {
        this.receiving ??= this.rx.recv()
        const item = this.receiving.poll(cx)
        if (item === Pending) return Pending
        this.receiving = null
        sending = this.tx.send(item as number)
      }
      if (sending.poll(cx) === Pending) {
        this.sending = sending
        return Pending
      }
      sending = this.sending = null
    }
  }
}

/** Both, over two new channels. */
export function players(rounds: number): [Server, Returner] {
  const [[ping, onPing], [pong, onPong]] = [mpsc<number>(1), mpsc<number>(1)]
  return [new Server(rounds, ping, onPong), new Returner(pong, onPing)]
}
