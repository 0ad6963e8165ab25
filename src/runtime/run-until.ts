/** `LocalSet.runUntil(future)`: a future, and the tasks of a set beside it. */
import type { Context } from '../future/context.ts'
import { drop, dropAllSuppressed } from '../future/dispose.ts'
import type { Future } from '../future/future.ts'
import type { Inspection } from '../future/inspect.ts'
import { Disposed, Finished, mayDispose, Polling, refusePoll, Waiting, type Phase } from '../future/phase.ts'
import { Pending, type Poll } from '../future/poll.ts'
import { inspect, sendable } from '../future/symbols.ts'
import { swapLocalSet } from './current.ts'
import type { LocalSet } from './local-set.ts'
import { Seat } from './seats.ts'

/** Owns the future, borrows the set. */
export class RunUntil<T> implements Future<T> {
  private phase: Phase
  private set: LocalSet | null
  private inner: Future<T> | null
  private readonly seat: Seat

  constructor(set: LocalSet, inner: Future<T>) {
    this.phase = Waiting
    this.set = set
    this.inner = inner
    this.seat = new Seat()
  }

  poll(cx: Context): Poll<T> {
    if (this.phase !== Waiting) refusePoll(this, this.phase)
    this.phase = Polling
    let output: Poll<T>
    try {
      output = this.pollInner(cx)
    } catch (error) {
      this.end(Finished)
      throw error
    }
    if (output === Pending) this.pollTasks(cx)
    else this.end(Finished)
    return output
  }

  private pollInner(cx: Context): Poll<T> {
    const outer = swapLocalSet(this.set)
    try {
      return this.inner!.poll(cx)
    } finally {
      swapLocalSet(outer)
    }
  }

  /** The tasks themselves fail alone; what may throw is a waker. */
  private pollTasks(cx: Context): void {
    try {
      this.set!.drive(this.seat, cx.waker)
    } catch (error) {
      const { inner } = this
      this.end(Finished)
      dropAllSuppressed([inner], error)
      throw error
    }
    this.phase = Waiting
  }

  private end(phase: Phase): void {
    const set = this.set!
    this.phase = phase
    this.set = null
    this.inner = null
    set.leave(this.seat)
  }

  /** Disposes the future as it was polled: as part of the set. */
  [Symbol.dispose](): void {
    if (!mayDispose(this, this.phase)) return
    const { set, inner } = this
    this.end(Disposed)
    const outer = swapLocalSet(set)
    try {
      drop(inner)
    } finally {
      swapLocalSet(outer)
    }
  }

  /** The set's tasks are bound to this thread. */
  get [sendable](): boolean {
    return this.set === null
  }

  [inspect](): Inspection {
    const { set, inner } = this
    return { name: 'RunUntil', children: inner === null ? [] : [inner, set!] }
  }
}
