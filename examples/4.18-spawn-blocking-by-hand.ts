/**
 * # 4.18 spawn_blocking from a thread, shared state and a waker
 *
 *     pub fn spawn_blocking<T, F>(closure: F) -> SpawnBlocking<T>
 *     where F: FnOnce() -> T, F: Send + 'static, T: Send + 'static {
 *         let inner = Arc::new(Mutex::new(Shared { value: None, waker: None }));
 *         std::thread::spawn({ let inner = inner.clone(); move || {
 *             let value = closure();
 *             let waker = { let mut guard = inner.lock().unwrap(); guard.value = Some(value); guard.waker.take() };
 *             if let Some(waker) = waker { waker.wake(); }
 *         } });
 *         SpawnBlocking(inner)
 *     }
 *     fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<T> {
 *         let mut guard = self.0.lock().unwrap();
 *         if let Some(value) = guard.value.take() { return Poll::Ready(value); }
 *         guard.waker = Some(cx.waker().clone());
 *         Poll::Pending
 *     }
 *
 * A real thread computes while this one goes on, then sleeps. The value crosses in shared memory. The waker stays here; a
 * `RemoteWaker` stands for it over there, and calls the latest one. The value is written before the wake, as under the mutex.
 */
import { Worker } from 'node:worker_threads'
import {
  inspect, join, Pending, pending, PolledAfterCompletionError, Rc, remoteWaker, Runtime, spawnBlocking, wakerFn,
  yieldNow,
} from '../src/index.ts'
import type { Context, Future, Inspection, Poll, RemoteWaker, Waker } from '../src/index.ts'
import { explain } from './support/explain.ts'

const THREAD = new URL('./support/second-thread.mjs', import.meta.url)

class SpawnBlocking implements Future<number> {
  /** [0]: whether the value is there; [1]: the value. */
  private readonly shared: Int32Array
  /** Null once the value was taken, or nobody wants it any more. */
  private remote: RemoteWaker | null
  private waker: Waker | null

  /** The thread begins at once, polled or not, as in Rust. Called in a runtime: that is who is woken. */
  constructor(n: number) {
    this.shared = new Int32Array(new SharedArrayBuffer(8))
    this.waker = null
    this.remote = remoteWaker(wakerFn(() => this.waker?.wake()))
    const thread = new Worker(THREAD, { execArgv: [] })
    thread.unref()
    thread.postMessage({ n, shared: this.shared, handle: this.remote.handle })
  }

  poll(cx: Context): Poll<number> {
    if (this.remote === null) throw new PolledAfterCompletionError('SpawnBlocking')
    if (Atomics.load(this.shared, 0) === 0) {
      this.waker = cx.waker
      return Pending
    }
    this[Symbol.dispose]()
    return Atomics.load(this.shared, 1)
  }

  /** The thread cannot be stopped: its value is dropped, and its wake reaches nobody. */
  [Symbol.dispose](): void {
    this.remote?.[Symbol.dispose]()
    this.remote = null
    this.waker = null
  }

  [inspect](): Inspection {
    return { name: 'SpawnBlocking', state: this.remote === null ? 'Done' : 'Computing', waitsOn: 'its thread' }
  }
}

using runtime = new Runtime()
using _ = runtime.enter()

const job = new SpawnBlocking(25)
console.log(job[inspect]().state, '· meanwhile this thread goes on')
const [value] = runtime.blockOn(join(job, yieldNow()))
console.log('fib(25), from a thread:', value, '·', job[inspect]().state)
explain('polled again:', () => runtime.blockOn(job))

const unwanted = new SpawnBlocking(25)
unwanted[Symbol.dispose]()
explain('one that was dropped is waited for by nobody, so this cannot go on:', () => runtime.blockOn(pending()))

console.log('-- the library’s own, on a pool of threads')
function fib(n: number): number {
  const next = (n: number): number => (n < 2 ? n : next(n - 1) + next(n - 2))
  return next(n)
}
console.log('fib(25):', runtime.blockOn(spawnBlocking(fib, 25)))
explain('F: Send, an argument that may not go over:', () => spawnBlocking((rc: Rc<number>) => rc.value, new Rc(25)))
const n = 25
const captures = spawnBlocking(() => n + 1)
explain("F: 'static, a closure that captures:", () => runtime.blockOn(captures))
const panics = spawnBlocking(() => {
  throw new RangeError('no such number')
})
explain('a panic on the thread:', () => runtime.blockOn(panics))
