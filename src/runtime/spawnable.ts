/** What `spawn` asks of a future before it becomes a task. */
import { requireFuture } from '../future/future.ts'
import { nameOf } from '../future/inspect.ts'
import { isSendable, notSendable } from '../future/sendable.ts'
import { explainOverflow } from '../future/stack-overflow.ts'

/**
 * @throws TypeError for what is no future.
 * @throws NotSendableError if it is not sendable.
 */
export function requireSpawnable(future: object): void {
  requireFuture(future, 'spawn')
  if (!judge(future)) throw notSendable(future, `spawn: ${nameOf(future)} cannot be spawned`)
}

/** A chain of futures may be too deep to be asked. */
function judge(future: object): boolean {
  try {
    return isSendable(future)
  } catch (error) {
    throw explainOverflow(error)
  }
}
