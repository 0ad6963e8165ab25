/**
 * `parkThread`: the driver of `blockOn`. With nothing to do it blocks the thread in `Atomics.wait`, once, until the
 * earliest timer, another thread's wake, or an unparker. While it is blocked the host's event loop does not turn: no
 * callback of Node's runs, no signal handler, no message event. What other threads have to say arrives in shared memory.
 */
import { sendable } from '../future/symbols.ts'
import type { Driver, ParkRefusal } from './driver.ts'
import { newSignal, Unparker, waitFor } from './parker.ts'

export interface ParkThreadOptions {
  /** The longest single wait in milliseconds, after which the runtime looks around and waits again. Default: no limit. */
  maxPark?: number
}

const REMEDY = 'use a runtime with the driver hostLoop(), or call blockOn in a worker'

const WAITING_FORBIDDEN: ParkRefusal = {
  because: 'would have to be waited for, and the host lets nobody park this thread, as a browser does with a page',
  remedy: REMEDY,
}

const NO_SHARED_MEMORY: ParkRefusal = {
  because:
    'would have to be waited for, and this thread cannot be parked: the host has no SharedArrayBuffer ' +
    '(a page and its workers have it when cross-origin isolated)',
  remedy: `${REMEDY} that is cross-origin isolated`,
}

/**
 * The driver that {@link parkThread} makes. One runtime for each.
 *
 * Rust: the parker of `futures::executor::block_on`; tokio's `ParkThread`.
 *
 * @example
 * const driver = new ParkThread({ maxPark: 1000 })
 * const runtime = new Runtime({ driver })
 */
export class ParkThread implements Driver {
  private readonly maxPark: number
  /** Made when first needed: a runtime that never parks needs no shared memory. */
  private word: Int32Array | null
  /** `unpark` on this thread, before there is a word. */
  private token: boolean
  /** Unparkers not disposed yet. */
  private unparkers: number
  /** Asked of the host once, at the first park. */
  private mayWait: boolean

  constructor(options: ParkThreadOptions = {}) {
    const maxPark = options.maxPark ?? Infinity
    if (!(maxPark > 0)) throw new RangeError(`parkThread: maxPark must be above 0 milliseconds, and is ${maxPark}`)
    this.maxPark = maxPark
    this.word = null
    this.token = false
    this.unparkers = 0
    this.mayWait = false
  }

  parkRefusal(): ParkRefusal | null {
    if (this.token || this.mayWait) return null
    if (typeof SharedArrayBuffer !== 'function') return NO_SHARED_MEMORY
    // What is not 0 is not waited for; but where waiting is forbidden, even that throws.
    try {
      Atomics.wait(this.signal(), 0, -1, 0)
    } catch {
      return WAITING_FORBIDDEN
    }
    this.mayWait = true
    return null
  }

  park(deadline: number | null): void {
    if (this.token) {
      this.token = false
      return
    }
    const wait = deadline === null ? Infinity : deadline - this.now()
    waitFor(this.signal(), Math.min(wait, this.maxPark))
  }

  unpark(): void {
    this.token = true
  }

  now(): number {
    return performance.now()
  }

  /** Nothing to do: the word is there for other threads as soon as one asks for it. */
  external(_delta: 1 | -1, _kind: 'thread' | 'host'): void {}

  signal(): Int32Array {
    return (this.word ??= newSignal())
  }

  expectsUnpark(): boolean {
    return this.unparkers > 0
  }

  /**
   * An unparker of this driver. Until it is disposed the runtime takes it for a possible wake and parks rather than
   * report a deadlock.
   */
  unparker(): Unparker {
    const unparker = new Unparker(this.signal(), () => void this.unparkers--)
    this.unparkers++
    return unparker
  }

  /** It belongs to the thread that made it. */
  get [sendable](): boolean {
    return false
  }
}

/**
 * The default driver: blocks the thread while nothing is ready. Where the host forbids that, `blockOn` throws
 * `HostParkError` instead of parking; what never waits runs there too.
 *
 * Rust: tokio's `ParkThread`; `std::thread::park_timeout`.
 *
 * @throws RangeError if `maxPark` is not above 0.
 * @example
 * const runtime = new Runtime({ driver: parkThread() })
 */
export function parkThread(options?: ParkThreadOptions): ParkThread {
  return new ParkThread(options)
}
