/**
 * Who waits for whom: the tasks of a runtime, each below whoever joins it, or runs it in a `LocalSet`. Tasks that nobody
 * here waits for are the roots, the main future first. What several wait for stands below each, told in full once.
 *
 * Both walks keep their own stacks: a hundred thousand tasks may wait in a row, far more than calls can be nested.
 */
import { inspectionOf, waitsOn } from '../future/inspect.ts'
import { stateOf } from './dump.ts'
import { label } from './errors.ts'
import type { Executor } from './executor.ts'
import { unwrapped } from './inside.ts'
import { JoinSetFuture } from './join-set-future.ts'
import type { MainTask } from './main-task.ts'
import { TaskView } from './task-view.ts'
import { Task } from './task.ts'

/** A task, or a future in one, and how deep it stands. */
export interface AwaitRow {
  readonly level: number
  readonly text: string
}

/** Futures that are looked at inside one task, for the tasks that they join. */
const MOST_LOOKS = 10_000

/** What is known of one task while the futures in it are walked. */
class Ground {
  /** Futures that still may have a row. */
  room: number
  looks: number
  /** Some have none. */
  cut: boolean
  readonly seen: Set<unknown>

  constructor(room: number) {
    this.room = room
    this.looks = MOST_LOOKS
    this.cut = false
    this.seen = new Set()
  }

  /** What `future` polls, or waits for, and was not met so far. */
  below(future: unknown): unknown[] {
    const children = future instanceof JoinSetFuture ? future.awaited() : (inspectionOf(future).children ?? [])
    const fresh: unknown[] = []
    for (const child of children) {
      const isTask = taskOf(child) !== null
      if (this.seen.has(child) || (!isTask && this.looks-- <= 0)) continue
      this.seen.add(child)
      fresh.push(child)
    }
    return fresh
  }
}

/** What is still to be shown. `null`: the end of the futures of `ground`. */
interface Entry {
  readonly what: unknown
  readonly level: number
  readonly ground: Ground
}

class Walk {
  readonly rows: AwaitRow[]
  private readonly executor: Executor
  /** Rows for the futures inside one task, at most. */
  private readonly room: number
  private readonly shown: Set<Task>
  private readonly stack: Entry[]

  constructor(executor: Executor, room: number) {
    this.rows = []
    this.executor = executor
    this.room = room
    this.shown = new Set()
    this.stack = []
  }

  main(main: MainTask): void {
    const state = main.polling ? 'polling' : main.woken ? 'queued' : 'waiting'
    this.rows.push({ level: 0, text: lineOf(label(0, inspectionOf(main.future).name), main.future, state) })
    this.enter(main.future, 0)
    this.drain()
  }

  root(task: Task): void {
    if (this.shown.has(task)) return
    this.task(task, 0)
    this.drain()
  }

  private drain(): void {
    for (let next = this.stack.pop(); next !== undefined; next = this.stack.pop()) this.visit(next)
  }

  private visit({ what, level, ground }: Entry): void {
    const task = taskOf(what)
    if (what === null) {
      if (ground.cut && this.room > 0) this.rows.push({ level, text: '… and more futures' })
    } else if (task !== null) {
      // Whoever polls a set runs its tasks; they wait for nobody in it.
      if (!(what instanceof TaskView && this.shown.has(task))) this.task(task, level)
    } else if (ground.room > 0) {
      ground.room--
      this.rows.push({ level, text: lineOf(inspectionOf(what).name, what, 'waiting') })
      this.push(ground.below(what), level + 1, ground)
    } else {
      // Without a row of its own. Tasks that it joins stand below the nearest that has one.
      ground.cut = true
      this.push(ground.below(what), level, ground)
    }
  }

  private task(task: Task, level: number): void {
    if (task.isFinished()) {
      this.rows.push({ level, text: `${label(task.id, '')}: finished` })
      return
    }
    const title = label(task.id, inspectionOf(task.stage).name) + (this.isOurs(task) ? '' : ' of another runtime')
    const known = this.shown.has(task)
    this.rows.push({ level, text: lineOf(title, task.stage, stateOf(task)) + (known ? ' (see above)' : '') })
    if (known) return
    this.shown.add(task)
    this.enter(task.stage, level)
  }

