/**
 * The stack is the one thing of which a chain of futures needs more, the longer it is; see "How deep" in `future.ts`.
 * Past the limit the engine throws a `RangeError` that says nothing of futures. Tasks and `blockOn` let what a poll or a
 * dispose threw pass through here, where it costs nothing that succeeds.
 */

const ADVICE =
  'a chain of futures inside one another was polled, disposed or judged, and is deeper than the stack (or something calls itself ' +
  'without end). A chain of a thousand always fits; spawn its inner part and poll the JoinHandle, which starts on a stack of its own'

/** V8 and JavaScriptCore throw a RangeError, SpiderMonkey an InternalError. */
function isOverflow(error: unknown): error is Error {
  return error instanceof Error && /^(Maximum call stack size exceeded\.?|too much recursion)$/.test(error.message)
}

/** The same error; if it says that the stack is full, its message says what to do about it, unless that cannot be changed. */
export function explainOverflow(error: unknown): unknown {
  try {
    if (isOverflow(error)) error.message = `${error.message.replace(/\.$/, '')}: ${ADVICE}`
  } catch {
    // Frozen, or it cannot be read: it goes on as it is.
  }
  return error
}
