/** The words: what each lint says that happened, and what it advises. */
import { nameOf, waitsOn } from '../../future/inspect.ts'
import { label } from '../../runtime/errors.ts'
import type { Record } from './record.ts'

function complain(lint: Parameters<Record['findings']['add']>[0], { findings, id, name }: Record, what: string, remedy: string, about = ''): void {
  findings.add(lint, id, name, what, remedy, about)
}

const KEEP = 'before it answers Pending, a poll stores cx.waker where whoever makes progress finds it and calls it'

/** A poll answered Pending and left its waker with nobody. */
export function lostWakeup(record: Record, how: 'never looked' | 'let go' | 'never woken'): void {
  const what = {
    'never looked': 'answered Pending without looking at cx.waker, so nothing can wake it',
    'let go': 'answered Pending, and nobody holds the waker any more, so nothing can wake it',
    'never woken': 'answered Pending in its last poll without looking at cx.waker, and was never woken again',
  }[how]
  complain('lost-wakeup', record, what, `${KEEP}; a future that is never to be ready is pending()`)
}

/** The waker of the poll with the number `poll` was called, and later ones had been given. */
export function staleWaker(record: Record, poll: number): void {
  complain(
    'stale-waker',
    record,
    `was woken by the waker of its poll ${poll}, after poll ${record.polls} had brought another; only the latest one counts, and the old one may belong to another task by then`,
    'in each poll: if (this.waker === null || !this.waker.willWake(cx.waker)) this.waker = cx.waker',
  )
}

/** `cx.waker` was read when the poll was over. */
export function contextKept(record: Record): void {
  complain('context-kept', record, 'kept the context of a poll and looked at its waker later', 'a context is good for its poll alone: keep cx.waker, not cx')
}

/** `record` and `other` both wait for `what`, which keeps one waker. */
export function secondOwner(record: Record, other: Record, what: object): void {
  complain(
    'second-owner',
    record,
    `and ${label(other.id, other.name)} both wait for one ${nameOf(what)}, which wakes only the one that polled it last`,
    'a future has one owner: give each a clone of shared(future), or move it and forget it',
    String(other.id),
  )
}

/** `error` was thrown in the task's poll. */
export function pollAfterCompletion(record: Record, what: string): void {
  complain('poll-after-completion', record, `polled ${what} after its end`, 'forget a future that gave its output; or wrap it in fuse(…), which answers Pending for ever', what)
}

/** `self` of `window` polls called their own waker, and the task waits for the same as before. */
export function busyPoll(record: Record, self: number, window: number): void {
  complain(
    'busy-poll',
    record,
    `woke itself in ${self} of its last ${window} polls, and waits for the same still: it asks instead of being told`,
    'store cx.waker and call it when there is progress; a long computation that lets others have a turn waits for yieldNow()',
  )
}

/** A poll took `took` milliseconds. */
export function slowPoll(record: Record, took: number, limit: number): void {
  complain(
    'slow-poll',
    record,
    `took ${took < 10 ? took.toFixed(1) : Math.round(took)} ms for one poll, more than ${limit} ms, in which nobody else had a turn`,
    'split the work with yieldNow(), or move it to a thread with spawnBlocking',
  )
}

/** Its latest poll is `ago` polls of others ago. */
export function stalled(record: Record, ago: number): void {
  const on = record.future === null ? '' : waitsOn(record.future)
  complain(
    'stalled',
    record,
    `has not been polled for ${ago} polls of other tasks${on === '' ? '' : `; it waits on ${on}`}`,
    'see who was to wake it, with runtime.dumpText(); if it is to wait that long, raise stalledAfter',
  )
}

/** It was disposed before its first poll, and nobody had asked for that. */
export function neverPolled(record: Record): void {
  complain('never-polled', record, 'was spawned and dropped before its first poll', 'wait for its handle before blockOn returns, or run the runtime on')
}
