import { idleStep, leftOutAtShutdown, SELF, settleShutdownLines } from './task-program.ts'
import type { Action, Op, Program, Script } from './task-program.ts'

// What the contract (13–20, 30) says a program over tasks must do, written without a look at the runtime: a list for the queue,
// plain flags, no cleverness. `run` gives the whole trace, which the real runtime has to match line by line.

type Outcome = { readonly kind: 'value' } | { readonly kind: 'panic'; readonly cause: string } | { readonly kind: 'cancelled' }

interface ModelTask {
  readonly id: number
  readonly script: Script
  state: 'idle' | 'running' | 'disposing' | 'done'
  polls: number
  queued: boolean
  wokenMeanwhile: boolean
  aborting: boolean
  outcome: Outcome | null
  handle: 'live' | 'taken' | 'detached'
  joiner: ModelTask | 'outside' | null
  reported: boolean
}

export class TaskModel {
  private tasks: ModelTask[] = []
  private queue: ModelTask[] = []
  private closing = false
  private closed = false
  private turnPolls = 0
  private lines: string[] = []
  readonly polls: number[] = []
  readonly disposes: number[] = []

  run(program: Program): string[] {
    for (const op of program) {
      this.perform(op)
      this.lines.push(`finished: ${this.tasks.filter(t => t.state === 'done').map(t => t.id).join(' ')}`)
    }
    return this.lines
  }

  private perform(op: Op): void {
    if (this.closed && leftOutAtShutdown(op, false)) return
    if (op.do === 'run') this.lines.push(`run ${this.turn()}`)
    else if (op.do === 'stall') this.stall()
    else if (op.do === 'shutdown') this.shutdown()
    else this.act(op, null, false)
  }

  private stall(): void {
    this.turnPolls = 0
    while (this.turn()) continue
    this.lines.push(`stalled after ${this.turnPolls}`)
  }

  /** 13, 14, 16: the front of the queue, its mark cleared first; an aborted task is disposed instead of polled. */
  private turn(): boolean {
    const task = this.queue.shift()
    if (task === undefined) return false
    task.queued = false
    if (task.aborting) this.dispose(task)
    else this.poll(task)
    return true
  }

  private poll(task: ModelTask): void {
    const step = task.script.steps[task.polls] ?? idleStep
    task.state = 'running'
    task.polls++
    this.turnPolls++
    this.polls[task.id] = task.polls
    this.lines.push(`poll ${task.id}#${task.polls}`)
    for (const action of step.actions) this.act(action, task, true)
    this.lines.push(`${step.end} ${task.id}`)
    if (step.end === 'value') this.complete(task, { kind: 'value' })
    else if (step.end === 'throw') this.complete(task, { kind: 'panic', cause: `poll ${task.id}` })
    else this.endPending(task)
  }

  private endPending(task: ModelTask): void {
    const again = task.wokenMeanwhile || task.aborting
    task.state = 'idle'
    task.wokenMeanwhile = false
    if (again) this.enqueue(task)
  }

  private dispose(task: ModelTask): void {
    task.state = 'disposing'
    this.disposes[task.id] = (this.disposes[task.id] ?? 0) + 1
    this.lines.push(`dispose ${task.id}`)
    for (const action of task.script.onDispose) this.act(action, task, false)
    this.lines.push(task.script.disposeThrows ? `dispose throws ${task.id}` : `disposed ${task.id}`)
    this.complete(task, task.script.disposeThrows ? { kind: 'panic', cause: `dispose ${task.id}` } : { kind: 'cancelled' })
  }

  /** 6, 17, 19: finished for everybody from here; what nobody can take is dropped, or reported. */
  private complete(task: ModelTask, outcome: Outcome): void {
    const joiner = task.joiner
    task.state = 'done'
    task.outcome = outcome
    task.joiner = null
    if (task.handle === 'detached') this.discard(task)
    else if (joiner === 'outside') this.lines.push(`woken ${task.id}`)
    else if (joiner !== null) this.wake(joiner)
  }

  private discard(task: ModelTask): void {
    if (task.outcome?.kind === 'value') this.lines.push(`drop ${task.id}`)
    else this.report(task)
  }

  private report(task: ModelTask): void {
    if (task.outcome?.kind !== 'panic' || task.reported) return
    task.reported = true
    this.lines.push(`unhandled ${task.id}: panic ${task.outcome.cause}`)
  }

  private enqueue(task: ModelTask): void {
    if (this.closing || task.queued) return
    task.queued = true
    this.queue.push(task)
  }

  private wake(task: ModelTask): void {
    if (task.state === 'running') task.wokenMeanwhile = true
    else if (task.state === 'idle') this.enqueue(task)
  }

  private abort(task: ModelTask): void {
    if (task.state === 'disposing' || task.state === 'done') return
    task.aborting = true
    if (task.state === 'idle') this.enqueue(task)
  }

  private detach(task: ModelTask): void {
    if (task.handle !== 'live') return
    task.handle = 'detached'
    task.joiner = null
    if (task.state === 'done') this.discard(task)
  }

  private join(task: ModelTask, by: ModelTask | 'outside'): string {
    if (task.handle !== 'live') return 'spent'
    if (task.outcome === null) {
      task.joiner = by
      return 'pending'
    }
    task.handle = 'taken'
    if (task.outcome.kind === 'value') return `value ${task.id}`
    return task.outcome.kind === 'panic' ? `panic ${task.outcome.cause}` : 'cancelled'
  }

  private spawn(script: Script): void {
    const id = this.tasks.length
    const task: ModelTask = {
      id, script, state: 'idle', polls: 0, queued: false, wokenMeanwhile: false, aborting: false,
      outcome: null, handle: 'live', joiner: null, reported: false,
    }
    this.tasks.push(task)
    this.polls[id] = 0
    this.disposes[id] = 0
    this.lines.push(`spawn ${id}`)
    this.enqueue(task)
  }

  /** @param polled the action stands in a poll, so that `join` leaves the task's own waker behind. */
  private act(action: Action, self: ModelTask | null, polled: boolean): void {
    if ((this.closing || this.closed) && leftOutAtShutdown(action, this.closing)) return
    if (action.do === 'spawn') return this.spawn(action.script)
    const task = action.task === SELF ? self : this.tasks[action.task]
    if (task === null || task === undefined) return
    if (action.do === 'wake') {
      if (task.polls === 0) return
      this.lines.push(`wake ${task.id}`)
      this.wake(task)
    } else if (action.do === 'abort') {
      this.lines.push(`abort ${task.id}`)
      this.abort(task)
    } else if (action.do === 'detach') {
      this.lines.push(`detach ${task.id}`)
      this.detach(task)
    } else this.lines.push(`join ${task.id}: ${this.join(task, polled && self !== null ? self : 'outside')}`)
  }

  /** 19, 30: every unfinished task in spawn order, then every failure that nobody took. */
  private shutdown(): void {
    const before = this.lines
    this.lines = []
    this.closing = true
    for (const task of this.tasks) if (task.state !== 'done') this.dispose(task)
    for (const task of this.tasks) if (task.handle !== 'taken') this.report(task)
    this.queue = []
    this.closed = true
    this.lines = [...before, 'shutdown', ...settleShutdownLines(this.lines)]
    this.closing = false
  }
}
