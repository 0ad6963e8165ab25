/**
 * The observers, as the runtime that they watch sees them: as one. Whatever is known only here (whose turn it is, what
 * woke a task, the numbers of waits and timers) is kept here, so that a runtime without an observer keeps none of it.
 *
 * A `LocalSet` tells the observer of the runtime that polls it, through the same object: so the turns of its tasks are
 * seen to lie inside the turn of the task that polls the set, and who woke whom is right across the two.
 */
import type { Context } from '../future/context.ts'
import { inspectionOf, nameOf } from '../future/inspect.ts'
import type { Waker } from '../future/waker.ts'
import { restoreRunning, swapRunning } from './current.ts'
import { fanOut } from './fan-out.ts'
import { reportObserver, type FoundState, type Observer, type ObserverEvent, type TaskEnd, type TaskKind, type WakeCause } from './observer.ts'
import type { Runtime } from './runtime.ts'
import { listenToWaits } from './waits.ts'

export class Watching {
  /** Whether it wants to hear of resources at all: to name each costs its leaf a description. */
  seesResources: boolean
  private seesTimers: boolean
  /** Whose turn it is: 0 for the main future, null outside any. */
  current: number | null
  /** What calls wakers now, if not a turn. */
  cause: 'timer' | 'remote' | null
  /** All of them as one. */
  private observer: Observer
  private observers: readonly Observer[]
  private readonly runtime: Runtime
  /** The turns around the current one. */
  private readonly outer: (number | null)[]
  private lastWait: number
  private lastTimer: number
  /** The numbers of timers that are set. */
  private readonly timers: WeakMap<object, number>
  private closed: boolean

  constructor(runtime: Runtime) {
    this.seesResources = false
    this.seesTimers = false
    this.current = null
    this.cause = null
    this.observer = {}
    this.observers = []
    this.runtime = runtime
    this.outer = []
    this.lastWait = 0
    this.lastTimer = 0
    this.timers = new WeakMap()
    this.closed = false
  }

  get isEmpty(): boolean {
    return this.observers.length === 0
  }

  add(observer: Observer): void {
    this.watchAs([...this.observers, observer])
  }

  /** Of an observer that was added twice, one goes. */
  remove(observer: Observer): void {
    const at = this.observers.indexOf(observer)
    this.watchAs(this.observers.filter((_, other) => other !== at))
  }

  private watchAs(observers: readonly Observer[]): void {
    this.observers = observers
    const [only = {}, ...others] = observers
    const observer = (this.observer = others.length === 0 ? only : fanOut(...observers))
    this.seesTimers = [observer.timerRegistered, observer.timerFired, observer.timerCancelled].some(isMethod)
    const saw = this.seesResources
    this.seesResources = [observer.resourceRegistered, observer.resourceReady, observer.resourceReleased].some(isMethod)
    if (this.seesResources !== saw && !this.closed) listenToWaits(saw ? -1 : 1)
  }

  /** The runtime has shut down. */
  close(): void {
    if (this.closed) return
    this.closed = true
    if (this.seesResources) listenToWaits(-1)
  }

  // ---- tasks ----

  /** `observer`, and nobody else, hears of a task that was there before it. Its turns may be on the stack. */
  found(observer: Observer, task: number, future: object, kind: TaskKind, state: FoundState): void {
    const name = nameOf(future)
    if (isMethod(observer.taskFound)) this.call(observer, 'taskFound', [task, name, kind, state, future])
    else this.call(observer, 'taskSpawned', [task, name, null, kind])
  }

  /** As {@link found}, of a task that has had no turn. */
  foundNew(observer: Observer, task: number, future: object, kind: TaskKind): void {
    this.call(observer, 'taskSpawned', [task, nameOf(future), null, kind])
  }

  /** What they know of why tasks are stuck. */
  whyStuck(): string {
    try {
      return this.observer.whyStuck?.() ?? ''
    } catch (error) {
      reportObserver('whyStuck', error)
      return ''
    }
  }

  spawned(id: number, future: unknown, kind: TaskKind): void {
    if (isMethod(this.observer.taskSpawned) && this.isHeard('taskSpawned')) this.tell('taskSpawned', id, nameOf(future), this.current, kind)
  }

  woken(id: number): void {
    const { current } = this
    this.wake(id, current, this.cause ?? (current === null ? 'outside' : 'task'))
  }

  /** Its end was asked for; and, if it was idle, it is queued. */
  aborted(id: number, queued: boolean): void {
    this.tell('taskAborted', id, this.current)
    if (queued) this.wake(id, this.current, 'abort')
  }

  private wake(id: number, by: number | null, cause: WakeCause): void {
    const { observer } = this
    if (observer.taskWoken === undefined) return
    const outer = swapRunning(this.runtime)
    try {
      observer.taskWoken(id, by, cause)
    } catch (error) {
      reportObserver('taskWoken', error)
    } finally {
      restoreRunning(outer)
    }
  }

