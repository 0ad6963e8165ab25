/**
 * # 4.8 async fn foo(&mut i32) as a state machine, and the wakeup that it loses as printed
 *
 *     async fn foo(x: &mut i32) -> i32 {
 *         *x += 1;
 *         yield_now().await;
 *         *x *= 2;
 *         yield_now().await;
 *         *x + 3
 *     }
 *
 *     enum State<'a> {
 *         Start { x: &'a mut i32 },
 *         Awaiting1 { x: &'a mut i32, fut: YieldNow },
 *         Awaiting2 { x: &'a mut i32, fut: YieldNow },
 *         Done,
 *     }
 *
 *     fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<i32> {
 *         loop { match &mut self.state {
 *             State::Start { x } => { *x += 1; self.state = Awaiting1 { x, fut: yield_now() }; return Poll::Pending; }
 *             State::Awaiting1 { x, fut } => match Pin::new(fut).poll(cx) {
 *                 Poll::Pending => return Poll::Pending,
 *                 Poll::Ready(()) => { *x *= 2; self.state = Awaiting2 { x, fut: yield_now() }; }
 *             },
 *             …
 *             State::Done => panic!("polled after completion"),
 *         } }
 *     }
 *
 * So it is often printed, and the first arm is wrong: it answers Pending, and nobody has polled the inner future yet. The waker is
 * in no one's hands. `.await` polls first and suspends after; without that `return` the loop goes on to `Awaiting1`, which does so.
 */
import { blockOn, DeadlockError, inspect, Pending, Runtime, yieldNow, PolledAfterCompletionError } from '../src/index.ts'
import type { Context, Future, Inspection, Poll, YieldNow } from '../src/index.ts'
import { mockTask } from '../src/testing/index.ts'
import { lint } from '../src/watch/index.ts'
import { explain } from './support/explain.ts'

/** `&mut i32`: whoever lends the number sees what becomes of it. */
interface I32 {
  value: number
}

/** What lives in each state, and so across the suspension that it stands for. */
type State =
  | { readonly at: 'Start'; readonly x: I32 }
  | { readonly at: 'Awaiting1'; readonly x: I32; readonly fut: YieldNow }
  | { readonly at: 'Awaiting2'; readonly x: I32; readonly fut: YieldNow }
  | { readonly at: 'Done' }

class FooFuture implements Future<number> {
  private state: State
  private readonly asPrinted: boolean

  constructor(x: I32, asPrinted: boolean) {
    this.state = { at: 'Start', x }
    this.asPrinted = asPrinted
  }

  poll(cx: Context): Poll<number> {
    for (;;) {
      const { state } = this
      switch (state.at) {
        case 'Start':
          state.x.value += 1
          this.state = { at: 'Awaiting1', x: state.x, fut: yieldNow() }
          if (this.asPrinted) return Pending // the defect: `fut` has not been polled, and nobody has the waker
          break
        case 'Awaiting1':
          if (state.fut.poll(cx) === Pending) return Pending
          state.x.value *= 2
          this.state = { at: 'Awaiting2', x: state.x, fut: yieldNow() }
          break
        case 'Awaiting2':
          if (state.fut.poll(cx) === Pending) return Pending
          this.state = { at: 'Done' }
          return state.x.value + 3
        case 'Done':
          throw new PolledAfterCompletionError('FooFuture')
      }
    }
  }

  [Symbol.dispose](): void {
    if ('fut' in this.state) this.state.fut[Symbol.dispose]()
    this.state = { at: 'Done' }
  }

  [inspect](): Inspection {
    return { name: 'FooFuture', state: this.state.at, children: 'fut' in this.state ? [this.state.fut] : [] }
  }
}

const printed = (x: I32) => new FooFuture(x, true)
const mended = (x: I32) => new FooFuture(x, false)

/** Polls it `polls` times, woken or not, and shows the machine after each poll. */
function walk(foo: FooFuture, x: I32, polls: number): void {
  const task = mockTask(foo)
  const show = (what: string) => console.log(`${what}: ${foo[inspect]().state}, x = ${x.value}, wakes ${task.wakeCount}`)
  show('before')
  for (let poll = 1; poll <= polls; poll++) {
    const answer = task.poll()
    show(`poll ${poll}, ${answer === Pending ? 'Pending' : `Ready(${answer})`}`)
  }
}

console.log('-- as printed')
const first: I32 = { value: 1 }
walk(printed(first), first, 1)
explain('on an executor:', () => blockOn(printed({ value: 1 })))
try {
  blockOn(printed({ value: 1 }))
} catch (error) {
  if (error instanceof DeadlockError) console.log('the state in which it is stuck:', error.tasks[0]!.state)
}
{
  const lints = lint({ onFinding: () => {} })
  using runtime = new Runtime({ observer: lints })
  runtime.spawn(printed({ value: 1 }))
  runtime.runUntilStalled()
  console.log(`in a task, seen by a lint:\n  ${lints.report().replace('\n', '\n  ')}`)
}
const luck: I32 = { value: 1 }
console.log('-- as printed, under an executor that polls unasked: it seems to work')
walk(printed(luck), luck, 4)

console.log('-- mended')
const x: I32 = { value: 1 }
walk(mended(x), x, 3)
console.log('on an executor:', blockOn(mended({ value: 1 })))
const done = mended({ value: 1 })
blockOn(done)
explain('polled after completion:', () => blockOn(done))
