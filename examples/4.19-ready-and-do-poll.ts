/**
 * # 4.19 ready! and do_poll
 *
 *     pub fn do_poll(cx: &mut Context<'_>) -> Poll<()> {
 *         let mut fut = future::ready(42);
 *         let fut = Pin::new(&mut fut);
 *         let num = ready!(fut.poll(cx));       // match fut.poll(cx) { Poll::Ready(t) => t, Poll::Pending => return Poll::Pending }
 *         // ... use num
 *         Poll::Ready(())
 *     }
 *
 * There are no macros here, and the answer needs no unwrapping: `ready!(f.poll(cx))` is a comparison and a `return`.
 *
 * `do_poll` makes its future anew in each call. With `ready(42)` that does no harm. With a future that waits, each `return Pending`
 * drops it, progress and all: what is polled twice must be kept, in a field.
 */
import { isPending, map, Pending, PolledAfterCompletionError, ready, Runtime, yieldNow } from '../src/index.ts'
import type { Context, Future, Poll } from '../src/index.ts'
import { mockTask } from '../src/testing/index.ts'
import { lint } from '../src/watch/index.ts'
import { explain } from './support/explain.ts'

const slow = (): Future<number> => map(yieldNow(), () => 42)

function doPoll(cx: Context, make: () => Future<number>): Poll<string> {
  const fut = make()
  const num = fut.poll(cx)
  if (num === Pending) return Pending // ready!
  return `used ${num}`
}

/** What `do_poll` makes of a future that waits: a new one in each call. */
class MadeAnew implements Future<string> {
  poll(cx: Context): Poll<string> {
    return doPoll(cx, slow)
  }
}

/** The future is a field; between two polls it is where the progress is. */
class Kept implements Future<string> {
  private fut: Future<number> | null

  constructor() {
    this.fut = slow()
  }

  poll(cx: Context): Poll<string> {
    if (this.fut === null) throw new PolledAfterCompletionError('Kept')
    const num = this.fut.poll(cx)
    if (num === Pending) return Pending
    this.fut = null
    return `used ${num}`
  }

  [Symbol.dispose](): void {
    this.fut?.[Symbol.dispose]?.()
    this.fut = null
  }
}

function answers(future: Future<string>, polls: number): string {
  const task = mockTask(future)
  const answers = Array.from({ length: polls }, () => task.poll())
  return answers.map(answer => (isPending(answer) ? 'Pending' : `Ready(${answer})`)).join(', ')
}

console.log('do_poll, with ready(42):', answers({ poll: cx => doPoll(cx, () => ready(42)) }, 1))
console.log('kept in a field:', answers(new Kept(), 2))
console.log('made anew in each poll:', answers(new MadeAnew(), 4))
{
  const lints = lint({ onFinding: () => {} })
  using runtime = new Runtime({ observer: lints })
  runtime.spawn(new MadeAnew())
  for (let turn = 0; turn < 200; turn++) runtime.tryRunOne()
  console.log(`  ${lints.report().replace('\n', '\n  ')}`)
}
explain('Pending, taken for the number and handed on:', () => mockTask(map(ready(42), () => Pending as unknown as number)).poll())
