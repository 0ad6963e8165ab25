/** What `pollux top` counts of one task. */
import { inspectionOf, waitsOn } from '../../future/inspect.ts'
import { unwrapped } from '../../runtime/inside.ts'
import type { TaskEnd } from '../../runtime/observer.ts'
import { label } from '../../runtime/errors.ts'
import type { TaskRow } from './snapshot.ts'

/** Lines of a task's tree that are shown. */
const TREE_LINES = 24

export class Tally {
  readonly runtime: string
  readonly id: number
  readonly name: string
  state: 'queued' | 'polling' | 'waiting' | TaskEnd
  polls: number
  wakes: number
  selfWakes: number
  busy: number
  /** When the poll that is under way began, in milliseconds. */
  since: number
  /** Woken by itself in that poll. */
  again: boolean
  lints: number
  /** From the first poll to the end. */
  future: object | null

  constructor(runtime: string, id: number, name: string) {
    this.runtime = runtime
    this.id = id
    this.name = name
    this.state = 'queued'
    this.polls = 0
    this.wakes = 0
    this.selfWakes = 0
    this.busy = 0
    this.since = 0
    this.again = false
    this.lints = 0
    this.future = null
  }

  row(): TaskRow {
    const { runtime, name, state, polls, wakes, selfWakes, busy, lints, future } = this
    const id = this.id === 0 ? 'main' : label(this.id, '').replace('task ', '')
    const sees = future !== null && state !== 'polling'
    return { runtime, id, name, state, polls, wakes, selfWakes, busy, waitsOn: sees ? waitsOn(future) : '', tree: sees ? treeOf(future) : [], lints }
  }
}

/** `future` and what is below it, a line each, as far as it shows them. */
export function treeOf(future: object): string[] {
  const lines: string[] = []
  const seen = new Set<object>()
  const show = (value: object, head: string, tail: string): void => {
    if (lines.length >= TREE_LINES) return
    const { name, state, waitsOn: on, children = [] } = inspectionOf(value)
    lines.push(`${head}${name}${state === undefined ? '' : ` [${state}]`}${on === undefined || on === '' ? '' : `: waits on ${on}`}`)
    if (seen.has(value)) return
    seen.add(value)
    children.forEach((child, at) => {
      const last = at === children.length - 1
      show(child, `${tail}${last ? '└─ ' : '├─ '}`, `${tail}${last ? '   ' : '│  '}`)
    })
  }
  show(unwrapped(future) as object, '', '')
  return lines
}
