/**
 * # The stale waker
 *
 * A future keeps the waker of its first poll. That works for as long as whoever polled it first goes on polling it. Here it is
 * polled once in the main future and then spawned: the letter wakes the main future, and the task that has it now sleeps on.
 */
import { asyncBlock, byRef, Pending, Runtime, select, sendable, spawn, wait, yieldNow } from '../../src/index.ts'
import type { Context, Future, Poll, Waker } from '../../src/index.ts'
import { lint, linted } from '../../src/watch/index.ts'

class Mailbox {
  letter: string | null = null
  waker: Waker | null = null

  put(letter: string): void {
    this.letter = letter
    this.waker?.wake()
  }
}

class Stale implements Future<string> {
  readonly [sendable] = true
  readonly box: Mailbox
  constructor(box: Mailbox) {
    this.box = box
  }

  keep(waker: Waker): void {
    this.box.waker ??= waker // the bug: the first one, and never a later one
  }

  poll(cx: Context): Poll<string> {
    if (this.box.letter !== null) return this.box.letter
    this.keep(cx.waker)
    return Pending
  }
}

class Mended extends Stale {
  override keep(waker: Waker): void {
    if (this.box.waker === null || !this.box.waker.willWake(waker)) this.box.waker = waker
  }
}

for (const Receive of [Stale, Mended]) {
  const lints = lint({ onFinding: () => {} })
  const runtime = new Runtime({ observer: lints })
  const main = asyncBlock({ name: 'main' }, function* () {
    const box = new Mailbox()
    const receive = linted(new Receive(box), lints) // a look at this one future
    yield* wait(select(byRef(receive), yieldNow())) // polled here,
    const task = spawn(receive) // and from now on there
    yield* wait(yieldNow())
    box.put('a letter')
    return yield* wait(task)
  })
  try {
    console.log(runtime.blockOn(main))
  } catch (error) {
    console.log(String(error))
  }
}
//=> DeadlockError: nothing can wake any of the 2 tasks that are left: no timer is set and no other thread holds a waker
//=>   the main future (main): waits on task 1 (Linted)
//=>   task 1 (Linted): waits on nothing that pollux knows of (a lost wakeup, if it returned Pending without keeping its waker)
//=> lints have found:
//=> error[stale-waker]: the main future (Stale) was woken by the waker of its poll 1, after poll 3 had brought another; only the latest one counts, and the old one may belong to another task by then
//=>   = help: in each poll: if (this.waker === null || !this.waker.willWake(cx.waker)) this.waker = cx.waker
//=> a future that returns Pending must see to it that the waker of that poll is called; a waker called from outside the runtime needs remoteWaker(…), so that it counts
//=> a letter
