/**
 * `parkThread`: the driver of `blockOn`. With nothing to do it blocks the thread in `Atomics.wait`, once, until the
 * earliest timer, another thread's wake, or an unparker. While it is blocked the host's event loop does not turn: no
 * callback of Node's runs, no signal handler, no message event. What other threads have to say arrives in shared memory.
 */
import type { Driver } from './driver.ts'
import { newSignal, Unparker, waitFor } from './parker.ts'

export interface ParkThreadOptions {
  /** The longest single wait in milliseconds, after which the runtime looks around and waits again. Default: no limit. */
  maxPark?: number
}

export class ParkThread implements Driver {
  private readonly maxPark: number
  /** Made when first needed: a runtime that never parks needs no shared memory. */
  private word: Int32Array | null
  /** `unpark` on this thread, before there is a word. */
  private token: boolean
  /** Unparkers not disposed yet. */
  private unparkers: number

  constructor(options: ParkThreadOptions = {}) {
    const maxPark = options.maxPark ?? Infinity
    if (!(maxPark > 0)) throw new RangeError(`parkThread: maxPark must be above 0 milliseconds, and is ${maxPark}`)
    this.maxPark = maxPark
    this.word = null
    this.token = false
    this.unparkers = 0
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
}

/**
 * The default driver: blocks the thread while nothing is ready.
 *
 * @throws RangeError if `maxPark` is not above 0.
 * @example
 * const runtime = new Runtime({ driver: parkThread() })
 */
export function parkThread(options?: ParkThreadOptions): ParkThread {
  return new ParkThread(options)
}
