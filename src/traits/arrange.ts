/**
 * Where fields come to lie, as rustc lays out a coroutine (`rustc_abi::layout::coroutine`):
 *
 *     ┌──────────────┬────┬────────────────────────────┐
 *     │ prefix       │ tag│ fields of one state        │
 *     │ (all states) │    ├────────────────────────────┤   each state begins behind the tag:
 *     │              │    │ fields of another, larger  │   the largest one counts, not the sum
 *     └──────────────┴────┴────────────────────────────┘
 *
 * What is alive in two states or more may not move when the state changes, so it has a place of its own, in the prefix.
 * Fields of the prefix lie in descending order of alignment, those of a state, behind the one byte of the tag, in ascending
 * order; so little is lost between them. The whole is rounded up to its alignment.
 */
import type { TypeLayout } from './type-layout.ts'

/** A field before it has a place. */
export interface Member extends TypeLayout {
  readonly name: string
}

/** A field in its place. */
export interface Field extends Member {
  /** Bytes from the beginning of the future. */
  readonly offset: number
}

export interface Arranged {
  /** Of the prefix, in place; the tag among them, if there is one. */
  readonly prefix: readonly Field[]
  /** Of each state, in place. */
  readonly states: readonly { readonly name: string; readonly fields: readonly Field[]; readonly bytes: number }[]
  /** Of the largest state. */
  readonly bytes: number
  readonly align: number
}

/** The tag: which state it is. */
const TAG: Member = { name: 'state', bytes: 1, align: 1, type: 'tag' }

/**
 * @param common what each state has.
 * @param states what only some have; fields of one name and size that are in two or more are moved to the prefix.
 * @param tagged whether a byte tells the states apart.
 */
export function arrange(common: readonly Member[], states: ReadonlyMap<string, readonly Member[]>, tagged: boolean): Arranged {
  const shared = sharedBy([...states.values()])
  const align = Math.max(1, ...[...common, ...[...states.values()].flat()].map(member => member.align))
  const prefix = place([...common, ...shared.values()].sort((a, b) => b.align - a.align), 0)
  if (tagged) prefix.push({ ...TAG, offset: endOf(prefix, 0) })
  const begin = endOf(prefix, 0)
  const placed = [...states].map(([name, members]) => {
    const own = members.filter(member => !shared.has(keyOf(member))).sort((a, b) => a.align - b.align)
    const fields = place(own, begin)
    return { name, fields, bytes: roundUp(endOf(fields, begin), align) }
  })
  return { prefix, states: placed, bytes: Math.max(roundUp(begin, align), ...placed.map(state => state.bytes)), align }
}

function keyOf({ name, bytes, align }: Member): string {
  return `${name}/${bytes}/${align}`
}

function sharedBy(states: readonly (readonly Member[])[]): Map<string, Member> {
  const seen = new Set<string>()
  const shared = new Map<string, Member>()
  for (const member of states.flat()) {
    const key = keyOf(member)
    if (seen.has(key)) shared.set(key, member)
    seen.add(key)
  }
  return shared
}

function place(members: readonly Member[], begin: number): Field[] {
  let at = begin
  return members.map(member => {
    const offset = roundUp(at, member.align)
    at = offset + member.bytes
    return { ...member, offset }
  })
}

function endOf(fields: readonly Field[], begin: number): number {
  const last = fields.at(-1)
  return last === undefined ? begin : last.offset + last.bytes
}

function roundUp(bytes: number, align: number): number {
  return Math.ceil(bytes / align) * align
}
