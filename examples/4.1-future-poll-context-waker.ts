/**
 * # 4.1 Future, Poll, Context, Waker
 *
 *     trait Future {
 *         type Output;
 *         fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output>;
 *     }
 *     enum Poll<T> { Ready(T), Pending }
 *
 * All there is to it, by hand: a future that waits for a bell, a waker that counts its calls, and this program as the executor.
 * `Poll<T>` is `T | Pending`: an answer that is there needs no wrapper. `Pin<&mut Self>` is a rule here, kept at run time: see 4.15.
 */
import { contextFrom, Done, Pending, PolledAfterCompletionError, Ready, wakerFn } from '../src/index.ts'
import type { Context, Future, Poll, Waker } from '../src/index.ts'
import { explain } from './support/explain.ts'

/** What rings, and whom it wakes. */
class Bell {
  rung: boolean
  private waker: Waker | null

  constructor() {
    this.rung = false
    this.waker = null
  }

  /** For whoever polled last. */
  keep(waker: Waker): void {
    if (this.waker === null || !this.waker.willWake(waker)) this.waker = waker
  }

  ring(): void {
    this.rung = true
    const { waker } = this
    this.waker = null
    waker?.wake()
  }
}

class Hears implements Future<string> {
  private bell: Bell | null

  constructor(bell: Bell) {
    this.bell = bell
  }

  poll(cx: Context): Poll<string> {
    if (this.bell === null) throw new PolledAfterCompletionError('Hears')
    if (!this.bell.rung) {
      this.bell.keep(cx.waker)
      return Pending
    }
    this.bell = null
    return Ready('ding')
  }
}

let wakes = 0
const cx = contextFrom(wakerFn(() => {
  wakes += 1
}))
const show = (answer: Poll<string>) => console.log(answer === Pending ? 'Pending' : `Ready(${answer})`, '· wakes:', wakes)

const bell = new Bell()
const hears = new Hears(bell)
show(hears.poll(cx))
show(hears.poll(cx)) // nobody asked for this poll; it is legal, and changes nothing
bell.ring() // wakes; it does not poll
show(hears.poll(cx))
explain('polled after completion:', () => hears.poll(cx))

const late = new Bell()
const moved = new Hears(late)
let others = 0
moved.poll(cx)
moved.poll(contextFrom(wakerFn(() => {
  others += 1
})))
late.ring()
console.log('of two polls, the waker of the later one is called:', others, '· the earlier one, again:', wakes - 1)

explain('Pending is an answer and never a value:', () => Ready(Pending))
explain('so is the end of a stream:', () => Ready(Done))
