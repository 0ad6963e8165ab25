/** What a Chrome trace must be to be opened: everything that is wrong with one, as sentences. */
import type { ChromeEvent } from '../../src/watch/index.ts'

export interface ChromeTrace {
  traceEvents: ChromeEvent[]
  otherData: { droppedEvents: number }
}

/** @returns '' lines for a sound trace: none. */
export function faultsOf({ traceEvents }: ChromeTrace): string[] {
  return [...times(traceEvents), ...slices(traceEvents), ...pairs(traceEvents, 'b', 'e'), ...pairs(traceEvents, 's', 'f'), ...flowEnds(traceEvents)]
}

function* times(events: ChromeEvent[]): Generator<string> {
  let last = 0
  for (const event of events) {
    if (event.ph === 'M') continue
    if (!(event.ts >= last)) yield `${event.name} at ${event.ts} comes after ${last}`
    if (!Number.isInteger(event.tid) || !Number.isInteger(event.pid)) yield `${event.name} is on no track`
    last = event.ts
  }
}

/** Slices nest on each track, and an end has the name of its beginning. */
function* slices(events: ChromeEvent[]): Generator<string> {
  const open = new Map<number, string[]>()
  for (const { ph, tid, name } of events) {
    const stack = open.get(tid) ?? []
    open.set(tid, stack)
    if (ph === 'B') stack.push(name)
    if (ph === 'E' && stack.pop() !== name) yield `a slice ${name} ends on ${tid} that is not the one begun last`
  }
  for (const [tid, stack] of open) for (const name of stack) yield `the slice ${name} on ${tid} has no end`
}

/** Each beginning has one end, after it, with the same category and id. */
function* pairs(events: ChromeEvent[], begin: string, end: string): Generator<string> {
  const open = new Set<string>()
  for (const { ph, cat, id } of events) {
    const key = `${cat} ${id}`
    if (ph === begin && open.has(key)) yield `${begin} ${key} twice`
    if (ph === begin) open.add(key)
    if (ph === end && !open.delete(key)) yield `${end} ${key} without ${begin}`
  }
  for (const key of open) yield `${begin} ${key} without ${end}`
}

/** Either end of an arrow lies in a slice of its track at that moment. */
function* flowEnds(events: ChromeEvent[]): Generator<string> {
  const depth = new Map<number, number>()
  const moments = new Map<number, number>()
  for (const { ph, tid, name, ts, id } of events) {
    if (ph === 'B') depth.set(tid, (depth.get(tid) ?? 0) + 1)
    if (ph === 'E') depth.set(tid, depth.get(tid)! - 1)
    if (ph === 'X') moments.set(tid, ts)
    if ((ph === 's' || ph === 'f') && !(depth.get(tid)! > 0) && moments.get(tid) !== ts) yield `${ph} ${name} ${id} is tied to no slice`
  }
}
