/**
 * The ambient runtime: what `spawn` and timers find when they are called without one. One per thread, restored by
 * whoever set it, whatever is thrown.
 *
 * `runtime` is who would be spawned onto; `running` is who is polling right now, up the call stack. The two differ
 * under `enter`, which makes a runtime current and runs nothing.
 */
import { chooser, type Chooser } from '../future/chooser.ts'
import { BorrowError } from '../future/errors.ts'
import { NestedBlockOnError, NoRuntimeError } from './errors.ts'
import type { Runtime } from './runtime.ts'

const ambient: { runtime: Runtime | null; running: Runtime | null; guard: EnterGuard | null } = {
  runtime: null,
  running: null,
  guard: null,
}

/** The runtime that `spawn` would use now. */
export function currentRuntime(): Runtime | null {
  return ambient.runtime
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

/** Runs `body` with `runtime` current and running, and restores what was. */
export function running<R>(runtime: Runtime, choices: Chooser, body: () => R): R {
  const { runtime: outer, running: outerRunning, guard } = ambient
  const outerChooser = chooser.current
  ambient.runtime = runtime
  ambient.running = runtime
  // Guards made inside must be released inside; those from outside cannot be.
  ambient.guard = null
  chooser.current = choices
  try {
    return body()
  } finally {
    ambient.runtime = outer
    ambient.running = outerRunning
    ambient.guard = guard
    chooser.current = outerChooser
  }
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
  }

  /** @throws BorrowError if a guard made after this one is not released yet. */
  [Symbol.dispose](): void {
    if (this.released) return
    if (ambient.guard !== this) {
      throw new BorrowError('the guard of runtime.enter() was released out of order; release the one made last first, or hold each with `using`')
    }
    this.released = true
    ambient.runtime = this.outer
    ambient.guard = this.outerGuard
  }
}
