/**
 * # Failures that nobody took
 *
 * No failure is silent. A task that failed keeps its `JoinError` for whoever polls the handle. If that can no longer
 * happen, the error goes to the runtime's `onUnhandledError`:
 *
 * - the handle was disposed, before or after the failure: at once;
 * - the handle was collected as garbage: when the engine says so;
 * - else when the runtime ends, or the free `blockOn` returns.
 *
 * Whichever is first; an error is reported once. Joining later still throws it.
 */
import { NO_TASK, type JoinError } from './errors.ts'

/** Rust's nearest: a panic hook. */
export type UnhandledErrorHandler = (error: JoinError) => void

/** Which runtime's record an untaken failure stands in. Weak: a handle that outlives its runtime keeps it not alive. */
const records = new WeakMap<JoinError, Unhandled>()

/** The handle took its failure: it is handled. */
export function settleUntaken(error: JoinError): void {
  records.get(error)?.forget(error)
}

/** The handle was disposed with the failure in it. */
export function reportUntaken(error: JoinError): void {
  const record = records.get(error)
  if (record !== undefined && record.forget(error)) record.report(error)
}

/**
 * Tells of handles that were collected. One for all runtimes: that of a runtime which became garbage together with its
 * handles would go with them, and tell nothing.
 */
const watch: { registry: FinalizationRegistry<JoinError> | null } = { registry: null }

/** One runtime's failures that nobody has taken so far. */
export class Unhandled {
  private readonly handler: UnhandledErrorHandler
  private readonly untaken: Set<JoinError>

  constructor(handler: UnhandledErrorHandler) {
    this.handler = handler
    this.untaken = new Set()
  }

  /**
   * Notes a failure whose handle may still be polled. Only failures pay for being watched: the registry sees a handle
   * when its task has failed, and must not hold it.
   */
  note(error: JoinError, handle: object): void {
    this.untaken.add(error)
    records.set(error, this)
    watch.registry ??= new FinalizationRegistry(reportUntaken)
    watch.registry.register(handle, error, error)
  }

  /** True if the error was noted and not reported yet. */
  forget(error: JoinError): boolean {
    if (!this.untaken.delete(error)) return false
    watch.registry?.unregister(error)
    records.delete(error)
    return true
  }

  isEmpty(): boolean {
    return this.untaken.size === 0
  }

  /** Reports what is left: the runtime ends. */
  flush(): void {
    for (const error of this.untaken) {
      this.forget(error)
      this.report(error)
    }
  }

  /** Calls the handler. What that throws is printed: it must not become the failure of whoever happens to run. */
  report(error: JoinError): void {
    try {
      const handler = this.handler
      handler(error)
    } catch (thrown) {
      console.error('pollux: onUnhandledError threw', thrown, 'while it was given', error)
    }
  }
}

/** The default handler. */
export function printUnhandled(error: JoinError): void {
  const tail = error.id === NO_TASK ? '' : ', and nobody joined it'
  console.error(`pollux: ${error.message}${tail}\n`, error.cause)
}
