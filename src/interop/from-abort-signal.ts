/** `fromAbortSignal(signal)`: a future that is ready when the signal is aborted. */
import type { Context } from '../future/context.ts'
import type { Future } from '../future/future.ts'
import type { Inspection } from '../future/inspect.ts'
import { Disposed, Finished, mayDispose, phaseName, refusePoll, Waiting, type Phase } from '../future/phase.ts'
import { Pending, refuseAnswer, type Poll } from '../future/poll.ts'
import { inspect, sendable } from '../future/symbols.ts'
import type { Waker } from '../future/waker.ts'
import { watch } from '../future/watch.ts'
import { AbortWatch, requireSignal, type AbortSignalLike } from './abort-signal.ts'
import { report } from './errand.ts'
import { ExternalSource } from '../runtime/external-source.ts'

/**
 * What {@link fromAbortSignal} returns. Waiting, it has one listener on the signal and is a host source of its runtime.
 *
 * Rust: `tokio_util::sync::WaitForCancellationFuture`.
 *
 * @example
 * const aborted: FromAbortSignal = fromAbortSignal(controller.signal)
 * spawnLocal(map(aborted, reason => console.log('stopped:', reason)))
 */
export class FromAbortSignal implements Future<unknown>, Disposable {
  private phase: Phase
  private readonly signal: AbortSignalLike
  private readonly source: ExternalSource
  /** The listener, while there is one. */
  private watch: AbortWatch | null
  private waker: Waker | null

  constructor(signal: AbortSignalLike) {
    this.phase = Waiting
    this.signal = signal
    this.source = new ExternalSource()
    this.watch = null
    this.waker = null
  }

  poll(cx: Context): Poll<unknown> {
    if (this.phase !== Waiting) refusePoll(this, this.phase)
    const { signal } = this
    if (signal.aborted) {
      const { reason } = signal
      this.end(Finished)
      refuseAnswer(reason, 'fromAbortSignal')
      return reason
    }
    if (this.waker === null && watch.current !== null) watch.current.began(this)
    if (this.waker === null || !this.waker.willWake(cx.waker)) this.waker = cx.waker
    this.watch ??= this.listen()
    this.source.hold()
    return Pending
  }

  private listen(): AbortWatch {
    try {
      return new AbortWatch(this.signal, () => this.aborted())
    } catch (error) {
      this.end(Finished)
      throw error
    }
  }

  private aborted(): void {
    const waker = this.waker
    if (watch.current !== null) watch.current.ready(this)
    this.release()
    try {
      waker?.wake()
    } catch (error) {
      report(this.source.home, 'the waker of fromAbortSignal', error)
    }
  }

  private release(): void {
    this.watch?.stop()
    this.watch = null
    this.waker = null
    if (watch.current !== null) watch.current.released(this)
    this.source.release()
  }

  private end(phase: Phase): void {
    this.phase = phase
    this.release()
  }

  [Symbol.dispose](): void {
    if (mayDispose(this, this.phase)) this.end(Disposed)
  }

  /** A signal belongs to the thread that made it. */
  get [sendable](): boolean {
    return false
  }

  [inspect](): Inspection {
    if (this.phase !== Waiting) return { name: 'FromAbortSignal', state: phaseName(this.phase) }
    return { name: 'FromAbortSignal', waitsOn: 'an abort signal' }
  }
}

/**
 * A future that outputs the signal's reason once it is aborted; at its first poll, if it is by then. It has one
 * listener, from the first poll that finds the signal not aborted until it ends or is disposed. While it waits it keeps a
 * host loop's process alive. Not sendable: spawn it with `spawnLocal`.
 *
 * Rust: `CancellationToken::cancelled`, for a token that the host owns.
 *
 * @throws TypeError at the call unless `signal` is a signal; from the poll, if the reason is `Pending` or `Done`.
 * @example
 * const outcome = yield* wait(select(work(), fromAbortSignal(controller.signal)))
 * if (outcome.index === 1) console.log('stopped:', outcome.value)
 */
export function fromAbortSignal(signal: AbortSignalLike): FromAbortSignal {
  requireSignal(signal, 'fromAbortSignal')
  return new FromAbortSignal(signal)
}
