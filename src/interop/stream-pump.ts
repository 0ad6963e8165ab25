/**
 * The task behind `toAsyncIterable`: serves the requests for items in the order in which they were made, polling the
 * stream only while there is one.
 *
 *     Idle ──request──▶ Waiting ⇄ Polling ──last request served──▶ Idle                        (1)
 *     Polling ──the stream ends or throws──▶ Over                                              (2)
 *     Idle, Waiting ──close──▶ Over, the stream disposed                                       (3)
 *     Polling ──close──▶ noted; when the stream's poll returns, as (3)                         (4)
 *     Waiting ──the runtime shuts down──▶ Over, the stream disposed                            (5)
 *
 * From Idle to Idle is one task. One that stayed would be reported as stuck wherever an iterator is left unfinished; so a
 * runtime that shuts down in Idle does not know of the stream, which is disposed, as in (5), by the next request.
 *
 * Requests that are open when it is over are answered as an async generator would answer them: a failure goes to the
 * first, and the end to the others.
 */
import { hasBudget, spendBudget } from '../future/budget.ts'
import type { Context } from '../future/context.ts'
import { drop } from '../future/dispose.ts'
import type { Future } from '../future/future.ts'
import { nameOf, type Inspection } from '../future/inspect.ts'
import { Done, Pending, type Poll } from '../future/poll.ts'
import { inspect } from '../future/symbols.ts'
import type { PollNext } from '../iterators/stream.ts'
import { JoinError, NO_TASK } from '../runtime/errors.ts'
import type { AbortHandle } from '../runtime/join-handle.ts'
import type { Runtime } from '../runtime/runtime.ts'
import { disposeIn, report } from './errand.ts'
import type { Promised } from './promise-root.ts'

const Idle = 0
const Waiting = 1
const Polling = 2
const Over = 3

export class StreamPump<T> implements Future<void> {
  private phase: typeof Idle | typeof Waiting | typeof Polling | typeof Over
  private stream: PollNext<T> | null
  private readonly runtime: Runtime
  private readonly requests: Promised<IteratorResult<T>>[]
  /** Who closed it while it was polling. */
  private readonly closers: Promised<void>[]
  private task: AbortHandle | null

  constructor(stream: PollNext<T>, runtime: Runtime) {
    this.phase = Idle
    this.stream = stream
    this.runtime = runtime
    this.requests = []
    this.closers = []
    this.task = null
  }

  /** The next item, after those asked for before. */
  request(): Promise<IteratorResult<T>> {
    if (this.phase === Over) return Promise.resolve(end())
    return new Promise((resolve, reject) => {
      this.requests.push({ resolve, reject })
      if (this.phase === Idle) this.start()
    })
  }

  private start(): void {
    this.phase = Waiting
    const handle = this.runtime.start(this)
    if (this.waits()) this.task = handle.abortHandle()
    handle[Symbol.dispose]()
  }

  private waits(): boolean {
    return this.phase === Waiting
  }

  poll(cx: Context): Poll<void> {
    if (this.phase === Over) return undefined
    while (this.requests.length > 0) {
      if (!hasBudget(cx)) return this.suspend()
      this.phase = Polling
      let item: Poll<T | Done>
      try {
        item = this.stream!.pollNext(cx)
      } catch (error) {
        this.failed(error)
        return undefined
      }
      if (item === Done) {
        this.over()
        return undefined
      }
      if (item !== Pending) {
        spendBudget()
        this.requests.shift()!.resolve({ value: item, done: false })
      }
      if (this.closers.length > 0) {
        this.release()
        return undefined
      }
      if (item === Pending) return this.suspend()
    }
    this.phase = Idle
    this.task = null
    return undefined
  }

  private suspend(): Pending {
    this.phase = Waiting
    return Pending
  }

  /**
   * Disposes the stream, at once or as soon as its poll has returned, and answers every open request. Fulfilled after
   * that; rejected with what the dispose throws.
   */
  close(): Promise<void> {
    if (this.phase === Over) return Promise.resolve()
    return new Promise((resolve, reject) => {
      this.closers.push({ resolve, reject })
      if (this.phase !== Polling) this.release()
    })
  }

  /** The stream is disposed before anybody learns that it is over. What its dispose throws goes to who closed it first. */
  private release(): void {
    const { stream, task, runtime } = this
    this.phase = Over
    try {
      disposeIn(runtime, stream)
    } catch (error) {
      const closer = this.closers.shift()
      if (closer === undefined) report(runtime, 'the dispose of what toAsyncIterable ran', error)
      else closer.reject(error)
    }
    this.over()
    task?.abort()
  }

  /** A stream that threw is finished and left alone, but for the sets that stay usable: their children are still there. */
  private failed(error: unknown): void {
    const { stream } = this
    this.requests.shift()!.reject(error)
    if (stream!.resumable === true) this.release()
    else this.over()
  }

  /** Everybody who still waits learns that there is no more. */
  private over(): void {
    this.phase = Over
    this.stream = null
    this.task = null
    for (const request of this.requests.splice(0)) request.resolve(end())
    for (const closer of this.closers.splice(0)) closer.resolve()
  }

  /** The runtime cancels the task. */
  [Symbol.dispose](): void {
    if (this.phase !== Waiting) return
    this.phase = Over
    const { stream } = this
    let error: unknown = JoinError.cancelled(this.task?.id ?? NO_TASK, nameOf(stream))
    try {
      drop(stream)
    } catch (thrown) {
      error = thrown
    }
    this.requests.shift()?.reject(error)
    this.over()
  }

  [inspect](): Inspection {
    const { stream } = this
    return stream === null ? { name: 'toAsyncIterable' } : { name: `toAsyncIterable(${nameOf(stream)})`, children: [stream] }
  }
}

function end(): IteratorReturnResult<undefined> {
  return { value: undefined, done: true }
}
