/**
 * # Poll after completion
 *
 * A future gives its output once. Who polls several in turn must remember which of them are done: here a hand-written join polls
 * both children each time, also the one that was ready in the round before.
 */
import { blockOn, map, Pending, ready, yieldNow, type Context, type Future, type Poll } from '../../src/index.ts'

class Both implements Future<string> {
  protected readonly a: Future<string>
  protected readonly b: Future<string>
  constructor(a: Future<string>, b: Future<string>) {
    this.a = a
    this.b = b
  }

  poll(cx: Context): Poll<string> {
    const a = this.a.poll(cx) // the bug: polled again after it was ready, because b was not
    const b = this.b.poll(cx)
    return a === Pending || b === Pending ? Pending : `${a} and ${b}`
  }
}

class Mended extends Both {
  private outputs: [Poll<string>, Poll<string>] = [Pending, Pending]

  override poll(cx: Context): Poll<string> {
    const { outputs } = this
    if (outputs[0] === Pending) outputs[0] = this.a.poll(cx)
    if (outputs[1] === Pending) outputs[1] = this.b.poll(cx)
    return outputs.includes(Pending) ? Pending : outputs.join(' and ')
  }
}

for (const Join of [Both, Mended]) {
  try {
    console.log(blockOn(new Join(ready('bread'), map(yieldNow(), () => 'salt'))))
  } catch (error) {
    console.log(String(error))
  }
}
//=> PolledAfterCompletionError: ReadyFuture was polled after it finished; a future gives its output once: forget it then, or wrap it in fuse(…), which answers Pending for ever
//=> bread and salt
