/** The right to abort something, apart from the right to its output. */
import { sendable } from './symbols.ts'

/** Who can be aborted by a handle: a task, or an `Abortable`. */
export interface AbortTarget {
  readonly id: number
  abort(): void
  isFinished(): boolean
}

/**
 * The right to abort a task, or the future of an `abortable`, without the right to its output. Keeps of a finished task
 * nothing but its untaken output; to let go of the handle changes nothing for what it could abort.
 *
 * Rust: `tokio::task::AbortHandle`, `futures::future::AbortHandle`.
 *
 * @example
 * const handle = runtime.spawn(serve())
 * const stop = handle.abortHandle()
 * onSignal(() => stop.abort())
 */
export class AbortHandle {
  private readonly target: AbortTarget

  constructor(target: AbortTarget) {
    this.target = target
  }

  /** The task's number; of what is no task, its number among the `abortable` futures of this program. */
  get id(): number {
    return this.target.id
  }

  /** Asks for the end. Repeated and late aborts do nothing. See `JoinHandle.abort` and {@link AbortTarget}. */
  abort(): void {
    this.target.abort()
  }

  /** Whether what it could abort has ended. */
  isFinished(): boolean {
    return this.target.isFinished()
  }

  /** It only asks, whatever is in what it would abort. */
  get [sendable](): true {
    return true
  }
}
