/**
 * Work that comes from the host at a moment of the host's choosing (an event, a settled promise) and belongs inside a
 * runtime: disposing what its tasks own, and handing in failures that nobody will take.
 *
 * An errand is a task that is over before its `start` returns. So it runs with its runtime current, may spawn, may not
 * `blockOn`, and is legal in the middle of another task's poll. A runtime that has shut down cancels it instead, and it
 * runs then: what is to be let go is let go in any case.
 */
import { drop } from '../future/dispose.ts'
import type { Future } from '../future/future.ts'
import type { Inspection } from '../future/inspect.ts'
import { inspect } from '../future/symbols.ts'
import { JoinError, NO_TASK } from '../runtime/errors.ts'
import type { Runtime } from '../runtime/runtime.ts'
import { printUnhandled } from '../runtime/unhandled.ts'

class Errand implements Future<void> {
  private readonly name: string
  private readonly work: () => void

  constructor(name: string, work: () => void) {
    this.name = name
    this.work = work
  }

  poll(): void {
    const work = this.work
    work()
  }

  [Symbol.dispose](): void {
    this.poll()
  }

  [inspect](): Inspection {
    return { name: this.name }
  }
}

/** Disposes `value` inside `runtime`, now. @throws what the dispose throws. */
export function disposeIn(runtime: Runtime, value: unknown): void {
  let failure: { error: unknown } | null = null
  const work = (): void => {
    try {
      drop(value)
    } catch (error) {
      failure = { error }
    }
  }
  runtime.start(new Errand('dispose', work))[Symbol.dispose]()
  if (failure !== null) throw (failure as { error: unknown }).error
}

/** As {@link disposeIn}, where nobody is there to catch what the dispose throws: it is reported. */
export function disposeSilentlyIn(runtime: Runtime | null, value: unknown, what: string): void {
  try {
    if (runtime === null) drop(value)
    else disposeIn(runtime, value)
  } catch (error) {
    report(runtime, what, error)
  }
}

/** Gives `error`, which nobody will take, to the runtime's `onUnhandledError`; without a runtime it is printed. */
export function report(runtime: Runtime | null, what: string, error: unknown): void {
  if (runtime === null) {
    printUnhandled(JoinError.panic(NO_TASK, what, error))
    return
  }
  const fail = (): never => {
    throw error
  }
  // Disposing the handle of a task that failed is what reports it.
  runtime.start(new Errand(what, fail))[Symbol.dispose]()
}