  private isOurs({ executor }: Task): boolean {
    return executor === this.executor || executor?.turnsFrom === 'LocalSet'
  }

  /** The futures of a task, whose own row is that of the outermost one. */
  private enter(future: unknown, level: number): void {
    const ground = new Ground(this.room)
    this.stack.push({ what: null, level: level + 1, ground })
    this.push(firstBelow(future, ground), level + 1, ground)
  }

  private push(all: readonly unknown[], level: number, ground: Ground): void {
    for (let at = all.length - 1; at >= 0; at--) this.stack.push({ what: all[at], level, ground })
  }
}

/** @param room rows for the futures inside one task, at most: 0 for tasks alone. */
export function awaitRows(executor: Executor, main: MainTask | null, room: number): AwaitRow[] {
  const walk = new Walk(executor, room)
  const tasks = executor.unfinished()
  const awaited = new Set<Task>()
  for (const future of [...(main === null ? [] : [main.future]), ...tasks.map(task => task.stage)]) {
    for (const task of joinedBy(future)) awaited.add(task)
  }
  if (main !== null) walk.main(main)
  for (const task of tasks) if (!awaited.has(task)) walk.root(task)
  // What waits for itself in a ring has no root: whoever comes first is it.
  for (const task of tasks) walk.root(task)
  return walk.rows
}

/** The tasks that `future`, or a future inside it, joins or runs. */
function joinedBy(future: unknown): Set<Task> {
  const ground = new Ground(0)
  const found = new Set<Task>()
  const queue = firstBelow(future, ground)
  for (let at = 0; at < queue.length; at++) {
    const task = taskOf(queue[at])
    if (task !== null) found.add(task)
    else for (const child of ground.below(queue[at])) queue.push(child)
  }
  return found
}

/** Below the future of a task; a task whose future is a handle has the joined one below it. */
function firstBelow(future: unknown, ground: Ground): unknown[] {
  const inner = unwrapped(future)
  ground.seen.add(inner)
  return inner instanceof Task ? [inner] : ground.below(inner)
}

/** The task that `what` is the handle, or a set's view, of. */
function taskOf(what: unknown): Task | null {
  return what instanceof Task ? what : what instanceof TaskView ? what.task : null
}

function lineOf(title: string, future: unknown, taskState: string): string {
  const on = waitsOn(future)
  return `${title}: ${inspectionOf(future).state ?? taskState}${on === '' ? '' : `, waits on ${on}`}`
}

/** Levels that are shown by indenting: a line must not grow with the number of tasks above it. */
const MOST_INDENTS = 32

/** The rows as text, two blanks a level; past the 32nd a row tells its level as a number. */
export function formatRows(rows: readonly AwaitRow[]): string {
  return rows.map(({ level, text }) => `${'  '.repeat(Math.min(level, MOST_INDENTS))}${deep(level)}${text}`).join('\n')
}

/** The rows as text, with the lines of a tree. */
export function formatTree(rows: readonly AwaitRow[]): string {
  const lines: string[] = []
  /** Whether another row of that level follows below the same parent; made from the last row up. Levels too deep to show count as one. */
  const follows: boolean[] = []
  for (let row = rows.length - 1; row >= 0; row--) {
    const { level, text } = rows[row]!
    lines.push(`${branches(level, follows)}${deep(level)}${text}`)
    const at = Math.min(level, MOST_INDENTS + 1)
    follows.length = at + 1
    follows[at] = true
  }
  return lines.reverse().join('\n')
}

function branches(level: number, follows: readonly boolean[]): string {
  let line = ''
  const last = Math.min(level, MOST_INDENTS)
  for (let above = 1; above < last; above++) line += follows[above] === true ? '│  ' : '   '
  return last === 0 ? line : line + (follows[last] === true ? '├─ ' : '└─ ')
}

function deep(level: number): string {
  return level > MOST_INDENTS ? `[${level}] ` : ''
}
