/**
 * # 4.17 select! in a loop over a pinned operation and an mpsc(128) receiver
 *
 *     let (mut tx, mut rx) = tokio::sync::mpsc::channel(128);
 *     let operation = action();
 *     tokio::pin!(operation);
 *     loop {
 *         tokio::select! {
 *             _ = &mut operation => break,
 *             Some(v) = rx.recv() => {
 *                 if v % 2 == 0 { break; }
 *             }
 *         }
 *     }
 *
 * `select!` drops the branches that lose. The operation is to go on, so it is pinned, and each round is given a loan, which may be
 * dropped. The pattern `Some(v)` that does not match switches its branch off for the round: the operation is waited for alone.
 */
import {
  blockOn, Done, inspect, mpsc, Pending, pin, PolledAfterCompletionError, select, selectBiased, spawn, yieldNow,
} from '../src/index.ts'
import type { Context, Future, Inspection, Pinned, Poll, Receiver, Select, SelectOutput, Sender, YieldNow } from '../src/index.ts'
import { explain } from './support/explain.ts'

/** `async fn action()`: some steps with a wait before each. Its progress is what a lost race must not lose. */
class Action implements Future<string> {
  private left: number
  private step: YieldNow | null
  private dropped: boolean

  constructor(steps: number) {
    this.left = steps
    this.step = null
    this.dropped = false
  }

  poll(cx: Context): Poll<string> {
    if (this.dropped || this.left === 0) throw new PolledAfterCompletionError('Action', this.dropped ? 'disposed' : 'finished')
    while (this.left > 0) {
      this.step ??= yieldNow()
      if (this.step.poll(cx) === Pending) return Pending
      this.step = null
      this.left -= 1
    }
    return 'the operation, which has finished'
  }

  [Symbol.dispose](): void {
    if (this.dropped || this.left === 0) return
    this.dropped = true
    this.step?.[Symbol.dispose]()
    console.log('  the operation is dropped, unfinished')
  }

  [inspect](): Inspection {
    return { name: 'Action', state: this.left === 0 ? 'Done' : 'Stepping', children: this.step === null ? [] : [this.step] }
  }
}

type Round = Select<SelectOutput<[Future<string>, Future<number | typeof Done>]>>

/** The loop, as a machine: it owns the receiver and the round that is under way, and borrows the operation. */
class Loop implements Future<string> {
  private readonly operation: Pinned<string>
  private rx: Receiver<number> | null
  private round: Round | null
  private open: boolean

  constructor(operation: Pinned<string>, rx: Receiver<number>) {
    this.operation = operation
    this.rx = rx
    this.round = null
    this.open = true
  }

  poll(cx: Context): Poll<string> {
    if (this.rx === null) throw new PolledAfterCompletionError('Loop')
    while (this.open) {
      this.round ??= select(this.operation.asMut(), this.rx.recv())
      const first = this.round.poll(cx)
      if (first === Pending) return Pending
      this.round = null
      if (first.index === 0) return this.end(first.value)
      if (first.value === Done) {
        this.open = false
      } else {
        console.log(`  received ${first.value}`)
        if (first.value % 2 === 0) return this.end('an even value')
      }
    }
    const output = this.operation.poll(cx)
    return output === Pending ? Pending : this.end(output)
  }

  private end(what: string): string {
    this[Symbol.dispose]()
    return what
  }

  [Symbol.dispose](): void {
    this.round?.[Symbol.dispose]()
    this.rx?.[Symbol.dispose]()
    this.round = this.rx = null
  }

  [inspect](): Inspection {
    return { name: 'Loop', state: this.open ? 'Selecting' : 'OperationAlone', children: [this.round ?? this.operation] }
  }
}

/** Sends them, one a turn. */
class SendEach implements Future<void> {
  private readonly tx: Sender<number>
  private readonly values: number[]
  private pause: YieldNow

  constructor(tx: Sender<number>, values: number[]) {
    this.tx = tx
    this.values = [...values]
    this.pause = yieldNow()
  }

  poll(cx: Context): Poll<void> {
    for (let value = this.values.shift(); value !== undefined; value = this.values.shift()) {
      this.tx.trySend(value)
      this.pause = yieldNow()
      if (this.pause.poll(cx) === Pending) return Pending
    }
    this.tx[Symbol.dispose]()
  }

  [Symbol.dispose](): void {
    this.pause[Symbol.dispose]()
    this.tx[Symbol.dispose]()
  }

  [inspect](): Inspection {
    return { name: 'SendEach', children: [this.pause] }
  }
}

/** Spawns the sender in its first poll, then is the loop. */
class Program implements Future<string> {
  private readonly sender: SendEach
  private readonly loop: Loop
  private begun: boolean

  constructor(sender: SendEach, loop: Loop) {
    this.sender = sender
    this.loop = loop
    this.begun = false
  }

  poll(cx: Context): Poll<string> {
    if (!this.begun) spawn(this.sender)[Symbol.dispose]()
    this.begun = true
    return this.loop.poll(cx)
  }

  [Symbol.dispose](): void {
    if (!this.begun) this.sender[Symbol.dispose]()
    this.loop[Symbol.dispose]()
  }

  [inspect](): Inspection {
    return { name: 'Program', children: [this.loop] }
  }
}

/** Without values the sender stays silent, and the channel open. */
function run(steps: number, values: number[] | null): void {
  const [tx, rx] = mpsc<number>(128)
  const action = new Action(steps)
  const operation = pin(action)
  const loop = new Loop(operation, rx)
  console.log('broke on', blockOn(values === null ? loop : new Program(new SendEach(tx, values), loop)))
  if (action[inspect]().state === 'Stepping') console.log('it goes on, after each lost race:', blockOn(operation))
  tx[Symbol.dispose]()
}

console.log('-- odd, odd, even')
run(1000, [1, 3, 4, 5])
console.log('-- nothing is sent')
run(2, null)
console.log('-- the channel ends, and the operation is waited for alone')
run(200, [1, 3])

console.log('-- not pinned: the first lost race drops it')
{
  const [tx, rx] = mpsc<number>(128)
  const operation = new Action(1000)
  const round = () => selectBiased(operation, rx.recv())
  tx.trySend(1)
  console.log('received', blockOn(round()).value)
  explain('the next round:', () => blockOn(round()))
}

console.log('-- pinned, and moved all the same')
{
  const operation = new Action(1000)
  using pinned = pin(operation)
  explain('given to select itself:', () => select(operation, pinned.asMut()))
}
