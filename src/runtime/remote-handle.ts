/**
 * The part of a wake that happens on another thread. It imports nothing, so that a worker can load it alone.
 *
 * A handle names one bit in shared memory and the word on which the sleeping thread waits:
 *
 *     bits[0]        dirty: some bit below is set          signal[0]   the parker's token
 *     bits[1 + n]    32 wakers each, one bit a waker
 *
 * Order matters: bit, then dirty, then the token. The owner reads them the other way round (token, dirty, bits), so a
 * wake that it overtakes is found at its next look, never lost.
 */

/** What names a waker on other threads. Plain data over shared memory: post it, or pass it as `workerData`. */
export interface RemoteHandle {
  readonly signal: Int32Array
  /** Null for an `Unparker`, which has no waker behind it. */
  readonly bits: Int32Array | null
  readonly index: number
}

/**
 * Wakes what `handle` stands for, from any thread. A handle whose owner was disposed wakes nothing, or by chance
 * somebody else once too often, which is legal.
 *
 * Rust: `Waker::wake_by_ref`, called on another thread.
 *
 * @throws TypeError if `handle` is not a `RemoteHandle`.
 * @example
 * // in a worker, with workerData.handle from remoteWaker(cx.waker).handle
 * wakeRemote(workerData.handle)
 */
export function wakeRemote(handle: RemoteHandle): void {
  const { signal, bits, index } = handle ?? {}
  if (!(signal instanceof Int32Array) || !(bits === null || bits instanceof Int32Array)) {
    throw new TypeError('wakeRemote: expected the handle of a RemoteWaker or an Unparker')
  }
  if (bits !== null) {
    Atomics.or(bits, 1 + (index >>> 5), 1 << (index & 31))
    Atomics.store(bits, 0, 1)
  }
  Atomics.store(signal, 0, 1)
  Atomics.notify(signal, 0)
}
