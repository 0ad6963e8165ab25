/**
 * What code finds around it without being handed it: the runtime for `spawn` and timers, the `LocalSet` for
 * `spawnLocal`, the values of `taskLocal`. One of each per thread, restored by whoever set it, whatever is thrown.
 *
 * `runtime` is who would be spawned onto; `running` is who is polling right now, up the call stack. The two differ
 * under `enter`, which makes a runtime current and runs nothing.
 *
 * `local` and `scope` belong to the poll on top of the stack: a runtime that begins to run, a `LocalSet` that gives its
 * tasks turns, and `start` put them aside, since the tasks polled there are not part of the one that is on the stack.
 * So it is with guards of `enter`: what a turn leaves behind is forgotten before the next one.
 */
import '../future/symbols.ts'
import { chooser, type Chooser } from '../future/chooser.ts'
import { BorrowError } from '../future/errors.ts'
import { NestedBlockOnError, NoRuntimeError } from './errors.ts'
import type { Executor } from './executor.ts'
import type { LocalSet } from './local-set.ts'
import type { Runtime } from './runtime.ts'
import type { TaskScope } from './task-local.ts'

interface Ambient {
  runtime: Runtime | null
  running: Runtime | null
  guard: EnterGuard | null
  /** Who takes turns, and the runtime and the guard that were there when it began: each of its turns begins with those. */
  taker: Executor | null
  atFirst: Runtime | null
  guardAtFirst: EnterGuard | null
  local: LocalSet | null
  scope: TaskScope | null
}

const ambient: Ambient = {
  runtime: null,
  running: null,
  guard: null,
  taker: null,
  atFirst: null,
  guardAtFirst: null,
  local: null,
  scope: null,
}

/** The runtime that `spawn` would use now. */
export function currentRuntime(): Runtime | null {
  return ambient.runtime
}

/** Its executor: a `LocalSet` numbers its tasks, limits them and reports their failures as that does. */
export function currentExecutor(): Executor | null {
  return ambient.runtime === null ? null : ambient.runtime.executor
}

/** @throws NoRuntimeError, saying that `what` needs one. */
export function requireRuntime(what: string): Runtime {
  const runtime = ambient.runtime
  if (runtime === null) throw new NoRuntimeError(what)
  return runtime
}

/** @throws NestedBlockOnError if any runtime is running on this thread. */
export function refuseNested(method: string): void {
  if (ambient.running !== null) throw new NestedBlockOnError(method, ambient.running.label())
}

/**
 * From here on `runtime` counts as running: one of its callbacks is called, possibly from outside every poll. The caller
 * puts back, in a `finally`, what this returns.
 */
export function swapRunning(runtime: Runtime): Runtime | null {
  const outer = ambient.running
  ambient.running = runtime
  return outer
}

export function restoreRunning(outer: Runtime | null): void {
  ambient.running = outer
}

/** The `LocalSet` that polls now: where `spawnLocal` spawns. */
export function currentLocalSet(): LocalSet | null {
  return ambient.local
}

/** Makes `local` the current set. The caller puts back, in a `finally`, what this returns. */
export function swapLocalSet(local: LocalSet | null): LocalSet | null {
  const outer = ambient.local
  ambient.local = local
  return outer
}

/** The innermost `taskLocal` value in place. */
export function currentScope(): TaskScope | null {
  return ambient.scope
}

/** Puts `scope` in place. The caller puts back, in a `finally`, what this returns. */
export function swapScope(scope: TaskScope | null): TaskScope | null {
  const outer = ambient.scope
  ambient.scope = scope
  return outer
}

/** Runs `body` with `runtime` current and running, and restores what was. */
export function running<R>(runtime: Runtime, choices: Chooser, body: () => R): R {
  const { runtime: outer, running: outerRunning, guard, taker, atFirst, guardAtFirst, local, scope } = ambient
  const outerChooser = chooser.current
  ambient.runtime = runtime
  ambient.running = runtime
  // Guards made inside must be released inside; those from outside cannot be.
  ambient.guard = null
  ambient.taker = runtime.executor
  ambient.atFirst = runtime
  ambient.guardAtFirst = null
  ambient.local = null
  ambient.scope = null
  chooser.current = choices
  try {
    return body()
  } finally {
    ambient.runtime = outer
    ambient.running = outerRunning
    ambient.guard = guard
    ambient.taker = taker
    ambient.atFirst = atFirst
    ambient.guardAtFirst = guardAtFirst
    ambient.local = local
    ambient.scope = scope
    chooser.current = outerChooser
  }
}

/**
 * Runs `body`, in which `taker` polls or disposes the tasks of `local`, and restores what was. The runtime that is
 * current stays so, and a guard of whoever polls the set stays in place: the set's tasks run under it.
 */
export function amongLocal<R>(local: LocalSet, taker: Executor, body: () => R): R {
  const { runtime, guard, taker: outer, atFirst, guardAtFirst, local: outerLocal, scope } = ambient
  ambient.taker = taker
  ambient.atFirst = runtime
  ambient.guardAtFirst = guard
  ambient.local = local
  ambient.scope = null
  try {
    return body()
  } finally {
    ambient.runtime = runtime
    ambient.guard = guard
    ambient.taker = outer
    ambient.atFirst = atFirst
    ambient.guardAtFirst = guardAtFirst
    ambient.local = outerLocal
    ambient.scope = scope
  }
}

/**
 * Forgets the guards that a poll has left behind: current is again what was so when the taker of turns began. A guard
 * cannot be held across a suspension, since other tasks run meanwhile.
 */
export function releaseGuards(): void {
  ambient.guard = ambient.guardAtFirst
  ambient.runtime = ambient.atFirst
}

/** What `runtime.enter()` returns. Disposing it makes the runtime current that was so before. */
export class EnterGuard implements Disposable {
  private readonly outer: Runtime | null
  private readonly outerGuard: EnterGuard | null
  private released: boolean

  constructor(runtime: Runtime) {
    this.outer = ambient.runtime
    this.outerGuard = ambient.guard
    this.released = false
    ambient.runtime = runtime
    ambient.guard = this
    if (ambient.taker !== null) ambient.taker.entered()
  }

  /** @throws BorrowError if a guard made after this one is not released yet, or the poll that made this one has returned. */
  [Symbol.dispose](): void {
    if (this.released) return
    if (ambient.guard !== this) {
      throw new BorrowError('the guard of runtime.enter() was released out of order; release the one made last first, in the poll that made it, or hold each with `using`')
    }
    this.released = true
    ambient.runtime = this.outer
    ambient.guard = this.outerGuard
  }
}
