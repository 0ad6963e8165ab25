/**
 * # Parker and unparker
 *
 * The smallest tool to block a thread: a token. `park` waits until the token is there and takes it; `unpark`, from any
 * thread, puts it there. An unpark that comes before the park is not lost, and many are as good as one.
 *
 *     signal[0]:   0 ──unpark──▶ 1 ──park──▶ 0
 *
 * Ten lines of executor can be made of it:
 *
 *     const parker = new Parker()
 *     const unparker = parker.unparker()
 *     const cx = contextFrom(wakerFn(() => unparker.unpark()))
 *     for (;;) {
 *       const output = future.poll(cx)
 *       if (output !== Pending) return output
 *       parker.park()
 *     }
 *
 * Rust: `std::thread::park`, the crate `parking`.
 */
import '../future/symbols.ts'
import { wakeRemote, type RemoteHandle } from './remote-handle.ts'

/**
 * The waiting side: blocks this thread until the token is there. Who calls `unpark` first is not lost.
 *
 * Rust: `parking::Parker`; `std::thread::park`.
 *
 * @example
 * const parker = new Parker()
 * worker.postMessage(parker.unparker().handle)   // the worker: wakeRemote(handle)
 * parker.park()
 */
export class Parker {
  private readonly signal: Int32Array

  /** @throws TypeError where the host has no shared memory (a page that is not cross-origin isolated). */
  constructor() {
    this.signal = newSignal()
  }

  /**
   * Blocks the thread until the token is there, and takes it.
   *
   * @throws TypeError where the host forbids that: on a page's own thread.
   */
  park(): void {
    waitFor(this.signal, Infinity)
  }

  /**
   * Blocks the thread for at most `ms` milliseconds. True if unparked, false if the time ran out.
   *
   * @throws RangeError if `ms` is NaN.
   */
  parkTimeout(ms: number): boolean {
    if (Number.isNaN(ms)) throw new RangeError('parkTimeout: the time is NaN; give milliseconds')
    return waitFor(this.signal, ms)
  }

  /** A way to unpark. Make as many as needed. */
  unparker(): Unparker {
    return new Unparker(this.signal)
  }
}

/**
 * The waking side. Its `handle` can be posted to another thread, where `wakeRemote(handle)` unparks.
 *
 * Rust: `parking::Unparker`; `std::thread::Thread::unpark`.
 *
 * @example
 * const driver = parkThread()
 * using unparker = driver.unparker()             // the runtime on this driver waits for it, rather than report a deadlock
 * worker.postMessage(unparker.handle)
 */
export class Unparker implements Disposable {
  readonly handle: RemoteHandle
  private readonly onDispose: (() => void) | null
  private alive: boolean

  constructor(signal: Int32Array, onDispose: (() => void) | null = null) {
    this.handle = { signal, bits: null, index: 0 }
    this.onDispose = onDispose
    this.alive = true
  }

  /** Puts the token there, and ends the park. */
  unpark(): void {
    wakeRemote(this.handle)
  }

  /** Says that this unparker will not unpark any more. One of a runtime's driver counts as a possible wake until then. */
  [Symbol.dispose](): void {
    if (!this.alive) return
    this.alive = false
    if (this.onDispose !== null) this.onDispose()
  }
}

/**
 * A token's word, in shared memory.
 *
 * @throws TypeError where the host has none.
 */
export function newSignal(): Int32Array {
  if (typeof SharedArrayBuffer !== 'function') {
    throw new TypeError(
      'this host has no SharedArrayBuffer (a page and its workers have it when cross-origin isolated), so no thread can be parked ' +
        'here, or woken by another; have the other thread post a message, and wake in its handler',
    )
  }
  return new Int32Array(new SharedArrayBuffer(4))
}

/** Waits for the token of `signal` and takes it; false if `ms` milliseconds went by without it. */
export function waitFor(signal: Int32Array, ms: number): boolean {
  if (Atomics.exchange(signal, 0, 0) === 1) return true
  if (!(ms > 0)) return false
  // No look at the clock where no time limits the wait.
  const start = ms === Infinity ? 0 : performance.now()
  let left = ms
  // A wait may end early: without the token (another thread's unpark was taken already), or a hair before the time.
  for (;;) {
    block(signal, left)
    if (Atomics.exchange(signal, 0, 0) === 1) return true
    if (ms === Infinity) continue
    left = ms - (performance.now() - start)
    if (!(left > 0)) return false
  }
}

function block(signal: Int32Array, ms: number): void {
  try {
    Atomics.wait(signal, 0, 0, ms)
  } catch (cause) {
    throw new TypeError('the host lets nobody park this thread, as a browser does with a page; park in a worker, or use the driver hostLoop()', { cause })
  }
}
