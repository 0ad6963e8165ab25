/**
 * # Send, at run time
 *
 * rustc proves that what a task holds across a suspension may move to another thread. Nothing moves here, but the rule
 * is kept, because it is half of what the documents teach, and because a value that passes it can go to a worker. The
 * compiler's proof becomes a *tag*: `value[sendable]`, data or a getter over the present state.
 *
 * A tag decides, whatever the fields hold. What has no tag is judged as an auto trait judges: by its own data fields,
 * breadth-first. That walk costs microseconds, so it looks at no more than {@link WALK_LIMIT} objects and then answers
 * no, asking for a tag; and futures of this library carry tags throughout. (What is not bounded is the look for objects
 * among the elements of one long array, about 50 ns each: a future that holds a million numbers wants a tag, or a typed
 * array.)
 *
 * What cannot be seen (private fields, closures, a generator's frame) counts as nothing held: tag such a future.
 *
 * A task whose future's tag can change is asked again at each suspension. A combinator of ten thousand children cannot
 * answer that by asking them all; it has an `[atSuspension]` method, which looks at the child just polled.
 */
import { className, inspectionOf, nameOf } from './inspect.ts'
import { NotSendableError } from './not-sendable-error.ts'
import { findOffender, suspensionOf, tagOf } from './offender.ts'
import { atSuspension, sendable } from './symbols.ts'

/**
 * Most objects that one structural walk visits. Bounds: below about 30, ordinary plain data fails; above about 100, a
 * spawn would cost more than the task it makes.
 */
export const WALK_LIMIT = 64

/** Most objects looked at to explain a `false` tag: the judgement stands, only the message wants the offender. */
const EXPLAIN_LIMIT = 4096

/**
 * Whether a task may hold `value` across a suspension: primitives, plain data and functions are sendable; `Rc`, `Cell`,
 * host handles and what is tagged `false` are not, nor what holds one of them.
 *
 * Rust: whether `T: Send`.
 *
 * @example
 * isSendable({ id: 7, name: 'ada' })   // true
 * isSendable({ id: new Rc(7) })        // false
 */
export function isSendable(value: unknown): boolean {
  // As `tagOf`, which would be one more frame on the stack for each future of a chain.
  if (typeof value !== 'object' || value === null) return tagOf(value) !== false
  const tag = (value as { readonly [sendable]?: unknown })[sendable]
  return typeof tag === 'boolean' ? tag : findOffender(value, WALK_LIMIT) === null
}

/**
 * Throws unless `value` is sendable. `what` opens the message; by default it says that the value is not sendable.
 *
 * Rust: a function `fn assert_send<T: Send>(_: &T) {}`, which rustc would judge and this one runs.
 *
 * @throws NotSendableError with the path to the offender, its type, and the remedies.
 * @example
 * assertSendable(job, 'post: the job cannot go to a worker')
 * // NotSendableError: post: the job cannot go to a worker: Job.cache.rc is of type Rc, which is not sendable; …
 */
export function assertSendable(value: unknown, what?: string): void {
  if (isSendable(value)) return
  throw notSendable(value, what)
}

/** The error for a `value` that is known not to be sendable. */
export function notSendable(value: unknown, what?: string): NotSendableError {
  const root = className(Object(value))
  const limit = tagOf(value) === false ? EXPLAIN_LIMIT : WALK_LIMIT
  const offender = findOffender(value, limit) ?? { path: '', value, owner: null, tooBig: false }
  return new NotSendableError({
    what: what ?? `${nameOf(value)} is not sendable`,
    path: root + offender.path,
    type: className(Object(offender.value)),
    suspension: suspensionOf(offender),
    tooBig: offender.tooBig ? WALK_LIMIT : 0,
    remedy: remedyOf(offender.value),
  })
}

/** What `offender` itself says is to be done, where that is another thing than usual: a field `remedy` of its inspection. */
function remedyOf(offender: unknown): string | undefined {
  const remedy = inspectionOf(offender).fields?.remedy
  return typeof remedy === 'string' ? remedy : undefined
}

/** What a task asks at each suspension, in O(1): does the future now hold something that it must not. */
export function sendableAtSuspension(future: object): boolean {
  const ask = (future as { [atSuspension]?: () => boolean })[atSuspension]
  if (ask !== undefined) return ask.call(future)
  return (future as { readonly [sendable]?: boolean })[sendable] !== false
}
