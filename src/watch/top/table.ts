/** The table of `pollux top`, as lines of text. A pure function of a snapshot: what colours there are, the viewer adds. */
import type { Snapshot, TaskRow } from './snapshot.ts'

/** A column: its name, the key that sorts by it ('' for those that cannot be), its cell, and the order. */
export interface Column {
  readonly name: 'runtime' | 'id' | 'name' | 'state' | 'polls' | 'wakes' | 'self' | 'busy' | 'lints' | 'waits on'
  readonly key: string
  readonly title: string
  readonly right: boolean
  readonly cell: (task: TaskRow) => string
  /** Negative: `a` comes first. Numbers begin with the largest. */
  readonly order: (a: TaskRow, b: TaskRow) => number
}

function text(name: Column['name'], key: string, title: string, of: (task: TaskRow) => string): Column {
  return { name, key, title, right: false, cell: of, order: (a, b) => of(a).localeCompare(of(b), 'en', { numeric: true }) }
}

function number(name: Column['name'], key: string, title: string, of: (task: TaskRow) => number, cell = (value: number): string => String(value)): Column {
  return { name, key, title, right: true, cell: task => cell(of(task)), order: (a, b) => of(b) - of(a) }
}

export const COLUMNS: readonly Column[] = [
  text('runtime', '', 'RUNTIME', task => task.runtime),
  { ...text('id', 'i', 'ID', task => task.id), right: true },
  text('name', 'n', 'NAME', task => task.name),
  text('state', 's', 'STATE', task => ENDS[task.state] ?? task.state),
  number('polls', 'p', 'POLLS', task => task.polls),
  number('wakes', 'w', 'WAKES', task => task.wakes),
  number('self', 'f', 'SELF', task => task.selfWakes),
  number('busy', 'b', 'BUSY ms', task => task.busy, busy => busy.toFixed(busy < 10 ? 2 : 0)),
  number('lints', 'l', 'LINTS', task => task.lints),
  text('waits on', '', 'WAITS ON', task => task.waitsOn),
]

const ENDS: Readonly<Record<string, string>> = { value: 'done', panic: 'failed', cancelled: 'cancelled' }

/** A name longer than this is cut, so that the numbers stay in sight. */
const WIDEST_NAME = 32

export interface TableOptions {
  readonly sort: Column['name']
  /** Columns of the screen; 0: no limit. */
  readonly width: number
  /** Tasks shown at most. */
  readonly rows: number
  /** The place, in the order shown, of the task that is marked; null: none is. */
  readonly chosen?: number | null
}

/** The tasks of `snapshot` in the order in which the table has them: the unfinished ones first. */
export function sorted(snapshot: Snapshot, sort: Column['name']): TaskRow[] {
  const column = COLUMNS.find(({ name }) => name === sort)!
  return snapshot.tasks.toSorted((a, b) => Number(a.state in ENDS) - Number(b.state in ENDS) || column.order(a, b))
}

/** The whole table, a line each. */
export function renderTable(snapshot: Snapshot, options: TableOptions): string[] {
  const { sort, width, rows, chosen = null } = options
  const all = sorted(snapshot, sort)
  // The marked one stays in sight.
  const from = chosen === null ? 0 : Math.max(0, Math.min(chosen, all.length - 1) - rows + 1)
  const shown = all.slice(from, from + rows)
  const lines = [summary(snapshot), '', ...grid(shown, snapshot, sort, chosen === null ? -1 : chosen - from)]
  const hidden = all.length - shown.length + snapshot.more
  if (hidden > 0) lines.push(`  … and ${hidden} more`)
  if (snapshot.lints.length > 0) lines.push('', 'lints:', ...snapshot.lints.flatMap(lint => lint.split('\n')).map(line => `  ${clean(line)}`))
  return lines.map(line => cut(line.trimEnd(), width))
}

/** The first line. */
export function summary({ pid, at, parked, spawned, ended, polls }: Snapshot): string {
  const seconds = (at / 1000).toFixed(1)
  return `pollux top · pid ${pid} · ${seconds} s · ${spawned - ended} tasks, ${ended} ended · ${polls} polls${parked ? ' · asleep' : ''}`
}

function grid(shown: readonly TaskRow[], snapshot: Snapshot, sort: Column['name'], chosen: number): string[] {
  const several = new Set(snapshot.tasks.map(task => task.runtime)).size > 1
  const columns = COLUMNS.filter(({ name }) => name !== 'runtime' || several)
  const cells = shown.map(task => columns.map(({ name, cell }) => cut(clean(cell(task)), name === 'name' ? WIDEST_NAME : 0)))
  const titles = columns.map(({ name, title }) => (name === sort ? `${title}*` : title))
  const widths = titles.map((title, at) => Math.max(title.length, ...cells.map(row => row[at]!.length)))
  const line = (row: readonly string[]): string => row.map((cell, at) => (columns[at]!.right ? cell.padStart(widths[at]!) : cell.padEnd(widths[at]!))).join('  ')
  if (shown.length === 0) return ['no tasks yet']
  return [`  ${line(titles)}`, ...cells.map((row, at) => `${at === chosen ? '>' : ' '} ${line(row)}`)]
}

/** One task, with the tree of its futures. */
export function renderTask(task: TaskRow, width: number): string[] {
  const { runtime, id, name, state, polls, wakes, selfWakes, busy, waitsOn, tree, lints } = task
  const lines = [
    `${id === 'main' ? 'the main future' : `task ${id}`} (${name}) of the runtime "${runtime}"`,
    '',
    `  state     ${ENDS[state] ?? state}`,
    `  polls     ${polls}, ${busy.toFixed(2)} ms in all${polls === 0 ? '' : `, ${(busy / polls).toFixed(3)} ms each`}`,
    `  wakes     ${wakes}, ${selfWakes} of them by itself`,
    `  lints     ${lints}`,
    `  waits on  ${waitsOn === '' ? 'nothing that it tells' : waitsOn}`,
  ]
  if (tree.length > 0) lines.push('', ...tree.map(line => `  ${line}`))
  return lines.map(line => cut(clean(line), width))
}

/** Names are the program's own and may hold anything: what would move the cursor is shown as a dot. */
export function clean(line: string): string {
  return line.replace(/\p{Cc}/gu, '·')
}

function cut(line: string, width: number): string {
  return width === 0 || line.length <= width ? line : `${line.slice(0, width - 1)}…`
}
