/** The live view of `pollux top`: which screen is shown, and what a key does. Knows no terminal: lines out, keys in. */
import type { Snapshot } from './snapshot.ts'
import { clean, COLUMNS, renderTable, renderTask, sorted, type Column } from './table.ts'

/** The size of the screen, in characters. */
export interface ScreenSize {
  readonly columns: number
  readonly rows: number
}

/** Lines that are kept for what the program prints. */
const PRINTED = 4

/** Said by a program that runs and has not opted in. */
export const NOTHING_YET = 'nothing yet: has the program opted in? It needs, before it makes runtimes:\n\n    import { serveTop } from \'pollux/watch\'\n    serveTop()'

export class Viewer {
  private sort: Column['name']
  private chosen: number
  /** The task that is shown by itself; null: the table is. */
  private shown: { runtime: string; id: string } | null
  private readonly printed: string[]
  private ending: string | null

  constructor(sort: Column['name']) {
    this.sort = sort
    this.chosen = 0
    this.shown = null
    this.printed = []
    this.ending = null
  }

  /** What the program printed: its last lines stand at the bottom. */
  print(text: string): void {
    this.printed.push(...text.replace(/\n$/, '').split('\n'))
    this.printed.splice(0, this.printed.length - PRINTED)
  }

  /** The program has ended; `how`, in words. */
  ended(how: string): void {
    this.ending = how
  }

  /** @returns whether it asks for the end. */
  key(key: string, snapshot: Snapshot | null): boolean {
    if (key === 'q' || key === '\u0003') return true
    const last = (snapshot?.tasks.length ?? 0) - 1
    const column = COLUMNS.find(candidate => candidate.key === key && key !== '')
    if (column !== undefined) this.sort = column.name
    else if (key === '\u001b[A') this.chosen = Math.max(0, this.chosen - 1)
    else if (key === '\u001b[B') this.chosen = Math.max(0, Math.min(last, this.chosen + 1))
    else if (key === '\r') this.toggle(snapshot)
    else if (key === '\u001b') this.shown = null
    return false
  }

  private toggle(snapshot: Snapshot | null): void {
    const task = snapshot === null || this.shown !== null ? undefined : sorted(snapshot, this.sort)[this.chosen]
    this.shown = task === undefined ? null : { runtime: task.runtime, id: task.id }
  }

  /** The screen, exactly as many lines as it has rows at most. */
  lines(snapshot: Snapshot | null, size: ScreenSize): string[] {
    const bottom = this.bottom(size.columns)
    const room = Math.max(1, size.rows - bottom.length)
    return [...this.top(snapshot, size, room).slice(0, room), ...bottom].slice(0, size.rows)
  }

  private top(snapshot: Snapshot | null, { columns }: ScreenSize, room: number): string[] {
    if (snapshot === null) return NOTHING_YET.split('\n')
    const { shown } = this
    const task = shown === null ? undefined : snapshot.tasks.find(({ runtime, id }) => runtime === shown.runtime && id === shown.id)
    if (task !== undefined) return renderTask(task, columns)
    const lints = Math.min(snapshot.lints.length * 2, 6)
    const rows = Math.max(1, room - 4 - (lints === 0 ? 0 : lints + 2))
    return renderTable({ ...snapshot, lints: snapshot.lints.slice(-3) }, { sort: this.sort, width: columns, rows, chosen: this.chosen })
  }

  private bottom(columns: number): string[] {
    const help = this.ending ?? 'q quit · ↑↓ enter: a task · b p w f l i n s: sort'
    return ['', ...this.printed.map(line => `| ${clean(line)}`), help].map(line => line.slice(0, columns))
  }
}
