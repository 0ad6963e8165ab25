/** The bound `Send` on the future of a trait's method, judged when the method is called. */
import { dropAllSuppressed } from '../future/dispose.ts'
import type { Future } from '../future/future.ts'
import { className } from '../future/inspect.ts'
import { NotSendableError } from '../future/not-sendable-error.ts'
import { findOffender, suspensionOf } from '../future/offender.ts'
import { refusePinned } from '../future/pinned-set.ts'
import { isSendable, WALK_LIMIT } from '../future/sendable.ts'

/**
 * Throws unless `future`, which `impl[method]` gave, is sendable. Nobody will get it then, so it is dropped; but for one
 * that is pinned, which is its pin's.
 *
 * @param where who declared the bound.
 * @param otherwise what to do where the bound is not wanted.
 * @throws NotSendableError that names the type, the method and the path; BorrowError if it is pinned.
 */
export function requireSend(future: Future<unknown>, impl: object, method: string, where: string, otherwise: string): void {
  if (isSendable(future)) return
  refusePinned(future, where)
  const offender = findOffender(future, WALK_LIMIT) ?? { path: '', value: future, owner: null, tooBig: false }
  const error = new NotSendableError({
    what: `${where}: the future of ${className(impl)}.${method}() must be sendable`,
    path: className(future) + offender.path,
    type: className(Object(offender.value)),
    suspension: suspensionOf(offender),
    tooBig: offender.tooBig ? WALK_LIMIT : 0,
    remedy: `release it before the suspension, make it sendable, or ${otherwise}`,
  })
  dropAllSuppressed([future], error)
  throw error
}
