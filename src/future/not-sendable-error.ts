/** What was found in a value that had to be sendable; see `sendable.ts`. */
export interface NotSendableReport {
  /** The sentence that the message opens with. */
  what: string
  /** From the value's type to the offender: `ConcatNext.inner.rc`. */
  path: string
  /** The offender's type. */
  type: string
  /** The state in which it is held across a suspension, where that is known. */
  suspension?: string | undefined
  /** Above 0 if no offender was found but the walk gave up after so many objects: the value is too large to be judged. */
  tooBig: number
  /** What to do, where that is not what a task's future needs. */
  remedy?: string | undefined
}

/**
 * A value that is not sendable was spawned, or came to be held across a suspension of a task.
 *
 * Rust: rustc's "future cannot be sent between threads safely … used across an await".
 */
export class NotSendableError extends Error {
  override readonly name = 'NotSendableError'
  readonly code = 'ERR_POLLUX_NOT_SENDABLE'
  /** From the value's type to the offender: `ConcatNext.inner.rc`. */
  readonly path: string

  constructor(report: NotSendableReport) {
    super(message(report))
    this.path = report.path
  }
}

const RELEASE = 'release it before the suspension or make it sendable, or use spawnLocal, which does not ask'

function message({ what, path, type, suspension, tooBig, remedy = RELEASE }: NotSendableReport): string {
  if (tooBig > 0) {
    return (
      `${what}: ${path} has no sendable tag, and holds more than the ${tooBig} objects that are looked at to judge it; ` +
      `tag it (readonly [sendable] = true), or use spawnLocal, which does not ask`
    )
  }
  const where = suspension === undefined ? '' : `, held across the suspension ${suspension}`
  return `${what}: ${path} is of type ${type}, which is not sendable${where}; ${remedy}`
}
