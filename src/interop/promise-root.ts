/**
 * The task behind one `toPromise`: polls the future, settles the promise, and lets an abort signal dispose it.
 *
 *     begin ──signal aborted already──▶ Disposed, rejected with the reason, never polled        (1)
 *     begin ──▶ Waiting ⇄ Polling ──output, throw──▶ Finished, settled                          (2)
 *     Waiting ──the signal──▶ Disposed, rejected with the reason                                (3)
 *     Polling ──the signal──▶ noted; when that poll answers Pending, as (3)                     (4)
 *     Waiting ──the runtime shuts down──▶ Disposed, rejected with a cancelled JoinError         (5)
 *     Waiting ──addEventListener throws──▶ Disposed, rejected with what it threw                (6)
 *
 * In each case the future is gone before the promise settles. After (3) and (6) the task itself is still in its runtime's list,
 * aborted: it ends at its next turn, with nothing left to dispose.
 */
import type { Context } from '../future/context.ts'
import { drop } from '../future/dispose.ts'
import type { Future } from '../future/future.ts'
import { nameOf, type Inspection } from '../future/inspect.ts'
import { Disposed, Finished, Polling, Waiting, type Phase } from '../future/phase.ts'
import { Pending, type Poll } from '../future/poll.ts'
import { explainOverflow } from '../future/stack-overflow.ts'
import { inspect } from '../future/symbols.ts'
import { JoinError, NO_TASK } from '../runtime/errors.ts'
import type { AbortHandle } from '../runtime/join-handle.ts'
import type { Runtime } from '../runtime/runtime.ts'
import { AbortWatch, type AbortSignalLike } from './abort-signal.ts'
import { disposeSilentlyIn } from './errand.ts'

/** The two ends of a promise that this room owes to somebody. */
export interface Promised<T> {
  resolve(value: T): void
  reject(error: unknown): void
}

export class PromiseRoot<T> implements Future<void> {
  private phase: Phase
  private inner: Future<T> | null
  private readonly runtime: Runtime
  private readonly promised: Promised<T>
  private readonly signal: AbortSignalLike | null
  private watch: AbortWatch | null
  private task: AbortHandle | null

  constructor(inner: Future<T>, runtime: Runtime, promised: Promised<T>, signal: AbortSignalLike | null) {
    this.phase = Waiting
    this.inner = inner
    this.runtime = runtime
    this.promised = promised
    this.signal = signal
    this.watch = null
    this.task = null
  }

  begin(): void {
    const { runtime, signal } = this
    if (signal !== null && signal.aborted) {
      this.cancel(signal.reason)
      return
    }
    const handle = runtime.start(this)
    this.task = handle.abortHandle()
    handle[Symbol.dispose]()
    // During the first poll nobody listened: its end has looked at the signal.
    if (signal !== null && this.waits()) this.listen(signal)
  }

  private waits(): boolean {
    return this.phase === Waiting
  }

  /** A signal that cannot be listened to cannot abort: the future is not left to run where nobody could stop it. */
  private listen(signal: AbortSignalLike): void {
    try {
      const watch = new AbortWatch(signal, () => this.aborted())
      if (this.waits()) this.watch = watch
      else watch.stop()
    } catch (error) {
      if (this.waits()) this.cancel(error)
    }
  }

  poll(cx: Context): Poll<void> {
    if (this.phase === Disposed) return undefined
    this.phase = Polling
    let output: Poll<T>
    try {
      output = this.inner!.poll(cx)
    } catch (error) {
      this.end(Finished)
      this.promised.reject(explainOverflow(error))
      return undefined
    }
    if (output === Pending) return this.suspend()
    this.end(Finished)
    this.promised.resolve(output)
    return undefined
  }

  private suspend(): Poll<void> {
    this.phase = Waiting
    const { signal } = this
    if (signal === null || !signal.aborted) return Pending
    this.cancel(signal.reason)
    return undefined
  }

  private aborted(): void {
    if (this.phase === Waiting) this.cancel(this.signal!.reason)
  }

  /** The future disposes inside its runtime. Its caller learns that it was aborted; a throw on the way is reported. */
  private cancel(reason: unknown): void {
    const { runtime, task } = this
    disposeSilentlyIn(runtime, this.end(Disposed), 'the dispose of what toPromise ran')
    this.promised.reject(reason)
    task?.abort()
  }

  private end(phase: Phase): Future<T> {
    const inner = this.inner!
    this.phase = phase
    this.inner = null
    this.watch?.stop()
    this.watch = null
    return inner
  }

  /** The runtime cancels the task. */
  [Symbol.dispose](): void {
    if (this.phase !== Waiting) return
    const inner = this.end(Disposed)
    let error: unknown = JoinError.cancelled(this.task?.id ?? NO_TASK, nameOf(inner))
    try {
      drop(inner)
    } catch (thrown) {
      error = thrown
    }
    this.promised.reject(error)
  }

  [inspect](): Inspection {
    const { inner } = this
    return inner === null ? { name: 'toPromise' } : { name: `toPromise(${nameOf(inner)})`, children: [inner] }
  }
}
