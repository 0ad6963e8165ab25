/**
 * # The busy waker
 *
 * A future that is not ready calls its own waker at once: ask me again. It gets its answer, in the end, and until then the processor
 * does nothing but ask. A timer on a paused clock is never reached at all, since somebody is always ready.
 */
import { asyncBlock, Pending, Runtime, sendable, wait, yieldNow } from '../../src/index.ts'
import type { Context, Future, Poll, Waker } from '../../src/index.ts'
import { lint } from '../../src/watch/index.ts'

class Mailbox {
  letter: string | null = null
  waker: Waker | null = null

  put(letter: string): void {
    this.letter = letter
    this.waker?.wake()
  }
}

class Busy implements Future<string> {
  readonly [sendable] = true
  readonly box: Mailbox
  polls = 0
  constructor(box: Mailbox) {
    this.box = box
  }

  keep(waker: Waker): void {
    waker.wake() // the bug: it asks instead of being told
  }

  poll(cx: Context): Poll<string> {
    this.polls += 1
    if (this.box.letter !== null) return this.box.letter
    this.keep(cx.waker)
    return Pending
  }
}

class Mended extends Busy {
  override keep(waker: Waker): void {
    this.box.waker = waker
  }
}

for (const Receive of [Busy, Mended]) {
  const lints = lint({ onFinding: () => {} })
  const runtime = new Runtime({ observer: lints })
  const box = new Mailbox()
  const receive = new Receive(box)
  const task = runtime.spawn(receive)
  runtime.spawn(asyncBlock({ name: 'postman' }, function* () {
    for (let turn = 0; turn < 200; turn++) yield* wait(yieldNow())
    box.put('a letter')
  }))
  console.log(runtime.blockOn(task), 'after', receive.polls, 'polls')
  if (lints.findings.length > 0) console.log(lints.report())
}
//=> a letter after 202 polls
//=> warning[busy-poll]: task 1 (Busy) woke itself in 64 of its last 64 polls, and waits for the same still: it asks instead of being told (2 times)
//=>   = help: store cx.waker and call it when there is progress; a long computation that lets others have a turn waits for yieldNow()
//=> a letter after 2 polls
