/**
 * One run of a program, on a runtime of its own, with every choice made by a {@link Choices}.
 *
 * A run takes single turns. Before each it lists what may happen next, in this order, and lets one be picked; where there
 * is only one thing, there is no choice:
 *
 *     the ready tasks, the one that has been ready longest first
 *     the clock moves to the next timer        if no task is ready, or some of `late` is left
 *     an idle task is polled all the same      if some of `spurious` is left; those of a `LocalSet` too
 *     a suspended task is disposed             if some of `drops` is left; those of a `LocalSet` too
 *     the main future is disposed              if `cancels` allows
 *
 * The main future is a task here, number 0, and the first to be ready. The run ends with it, as `blockOn` does; that of a
 * program without one ends when every task has. Timers that are due together only make their tasks ready together, so
 * that their order is the choice among ready tasks, and no other. What takes turns inside a poll, a `LocalSet` or `joinAll`,
 * does so in its own fixed order, here as everywhere. With `spurious` or `drops` a `LocalSet` takes one turn a poll, since
 * each suspension of its tasks is a place for those.
 */
import { requireFuture, type Future } from '../../future/future.ts'
import { nameOf } from '../../future/inspect.ts'
import { running } from '../../runtime/current.ts'
import type { TaskDump } from '../../runtime/dump.ts'
import { DeadlockError, JoinError } from '../../runtime/errors.ts'
import { turnsOfSets } from '../../runtime/local-set.ts'
import { Runtime } from '../../runtime/runtime.ts'
import { fresh } from '../../runtime/state.ts'
import { Task } from '../../runtime/task.ts'
import type { Choices } from './choices.ts'
import { Extras } from './extras.ts'
import { unnoticed } from './host-traps.ts'
import type { Space } from './schedule.ts'
import { SimulatedDriver } from './simulated-driver.ts'
import type { Trace } from './trace.ts'
import { Trial } from './trial.ts'

/**
 * What is explored: called anew for each schedule, inside the runtime, where it may spawn. A future that it returns is
 * the main one, as if given to `blockOn`. What it changes it must have made itself.
 */
export type Program<T = unknown> = (trial: Trial) => Future<T> | void

/**
 * How a run failed: the program threw before any task ran; its main future threw; a task failed and nobody joined it;
 * nothing could wake what was left; a check at the end threw.
 */
export type FailureKind = 'program' | 'main' | 'task' | 'deadlock' | 'check'

export interface Failure {
  readonly kind: FailureKind
  readonly error: unknown
}

export class Run {
  readonly runtime: Runtime
  readonly driver: SimulatedDriver
  /** The first failure, or null. */
  failure: Failure | null
  /** It was ended because it took too many turns. */
  cut: boolean
  turns: number
  output: unknown
  /** What waited in vain. */
  stuck: TaskDump[]
  private readonly choices: Choices
  private readonly trace: Trace | null
  private readonly limit: number
  private readonly trial: Trial
  private main: Task | null
  private readonly extras: Extras

  constructor(choices: Choices, space: Space, limit: number, trace: Trace | null) {
    this.driver = new SimulatedDriver()
    this.extras = new Extras(space, trace)
    const onUnhandledError = (error: JoinError): void => this.untaken(error)
    const common = { driver: this.driver, name: 'explore', onUnhandledError }
    const { observer } = this.extras
    this.runtime = new Runtime(observer === null ? common : { ...common, observer })
    this.failure = null
    this.cut = false
    this.turns = 0
    this.output = undefined
    this.stuck = []
    this.choices = choices
    this.trace = trace
    this.limit = limit
    this.trial = new Trial(choices, space.failures, trace)
    this.main = null
    choices.listener = trace === null ? null : (kind, pick) => trace.choice(kind, pick)
  }

  /** Runs `program` to its end, and disposes what is left of it. Throws only what is no failure of the program: wrong use. */
  execute(program: Program): void {
    const { runtime } = this
    const { executor } = runtime
    const { most } = turnsOfSets
    executor.busy = true
    if (this.extras.reachSets()) turnsOfSets.most = 1
    try {
      running(runtime, this.choices, () => {
        this.begin(program)
        if (this.failure === null) this.drive()
        this.conclude()
      })
    } finally {
      executor.busy = false
      turnsOfSets.most = most
      this.trace?.ended()
      runtime[Symbol.dispose]()
    }
    if (this.trial.checks !== null && !this.cut) this.check(this.trial.checks)
    this.choices.finish(this.cut)
  }

  private begin(program: Program): void {
    let future: Future<unknown> | void
    try {
      future = program(this.trial)
    } catch (error) {
      this.fail('program', error)
      return
    }
    if (future === undefined) return
    requireFuture(future, 'explore, from the program')
    const { executor } = this.runtime
    const { queue } = executor
    const main = new Task(0, future, executor, fresh('none'))
    this.trace?.taskSpawned(0, nameOf(future))
    this.main = main
    queue.push(main)
    queue.bringForward(queue.count() - 1)
  }

