/**
 * # 4.16 block_on from Parker and waker_fn: the ten-line executor
 *
 *     fn block_on<F: Future>(future: F) -> F::Output {
 *         let parker = Parker::new();
 *         let unparker = parker.unparker().clone();
 *         let waker = waker_fn(move || unparker.unpark());
 *         let mut context = Context::from_waker(&waker);
 *         pin!(future);
 *         loop {
 *             match future.as_mut().poll(&mut context) {
 *                 Poll::Ready(value) => return value,
 *                 Poll::Pending => parker.park(),
 *             }
 *         }
 *     }
 *
 * Run for real: another thread computes, and unparks this one, which sleeps in `Atomics.wait` meanwhile. A waker is a function, and
 * stays on its thread; what this one does, to unpark the thread, is plain data over shared memory: the unparker's `handle`.
 */
import { Worker } from 'node:worker_threads'
import {
  blockOn as realBlockOn, contextFrom, inspect, Parker, Pending, pin, PolledAfterCompletionError, wakerFn, yieldNow,
} from '../src/index.ts'
import type { Context, Future, Inspection, Poll } from '../src/index.ts'
import { explain } from './support/explain.ts'

/** Of this thread, as `std::thread::park` is. Futures that are run here may pass an unparker's handle on. */
const parker = new Parker()

function blockOn<T>(future: Future<T>): T {
  const unparker = parker.unparker()
  const context = contextFrom(wakerFn(() => unparker.unpark()))
  using pinned = pin(future)
  for (;;) {
    const output = pinned.asMut().poll(context)
    if (output !== Pending) return output
    parker.park()
  }
}

type State = 'Start' | 'Computing' | 'Done'

/** The n-th Fibonacci number, by another thread: asked at the first poll, read at the second. */
class Fib implements Future<number> {
  private state: State
  private readonly worker: Worker
  private readonly n: number
  private readonly shared: Int32Array
  polls: number

  constructor(worker: Worker, n: number) {
    this.state = 'Start'
    this.worker = worker
    this.n = n
    this.shared = new Int32Array(new SharedArrayBuffer(8))
    this.polls = 0
  }

  poll(_cx: Context): Poll<number> {
    this.polls += 1
    if (this.state === 'Done') throw new PolledAfterCompletionError('Fib')
    if (this.state === 'Start') {
      this.state = 'Computing'
      this.worker.postMessage({ n: this.n, shared: this.shared, handle: parker.unparker().handle })
      return Pending // the other thread may be done already: then the token is there, and the park ends at once
    }
    if (Atomics.load(this.shared, 0) === 0) return Pending
    this.state = 'Done'
    return Atomics.load(this.shared, 1)
  }

  [inspect](): Inspection {
    return { name: 'Fib', state: this.state, waitsOn: 'the other thread' }
  }
}

const worker = new Worker(new URL('./support/second-thread.mjs', import.meta.url), { execArgv: [] })
worker.unref()

const fib = new Fib(worker, 20)
console.log('fib(20), from another thread:', blockOn(fib), '· polls:', fib.polls)
const again = new Fib(worker, 25)
console.log('fib(25):', blockOn(again), '· polls:', again.polls)

// A wake from inside the poll comes before the park. The token is kept, and the park ends at once.
blockOn(yieldNow())
console.log('a wake that comes before the park is not lost')

console.log('-- a future that nobody wakes')
class Lost implements Future<never> {
  poll(_cx: Context): Poll<never> {
    return Pending
  }
}
console.log('ten lines would sleep for ever; did the park end within 20 ms:', parker.parkTimeout(20))
explain('the whole blockOn knows that nobody can wake it:', () => realBlockOn(new Lost()))
explain('and no executor may block inside a poll:', () => realBlockOn({ poll: () => realBlockOn(yieldNow()) }))