  /** Its turn begins. @returns the context for its poll. */
  polled(id: number, task: Context & Waker, future: object): Context {
    const { observer } = this
    this.enter(id)
    try {
      if (observer.taskPolled !== undefined) observer.taskPolled(id)
    } catch (error) {
      reportObserver('taskPolled', error)
    }
    // Whoever was told of the poll may have let another observer come, or go.
    return this.observer.taskContext === undefined ? task : this.contextOf(id, task, future)
  }

  private contextOf(id: number, task: Context & Waker, future: object): Context {
    try {
      return this.observer.taskContext!(id, task, future) ?? task
    } catch (error) {
      reportObserver('taskContext', error)
      return task
    }
  }

  /** Its turn begins: it is disposed. */
  enter(id: number): void {
    this.outer.push(this.current)
    this.current = id
  }

  /** `woken`: it woke itself meanwhile. */
  suspended(id: number, woken: boolean): void {
    const { observer } = this
    if (woken) this.wake(id, id, 'task')
    try {
      if (observer.taskSuspended !== undefined) observer.taskSuspended(id)
    } catch (error) {
      reportObserver('taskSuspended', error)
    }
    this.leave(id)
  }

  completed(id: number, how: TaskEnd): void {
    this.tell('taskCompleted', id, how)
  }

  /** Its turn ends. A set that came to this runtime in one of its own turns has not told of its beginning. */
  leave(id: number): void {
    if (this.current === id) this.current = this.outer.pop() ?? null
  }

  // ---- resources: through `waits.ts` ----

  /** Whether anybody hears how the wait that begins now goes on. */
  get hearsWaits(): boolean {
    return this.seesResources && (this.isHeard('resourceRegistered') || this.isHeard('resourceReady') || this.isHeard('resourceReleased'))
  }

  /** @returns the number of the wait. */
  registered(leaf: object): number {
    const id = ++this.lastWait
    if (!isMethod(this.observer.resourceRegistered) || !this.isHeard('resourceRegistered')) return id
    const { name, waitsOn = '' } = inspectionOf(leaf)
    this.tell('resourceRegistered', id, this.current, name, waitsOn)
    return id
  }

  waitEnded(id: number, ready: boolean): void {
    this.tell(ready ? 'resourceReady' : 'resourceReleased', id)
  }

  // ---- timers ----

  timerSet(timer: object, deadline: number): void {
    if (!this.seesTimers) return
    if (!(this.isHeard('timerRegistered') || this.isHeard('timerFired') || this.isHeard('timerCancelled'))) return
    const id = ++this.lastTimer
    this.timers.set(timer, id)
    if (this.isHeard('timerRegistered')) this.tell('timerRegistered', id, this.current, deadline, nameOf(timer))
  }

  timerFired(timer: object): void {
    this.timerEnded(timer, 'timerFired')
  }

  timerCancelled(timer: object): void {
    this.timerEnded(timer, 'timerCancelled')
  }

  private timerEnded(timer: object, event: 'timerFired' | 'timerCancelled'): void {
    const id = this.timers.get(timer)
    if (id === undefined) return
    this.timers.delete(timer)
    this.tell(event, id)
  }

  // ---- worker threads and the thread ----

  jobStarted(task: number, worker: number): void {
    this.tell('jobStarted', task, worker)
  }

  jobEnded(task: number): void {
    this.tell('jobEnded', task)
  }

  parked(deadline: number | null): void {
    this.tell('parked', deadline)
  }

  unparked(): void {
    this.tell('unparked')
  }

  /** Asked before a description is made. One that throws is told. */
  private isHeard(event: ObserverEvent): boolean {
    const { observer } = this
    if (observer.hears === undefined) return true
    try {
      return observer.hears(event)
    } catch (error) {
      reportObserver('hears', error)
      return true
    }
  }

  /** What the observer throws is printed; and it is a callback of this runtime, in which nothing may block. */
  private tell<E extends ObserverEvent>(event: E, ...args: Parameters<NonNullable<Observer[E]>>): void {
    this.call(this.observer, event, args)
  }

  private call<E extends ObserverEvent>(observer: Observer, event: E, args: Parameters<NonNullable<Observer[E]>>): void {
    const method = observer[event] as ((...args: unknown[]) => void) | undefined
    if (!isMethod(method)) return
    const outer = swapRunning(this.runtime)
    try {
      method.apply(observer, args)
    } catch (error) {
      reportObserver(event, error)
    } finally {
      restoreRunning(outer)
    }
  }
}

function isMethod<F>(method: F): method is NonNullable<F> {
  return typeof method === 'function'
}
