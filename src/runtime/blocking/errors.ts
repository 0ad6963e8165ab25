/** What can go wrong with a blocking job, beside what the job itself throws. */
import type { LoadReason } from './wire.ts'

export type { LoadReason }

/**
 * What a job was to call could not be called: its module does not load, the module has no such function, or the function
 * that was given as text does not stand by itself. The cause of the job's `JoinError`.
 *
 * Rust: none; the compiler links the code.
 *
 * @example
 * try {
 *   blockOn(lazy(…))
 * } catch (error) {
 *   if (error instanceof JoinError && error.cause instanceof BlockingLoadError) console.log(error.cause.reason) // 'captured'
 * }
 */
export class BlockingLoadError extends Error {
  override readonly name = 'BlockingLoadError'
  readonly code = 'ERR_POLLUX_BLOCKING_LOAD'
  /**
   * `module`: it does not load; `export`: it has no such function; `source`: the function's text does not compile by
   * itself; `captured`: it uses a variable from around it.
   */
  readonly reason: LoadReason

  constructor(reason: LoadReason, message: string, options?: ErrorOptions) {
    super(message, options)
    this.reason = reason
  }
}

/**
 * The thread of a job ended before the job did: something in it called `process.exit`, it ran out of memory, or code beside
 * the job threw. The cause of the job's `JoinError`. The pool goes on with another thread.
 *
 * Rust: none; such an end is that of the whole process.
 *
 * @example
 * if (error.cause instanceof WorkerDiedError && error.cause.exitCode === null) console.log('it could not even start')
 */
export class WorkerDiedError extends Error {
  override readonly name = 'WorkerDiedError'
  readonly code = 'ERR_POLLUX_WORKER_DIED'
  /** What the thread ended with; null if it never began, or the host does not tell. */
  readonly exitCode: number | null

  constructor(message: string, exitCode: number | null, options?: ErrorOptions) {
    super(message, options)
    this.exitCode = exitCode
  }
}
