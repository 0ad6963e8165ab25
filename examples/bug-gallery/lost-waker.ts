/**
 * # The lost waker
 *
 * A poll answers `Pending` and gives its waker to nobody. Then nobody can call it: what the future waits for may come, and it is
 * never polled again. A promise has no such bug; it is the first one that everybody writes here.
 */
import { lazy, Pending, Runtime, type Context, type Future, type Poll, type Waker } from '../../src/index.ts'

class Mailbox {
  letter: string | null = null
  waker: Waker | null = null

  put(letter: string): void {
    this.letter = letter
    this.waker?.wake()
  }
}

class Forgetful implements Future<string> {
  readonly box: Mailbox
  constructor(box: Mailbox) {
    this.box = box
  }

  poll(_cx: Context): Poll<string> {
    return this.box.letter ?? Pending // the bug: the box does not learn whom to wake
  }
}

class Mended extends Forgetful {
  override poll(cx: Context): Poll<string> {
    this.box.waker = cx.waker // in each poll: the latest one counts
    return super.poll(cx)
  }
}

for (const Receive of [Forgetful, Mended]) {
  const box = new Mailbox()
  const runtime = new Runtime()
  runtime.spawn(lazy(() => box.put('a letter')))
  try {
    console.log(runtime.blockOn(new Receive(box)))
  } catch (error) {
    console.log(String(error))
  }
}
//=> DeadlockError: nothing can wake the one task that is left: no timer is set and no other thread holds a waker
//=>   the main future (Forgetful): waits on nothing that pollux knows of (a lost wakeup, if it returned Pending without keeping its waker)
//=> a future that returns Pending must see to it that the waker of that poll is called; a waker called from outside the runtime needs remoteWaker(…), so that it counts
//=> a letter
