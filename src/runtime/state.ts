/**
 * # The state of a task
 *
 * One small integer of bits, since the facts below combine freely. This module alone changes them. Each transition
 * settles the bits and *returns whether work is left*, the caller does it. So no path can change the state and forget
 * the work, and the state is settled before any user code (a waker, a dispose) runs.
 *
 * The bits are not exported, others ask by the predicates at the end: V8 folds a module's own constants into its code,
 * an imported one is loaded each time.
 *
 *                      wake (2)                  begin (4)
 *      ┌──────┐ ───────────────────▶ ┌────────┐ ───────────▶ ┌─────────┐ ── wake (3) ──┐
 *      │ idle │                      │ QUEUED │              │ POLLING │ ◀── (|QUEUED) ┘
 *      └──────┘ ◀── suspend (5) ──── └────────┘ ◀─ suspend ─ └─────────┘
 *                                        │       (5, QUEUED)      │ finish (6)
 *                        begin, ABORTING │ (4)                    ▼
 *                                        ▼                   ┌──────────┐
 *                                  ┌───────────┐ finish (6)  │ FINISHED │── take (8)
 *                                  │ DISPOSING │ ──────────▶ └──────────┘── detach (9)
 *                                  └───────────┘
 *
 * (1) `fresh`    Executor.spawn: queued at birth, and new; `spawn` never polls inline.
 * (2) `wake`     on an idle task: queued once; more wakes before its poll find the bit set and do nothing.
 * (3) `wake`     during its poll: noted, and queued when that poll ends, behind whatever it woke meanwhile.
 * (4) `begin`    its turn: the queued mark goes before the poll, so that a wake inside the poll counts.
 * (5) `suspend`  its poll answered Pending; the first time the task is `listed` before.
 * (6) `finish`   the outcome is in place. From here on wakes and aborts do nothing.
 * (7) `abort`    a request, like a wake: the next turn disposes instead of polling.
 * (8) `take`     the handle hands out the outcome, once.
 * (9) `detach`   the handle is disposed: nobody will take the outcome.
 */

/** In the run queue; or, with POLLING, to be put there when the poll ends. Set by 1, 2, 3, 7; cleared by 4. */
const QUEUED = 1 << 0
/** The future's poll is on the stack. Set by 4, cleared by 5 and 6. Excludes DISPOSING. */
const POLLING = 1 << 1
/** The future's dispose is on the stack, or is about to be. Set by 4 or at shutdown, cleared by 6. */
const DISPOSING = 1 << 2
/** The outcome is settled and the future gone. Set by 6, never cleared. Excludes the three above. */
const FINISHED = 1 << 3
/** The outcome is a failure: a `JoinError`, or the mark of a cancelled task. Set by 6. */
const FAILED = 1 << 4
/** The task is to be disposed at its next turn. Set by 7. */
const ABORTING = 1 << 5
/** The outcome was handed out or dropped. Set by 8 and 9. */
const TAKEN = 1 << 6
/** The handle was disposed. Set by 9. */
const DETACHED = 1 << 7
/** Spawned by `spawn`, and the future has a tag, which is asked at each suspension. Set by 1. */
const TAGGED = 1 << 8
/** Spawned by `spawn`, and the future has the `[atSuspension]` method, which is asked instead. Set by 1. */
const ASKED = 1 << 10
/** Never suspended so far, and so not in the list of tasks. Set by 1, cleared by `listed` before the first 5. */
const NEW = 1 << 9

/** A wake in any of these does nothing: it would change nothing, or nothing is left to change. */
const DEAF = QUEUED | FINISHED | DISPOSING

export interface HasState {
  state: number
}

/** (1) `care`: how the future is asked at suspensions whether it is sendable still. */
export function fresh(care: 'none' | 'tag' | 'method'): number {
  return QUEUED | NEW | (care === 'none' ? 0 : care === 'tag' ? TAGGED : ASKED)
}

/** (2), (3) True: the caller puts the task into the run queue. */
export function wake(task: HasState): boolean {
  const state = task.state
  if ((state & DEAF) !== 0) return false
  task.state = state | QUEUED
  return (state & POLLING) === 0
}

/** (4) True: the caller polls the future. False: it disposes it. */
export function begin(task: HasState): boolean {
  const state = task.state
  const aborting = (state & ABORTING) !== 0
  task.state = (state & ~QUEUED) | (aborting ? DISPOSING : POLLING)
  return !aborting
}

/** (4) without a turn: at shutdown, and for a future that broke the sendable rule in the poll that just returned. */
export function beginDispose(task: HasState): void {
  task.state = (task.state & ~(QUEUED | POLLING)) | DISPOSING
}

/** Before (5): whether there is more to do than to suspend: the first time, and where the future is to be asked. */
export function needsCare(task: HasState): boolean {
  return (task.state & (NEW | TAGGED | ASKED)) !== 0
}

/** Before the first (5): the task joins the list. */
export function listed(task: HasState): void {
  task.state &= ~NEW
}

/** (5) True: it was woken meanwhile, and the caller puts it into the run queue. */
export function suspend(task: HasState): boolean {
  const state = task.state & ~POLLING
  task.state = state
  return (state & QUEUED) !== 0
}

/** (6) */
export function finish(task: HasState, failed: boolean): void {
  task.state = (task.state & DETACHED) | (failed ? FINISHED | FAILED : FINISHED)
}

/**
 * (7) True: the caller puts the task into the run queue. A late or repeated abort changes nothing; what is queued or
 * polling needs no second place there.
 */
export function abort(task: HasState): boolean {
  const state = task.state
  if ((state & (FINISHED | DISPOSING | ABORTING)) !== 0) return false
  task.state = state | ABORTING | QUEUED
  return (state & (QUEUED | POLLING)) === 0
}

/** Before (7): whether it will change anything. */
export function isAbortable(task: HasState): boolean {
  return (task.state & (FINISHED | DISPOSING | ABORTING)) === 0
}

/** (8) */
export function take(task: HasState): void {
  task.state |= TAKEN
}

/** (9) True if an outcome is there that nobody will take now. */
export function detach(task: HasState): boolean {
  const state = task.state
  task.state = state | DETACHED | ((state & FINISHED) === 0 ? 0 : TAKEN)
  return (state & (FINISHED | TAKEN)) === FINISHED
}

// ---- predicates ----

export function isQueued(task: HasState): boolean {
  return (task.state & QUEUED) !== 0
}

/** Not in the list of tasks. */
export function isNew(task: HasState): boolean {
  return (task.state & NEW) !== 0
}

export function isPolling(task: HasState): boolean {
  return (task.state & POLLING) !== 0
}

export function isFinished(task: HasState): boolean {
  return (task.state & FINISHED) !== 0
}

/** Finished, and not with an output. */
export function hasFailed(task: HasState): boolean {
  return (task.state & FAILED) !== 0
}

/** Nobody will take the outcome: it was taken, or the handle disposed. */
export function isSettled(task: HasState): boolean {
  return (task.state & (TAKEN | DETACHED)) !== 0
}

export function isDetached(task: HasState): boolean {
  return (task.state & DETACHED) !== 0
}

export function isTagged(task: HasState): boolean {
  return (task.state & TAGGED) !== 0
}

export function isAsked(task: HasState): boolean {
  return (task.state & ASKED) !== 0
}
