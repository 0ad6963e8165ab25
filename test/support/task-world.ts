import { drop, isPending, JoinError, Pending, PolledAfterCompletionError, Runtime, sendable, wakerFn } from '../../src/index.ts'
import type { AbortHandle, Context, Future, JoinHandle, Poll, Waker } from '../../src/index.ts'
import { idleStep, leftOutAtShutdown, SELF, settleShutdownLines } from './task-program.ts'
import type { Action, Op, Program, Script } from './task-program.ts'

// Runs a program over tasks on the real runtime, turn by turn, and writes down what happens in the words of task-model.ts.
// Whatever the contract forbids (a poll after the end, a second dispose, a task that is finished inside its own poll) gives a
// line that the model never writes.

class Output {
  readonly [sendable] = true
  readonly id: number
  private world: TaskWorld
  constructor(id: number, world: TaskWorld) {
    this.id = id
    this.world = world
  }

  [Symbol.dispose](): void {
    this.world.line(`drop ${this.id}`)
  }
}

class ScriptedTask implements Future<Output> {
  readonly [sendable] = true
  readonly id: number
  readonly script: Script
  waker: Waker | null
  polls: number
  disposes: number
  private over: boolean
  private world: TaskWorld
  constructor(id: number, script: Script, world: TaskWorld) {
    this.id = id
    this.script = script
    this.waker = null
    this.polls = 0
    this.disposes = 0
    this.over = false
    this.world = world
  }

  poll(cx: Context): Poll<Output> {
    const step = this.script.steps[this.polls] ?? idleStep
    this.polls++
    this.waker = cx.waker
    this.world.line(`poll ${this.id}#${this.polls}${this.over ? ' AFTER ITS END' : ''}${this.world.misplaced(this.id)}`)
    for (const action of step.actions) this.world.act(action, this, cx)
    this.world.line(`${step.end} ${this.id}`)
    this.over = step.end !== 'pending'
    if (step.end === 'value') return new Output(this.id, this.world)
    if (step.end === 'throw') throw new Error(`poll ${this.id}`)
    return Pending
  }

  [Symbol.dispose](): void {
    this.disposes++
    this.world.line(`dispose ${this.id}${this.over ? ' AFTER ITS END' : ''}${this.world.misplaced(this.id)}`)
    this.over = true
    for (const action of this.script.onDispose) this.world.act(action, this, null)
    this.world.line(this.script.disposeThrows ? `dispose throws ${this.id}` : `disposed ${this.id}`)
    if (this.script.disposeThrows) throw new Error(`dispose ${this.id}`)
  }
}

interface Spawned {
  readonly future: ScriptedTask
  readonly handle: JoinHandle<Output>
  readonly aborter: AbortHandle
  readonly outside: Waker
  detached: boolean
}

export class TaskWorld {
  readonly runtime: Runtime
  private tasks: Spawned[] = []
  private numbers = new Map<number, number>()
  private lines: string[] = []
  private closing = false
  private closed = false

  constructor() {
    this.runtime = new Runtime({ seed: 1, onUnhandledError: error => this.line(`unhandled ${this.numbers.get(error.id)}: ${this.failure(error)}`) })
  }

  get polls(): number[] {
    return this.tasks.map(task => task.future.polls)
  }

  get disposes(): number[] {
    return this.tasks.map(task => task.future.disposes)
  }

  line(text: string): void {
    this.lines.push(text)
  }

  run(program: Program): string[] {
    for (const op of program) {
      this.perform(op)
      this.line(`finished: ${this.tasks.filter(task => this.isFinished(task)).map(task => task.future.id).join(' ')}`)
    }
    return this.lines
  }

  /** 16, 20, 30: inside a poll or a dispose the task is unfinished and its runtime is the current one. */
  misplaced(id: number): string {
    const task = this.tasks[id]
    const early = task !== undefined && this.isFinished(task) ? ' ALREADY FINISHED' : ''
    return Runtime.current() === this.runtime ? early : `${early} OUT OF CONTEXT`
  }

  act(action: Action, self: ScriptedTask | null, cx: Context | null): void {
    if ((this.closing || this.closed) && leftOutAtShutdown(action, this.closing)) return
    if (action.do === 'spawn') return this.spawn(action.script, action.local === true)
    const task = this.tasks[action.task === SELF ? self?.id ?? SELF : action.task]
    if (task === undefined) return
    if (action.do === 'wake') {
      if (task.future.waker === null) return
      this.line(`wake ${task.future.id}`)
      task.future.waker.wake()
    } else if (action.do === 'abort') {
      this.line(`abort ${task.future.id}`)
      if (action.via === 'join' && !task.detached) task.handle.abort()
      else task.aborter.abort()
    } else if (action.do === 'detach') {
      this.line(`detach ${task.future.id}`)
      task.detached = true
      drop(task.handle)
    } else this.line(`join ${task.future.id}: ${this.join(task, cx ?? { waker: task.outside })}`)
  }

  private perform(op: Op): void {
    if (this.closed && leftOutAtShutdown(op, false)) return
    if (op.do === 'run') {
      const ran = this.runtime.tryRunOne()
      this.line(`run ${ran}`)
    } else if (op.do === 'stall') {
      const polls = this.runtime.runUntilStalled()
      this.line(`stalled after ${polls}`)
    } else if (op.do === 'shutdown') this.shutdown()
    else this.act(op, null, null)
  }

  private spawn(script: Script, local: boolean): void {
    const id = this.tasks.length
    const future = new ScriptedTask(id, script, this)
    const handle = local ? this.runtime.spawnLocal(future) : this.runtime.spawn(future)
    this.numbers.set(handle.id, id)
    const outside = wakerFn(() => this.line(`woken ${id}`))
    this.tasks.push({ future, handle, aborter: handle.abortHandle(), outside, detached: false })
    this.line(`spawn ${id}`)
  }

  private join(task: Spawned, cx: Context): string {
    try {
      const output = task.handle.poll(cx)
      return isPending(output) ? 'pending' : `value ${output.id}`
    } catch (error) {
      if (error instanceof PolledAfterCompletionError) return 'spent'
      if (!(error instanceof JoinError)) throw error
      const named = this.numbers.get(error.id) === task.future.id ? '' : ` UNDER THE WRONG ID ${error.id}`
      return this.failure(error) + named
    }
  }

  private failure(error: JoinError): string {
    if (!(error instanceof JoinError)) return `NOT A JOIN ERROR ${String(error)}`
    if (error.isPanic() === error.isCancelled()) return 'BOTH OR NEITHER'
    return error.isPanic() ? `panic ${(error.cause as Error).message}` : 'cancelled'
  }

  private isFinished(task: Spawned): boolean {
    const finished = task.aborter.isFinished()
    if (!task.detached && task.handle.isFinished() !== finished) this.line(`HANDLES OF ${task.future.id} DISAGREE`)
    return finished
  }

  private shutdown(): void {
    const before = this.lines
    this.lines = []
    this.closing = true
    this.runtime[Symbol.dispose]()
    this.closing = false
    this.closed = true
    this.lines = [...before, 'shutdown', ...settleShutdownLines(this.lines)]
  }
}
