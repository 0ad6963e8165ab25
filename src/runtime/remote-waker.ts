/**
 * `remoteWaker`: a waker that another thread can call. Its `handle` is plain data over shared memory; `wakeRemote`
 * (in `remote-handle.ts`, which a worker can load alone) sets the waker's bit there and ends the runtime's park, and the
 * runtime then calls the waker on its own thread.
 */
import '../future/symbols.ts'
import { sendable } from '../future/symbols.ts'
import type { Waker } from '../future/waker.ts'
import { requireRuntime } from './current.ts'
import { wakeRemote, type RemoteHandle } from './remote-handle.ts'

export { wakeRemote, type RemoteHandle }

/** How many wakers share one block of shared memory: 32 words of bits, beside the dirty word. */
const BLOCK_WAKERS = 1024

/** One block of shared memory, and who is behind its bits. */
class Block {
  readonly bits: Int32Array
  readonly wakers: (Waker | null)[]
  private readonly free: number[]

  constructor() {
    this.bits = new Int32Array(new SharedArrayBuffer(4 * (1 + BLOCK_WAKERS / 32)))
    this.wakers = []
    this.free = []
  }

  add(waker: Waker): number {
    const index = this.free.pop() ?? this.wakers.length
    this.wakers[index] = waker
    return index
  }

  remove(index: number): void {
    this.wakers[index] = null
    this.free.push(index)
    // A wake on its way when the owner let go must not reach the next owner of the place, as far as it has arrived.
    Atomics.and(this.bits, 1 + (index >>> 5), ~(1 << (index & 31)))
  }

  isFull(): boolean {
    return this.free.length === 0 && this.wakers.length === BLOCK_WAKERS
  }

  /** Calls the wakers whose bits are set, and gives their number. The dirty word first: a bit set after this look sets it again. */
  take(report: (error: unknown) => void): number {
    if (Atomics.exchange(this.bits, 0, 0) === 0) return 0
    let woken = 0
    const words = (this.wakers.length + 31) >>> 5
    for (let word = 0; word < words; word++) {
      let set = Atomics.exchange(this.bits, 1 + word, 0)
      while (set !== 0) {
        const lowest = 31 - Math.clz32(set & -set)
        set &= set - 1
        woken++
        try {
          this.wakers[(word << 5) + lowest]?.wake()
        } catch (error) {
          report(error)
        }
      }
    }
    return woken
  }
}

/** The remote wakers of one runtime. */
export class RemoteWakes {
  private readonly blocks: Block[]
  /** Wakes that were taken in so far. */
  woken: number

  constructor() {
    this.blocks = []
    this.woken = 0
  }

  add(waker: Waker): { block: Block; index: number } {
    let block = this.blocks.find(candidate => !candidate.isFull())
    if (block === undefined) this.blocks.push((block = new Block()))
    return { block, index: block.add(waker) }
  }

  /** Calls every waker that other threads have woken since the last look. What they throw goes to `report`. */
  take(report: (error: unknown) => void): void {
    for (const block of this.blocks) this.woken += block.take(report)
  }
}

/**
 * A waker's right to be called from other threads, until it is disposed. Made by {@link remoteWaker}; whoever holds it
 * disposes it, since its runtime waits for it until then.
 *
 * Rust: a `Waker`, which is `Send + Sync` by itself.
 *
 * @example
 * [Symbol.dispose]() {
 *   this.remote?.[Symbol.dispose]()
 * }
 */
export class RemoteWaker implements Disposable {
  /** Post this to another thread, which calls `wakeRemote(handle)`. */
  readonly handle: RemoteHandle
  private readonly block: Block
  private readonly release: () => void
  private alive: boolean

  constructor(signal: Int32Array, block: Block, index: number, release: () => void) {
    this.handle = { signal, bits: block.bits, index }
    this.block = block
    this.release = release
    this.alive = true
  }

  /** From now on the handle wakes nobody, and the runtime does not wait for it. */
  [Symbol.dispose](): void {
    if (!this.alive) return
    this.alive = false
    this.block.remove(this.handle.index)
    this.release()
  }

  /** It belongs to the thread that made it. */
  get [sendable](): boolean {
    return false
  }
}

/**
 * Registers `waker` with the current runtime, to be called from any thread. While it is not disposed the runtime takes
 * it for a possible wake: it parks, and reports no deadlock. Keep it in the future that waits, and dispose it there.
 *
 * Rust: a `Waker` is `Send + Sync` by itself.
 *
 * @throws NoRuntimeError outside a runtime.
 * @throws TypeError for what is no waker, and if the runtime's driver cannot be woken from other threads.
 * @example
 * this.remote = remoteWaker(cx.waker)
 * worker.postMessage(this.remote.handle)   // the worker: wakeRemote(handle)
 */
export function remoteWaker(waker: Waker): RemoteWaker {
  if (typeof (waker as Partial<Waker> | null | undefined)?.wake !== 'function') {
    throw new TypeError('remoteWaker: expected a waker, as cx.waker is one')
  }
  return requireRuntime('remoteWaker').remoteWaker(waker)
}
