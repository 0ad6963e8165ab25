/** The structural judgement of `sendable.ts`: a bounded walk for the value that keeps its owner from being sendable. */
import { inspectionOf } from './inspect.ts'
import { isHostHandle } from './host-handle.ts'
import { membersOf } from './members.ts'
import { sendable } from './symbols.ts'

/** A value that the walk has come to. */
interface Visit {
  value: unknown
  /** As it would be written after the root's name: `.inner.rc`, `[3]`. */
  path: string
  /** In what it was found. */
  owner: Visit | null
}

export interface Offender extends Visit {
  /** No offender was found among as many objects as may be visited, and there are more. */
  tooBig: boolean
}

/** The tag of a value, or undefined where only a walk can tell. */
export function tagOf(value: unknown): boolean | undefined {
  if (value === null || value === undefined) return true
  if (typeof value === 'function') return (value as { [sendable]?: boolean })[sendable] !== false
  if (typeof value !== 'object') return true
  const tag = (value as { [sendable]?: unknown })[sendable]
  return typeof tag === 'boolean' ? tag : undefined
}

/**
 * The value that makes `root` not sendable, or null; at most `limit` objects are visited, breadth-first. Below what is
 * tagged `false` it goes on looking, because the reader wants the `Rc` that made the future's tag answer no, not the
 * future; finding nothing there, the tagged value itself is the offender.
 *
 * `queue` holds what was and what will be visited. Once one more than `limit` are in it, the answer cannot depend on
 * what else there is, and the visits still due list nothing more.
 */
export function findOffender(root: unknown, limit: number): Offender | null {
  if (tagOf(root) === true) return null
  const queue: Visit[] = [{ value: root, path: '', owner: null }]
  const seen = new Set<unknown>([root])
  let tagged: Visit | null = null
  for (let at = 0; at < queue.length && at < limit; at++) {
    const visit = queue[at]!
    if (isFinal(visit.value as object)) return { ...visit, tooBig: false }
    // Of nested tagged values the innermost explains most; of neighbours the nearer one stands.
    if (tagOf(visit.value) === false && (tagged === null || isInside(visit, tagged))) tagged = visit
    if (queue.length <= limit) enqueueMembers(visit, queue, seen, limit)
  }
  if (tagged !== null) return { ...tagged, tooBig: false }
  return queue.length > limit ? { value: root, path: '', owner: null, tooBig: true } : null
}

/** Puts into `queue` what `owner` holds and only a walk can judge, until there is more than may be visited. */
function enqueueMembers(owner: Visit, queue: Visit[], seen: Set<unknown>, limit: number): void {
  for (const { value, step } of membersOf(owner.value as object)) {
    if (seen.has(value) || tagOf(value) === true) continue
    seen.add(value)
    queue.push({ value, path: owner.path + step, owner })
    if (queue.length > limit) return
  }
}

function isInside(visit: Visit, outer: Visit): boolean {
  for (let at = visit.owner; at !== null; at = at.owner) if (at === outer) return true
  return false
}

/** Whether `value` is an offender by its own type, so that its fields explain nothing: tagged data, or a host handle. */
function isFinal(value: object): boolean {
  if (isHostHandle(value)) return true
  const own = Object.getOwnPropertyDescriptor(value, sendable) ?? Object.getOwnPropertyDescriptor(Object.getPrototypeOf(value) ?? {}, sendable)
  return own !== undefined && 'value' in own && own.value === false
}

/** What a future that was never polled may call its state: it holds what it does across no suspension yet. */
export const NOT_STARTED = 'not started'

/** The state of the innermost future that holds the offender: where it stays while the task is suspended. */
export function suspensionOf(offender: Visit): string | undefined {
  for (let at: Visit | null = offender; at !== null; at = at.owner) {
    const { state } = inspectionOf(at.value)
    if (state !== undefined) return state === NOT_STARTED ? undefined : state
  }
  return undefined
}
