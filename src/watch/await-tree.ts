/**
 * Who waits for whom: the tasks of a runtime, each below the one that joins it. `dumpText()` lists tasks in the order of
 * spawning, with the futures inside each; here the tasks are what matters, and the leaves are where a program is stuck.
 */
import { inspectionOf } from '../future/inspect.ts'
import { dumpMain, dumpTask, formatDump, type TaskDump } from '../runtime/dump.ts'
import { JoinSetFuture } from '../runtime/join-set-future.ts'
import type { Runtime } from '../runtime/runtime.ts'
import { TaskView } from '../runtime/task-view.ts'
import { Task } from '../runtime/task.ts'

/** Futures that are looked at inside one task. */
const MOST_FUTURES = 1024

/** A task, or the main future, and the tasks that it joins, or runs, if it has a `LocalSet`. */
interface Node {
  readonly dump: TaskDump
  readonly below: readonly Task[]
}

/**
 * The tree of who awaits whom, as text: a line a task, with its state and what its leaves wait on. Tasks that nobody joins
 * are the roots, the main future first; a task that several wait for stands below each, told in full once.
 *
 * Rust: `async-backtrace`'s `taskdump_tree`, across tasks.
 *
 * @example
 * console.log(awaitTree(runtime))
 * // the main future (Join): waiting, waits on task 1 (Fetch), task 2 (Fetch)
 * // ├─ task 1 (Fetch): waiting, waits on task 3 (Connect)
 * // │  └─ task 3 (Connect): waiting, waits on a timer (due in 40 ms)
 * // └─ task 2 (Fetch): queued
 */
export function awaitTree(runtime: Runtime): string {
  const { main } = runtime
  const tasks = runtime.executor.unfinished()
  const nodes = new Map<Task, Node>()
  for (const task of tasks) visit(task, nodes)
  const first = main === null ? [] : [{ dump: dumpMain(main, new Set()), below: joinedBy(main.future) }]
  for (const { below } of first) for (const task of below) visit(task, nodes)
  const awaited = new Set<Task>([...first, ...nodes.values()].flatMap(({ below }) => below))
  const shown = new Set<Task>()
  const lines = first.flatMap(node => [titleOf(node), ...branches(node.below, nodes, shown)])
  // What awaits itself in a ring has no root: whoever comes first is it.
  for (const task of [...tasks.filter(one => !awaited.has(one)), ...tasks]) {
    if (!shown.has(task)) lines.push(...limb(task, nodes, shown))
  }
  return lines.join('\n')
}

/** Notes `task` and the tasks below it. */
function visit(task: Task, nodes: Map<Task, Node>): void {
  const queue = [task]
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    if (nodes.has(next)) continue
    const below = next.isFinished() ? [] : joinedBy(next.stage)
    nodes.set(next, { dump: dumpTask(next, new Set()), below })
    queue.push(...below)
  }
}

/** The tasks that `future`, or a future inside it, joins or runs. */
function joinedBy(future: unknown): Task[] {
  const found = new Set<Task>()
  const queue: unknown[] = [future]
  const seen = new Set(queue)
  for (let at = 0; at < queue.length && at < MOST_FUTURES; at++) {
    const one = queue[at]
    if (one instanceof Task) found.add(one)
    else if (one instanceof TaskView) found.add(one.task)
    else {
      for (const child of one instanceof JoinSetFuture ? one.awaited() : (inspectionOf(one).children ?? [])) {
        if (!seen.has(child)) queue.push(child)
        seen.add(child)
      }
    }
  }
  return [...found]
}

/** The task and all that is below it; told in short if it was told before. */
function limb(task: Task, nodes: ReadonlyMap<Task, Node>, shown: Set<Task>): string[] {
  const node = nodes.get(task)!
  if (shown.has(task)) return [`${titleOf(node)} (see above)`]
  shown.add(task)
  return [titleOf(node), ...branches(node.below, nodes, shown)]
}

function branches(tasks: readonly Task[], nodes: ReadonlyMap<Task, Node>, shown: Set<Task>): string[] {
  return tasks.flatMap((task, at) => {
    const last = at === tasks.length - 1
    return limb(task, nodes, shown).map((line, row) => `${row === 0 ? (last ? '└─ ' : '├─ ') : last ? '   ' : '│  '}${line}`)
  })
}

function titleOf({ dump }: Node): string {
  return formatDump([{ ...dump, children: [] }])
}