  /** Turns, until the run has ended. The common case, tasks alone, is kept free of the others: it is what searches repeat. */
  private drive(): void {
    const { runtime, choices, main, limit, extras } = this
    const { executor } = runtime
    const { queue } = executor
    const tasksAlone = extras.areNone()
    while (this.failure === null && !executor.stopping && (main === null || !main.isFinished())) {
      const ready = queue.count()
      if (ready === 0 && !this.hasTimer()) return this.stall()
      if (this.turns === limit) {
        this.cut = true
        return
      }
      this.turns++
      if (!tasksAlone) {
        this.step(ready)
      } else if (ready === 0) {
        this.passTime()
      } else {
        if (ready > 1) queue.bringForward(choices.pick(ready, 'task'))
        executor.run(1)
      }
    }
  }

  /** A turn where more than tasks are to be chosen from; see the head of this file. */
  private step(ready: number): void {
    const { extras, main } = this
    const { executor } = this.runtime
    const clock = (ready === 0 || extras.mayBeLate()) && this.hasTimer() ? 1 : 0
    const { idle, mortal } = extras.candidates(executor, main)
    const all = ready + clock + idle.length + mortal.length
    let pick = all === 1 ? 0 : this.choices.pick(all, 'task')
    if (pick < ready) {
      executor.queue.bringForward(pick)
      executor.run(1)
      return
    }
    pick -= ready
    if (pick < clock) {
      if (ready > 0) extras.isLate()
      return this.passTime()
    }
    pick -= clock
    if (pick < idle.length) this.pollIdle(idle[pick]!)
    else this.dropTask(mortal[pick - idle.length]!)
  }

  private pollIdle(task: Task): void {
    const isLocal = this.isLocal(task)
    this.extras.poll(task, isLocal)
    if (!isLocal) this.runtime.executor.run(1)
  }

  /** With the main future the program is cancelled: the run ends. */
  private dropTask(task: Task): void {
    const isLocal = this.isLocal(task)
    if (task === this.main) this.trial.cancelled = true
    this.extras.drop(task, task === this.main, isLocal)
    if (!isLocal) this.runtime.executor.run(1)
  }

  /** One of a `LocalSet`, which gives it its turn when it is polled next. */
  private isLocal(task: Task): boolean {
    return task.executor !== this.runtime.executor
  }

  // ---- time ----

  private hasTimer(): boolean {
    const deadline = this.runtime.timers?.nextDeadline() ?? null
    return deadline !== null && deadline !== Infinity
  }

  /** The clock moves to the earliest timer. */
  private passTime(): void {
    const { runtime, driver } = this
    const deadline = runtime.timers!.nextDeadline()!
    if (runtime.clock.isPaused) runtime.clock.moveTo(deadline)
    else driver.time = Math.max(driver.time, runtime.clock.onDriver(deadline)!)
    this.trace?.clock(runtime.now())
    runtime.advanceTimers()
  }

  // ---- endings ----

  /** Nothing is ready, and no timer is set. */
  private stall(): void {
    if (this.main === null && this.runtime.executor.isEmpty()) return
    this.stuck = this.runtime.dump()
    this.fail('deadlock', new DeadlockError(this.stuck))
  }

  /** Takes the outcome of the main future. */
  private conclude(): void {
    const { main } = this
    if (main === null) return
    if (!main.isFinished()) {
      if (this.runtime.executor.stopping) this.fail('main', JoinError.cancelled(0, nameOf(main.stage)))
      return
    }
    try {
      this.output = main.poll(main)
    } catch (error) {
      // What `blockOn` would throw: the future's own error.
      const thrown = error instanceof JoinError && error.isPanic() ? error.cause : error
      if (!this.extras.isOfDrop(thrown)) this.fail('main', thrown)
    }
  }

  private check(checks: readonly (() => void)[]): void {
    try {
      for (const check of checks) refuseAsync(check())
    } catch (error) {
      this.fail('check', error)
    }
  }

  private untaken(error: JoinError): void {
    if (!this.extras.isOfDrop(error)) this.fail('task', error)
  }

  /** Not of a run that was cut off: that a failure is untaken, or that something is disposed, is the cut's doing then. */
  private fail(kind: FailureKind, error: unknown): void {
    if (!this.cut) this.failure ??= { kind, error }
  }
}

/** Throws if a check gave what is still to run: it would fail when the exploration has long reported success, or never. */
function refuseAsync(outcome: unknown): void {
  if ((typeof outcome !== 'object' && typeof outcome !== 'function') || outcome === null) return
  const { then } = outcome as { then?: unknown }
  if (typeof then === 'function') unnoticed(() => then.call(outcome, undefined, () => {}))
  // Asked whether it has them first: what an `expect` gives throws for a property that it does not know.
  else if (!(['poll', 'next'] as const).some(name => name in outcome && typeof (outcome as { poll?: unknown; next?: unknown })[name] === 'function')) return
  throw new TypeError('atEnd: the check is asynchronous, and nobody would wait for it; check what is there when the run has ended')
}
