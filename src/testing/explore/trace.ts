/** A run as text, a line a turn: "task 2 (Reader): polled, wakes task 1 (Writer), waits". */
import type { Observer } from '../../runtime/observer.ts'
import { label } from '../../runtime/errors.ts'
import type { ChoiceKind } from './choices.ts'

const ENDS = { value: 'done', panic: 'fails' }

export class Trace implements Observer {
  readonly lines: string[]
  private readonly names: Map<number, string>
  /** How the next poll, and the next disposal, is told of. */
  private polled: string
  private disposed: string

  constructor() {
    this.lines = ['the program begins']
    this.names = new Map()
    this.polled = 'polled'
    this.disposed = 'disposed'
  }

  taskSpawned(id: number, name: string): void {
    this.names.set(id, name)
    if (id !== 0) this.note(`spawns ${this.task(id)}`)
  }

  taskWoken(id: number, by: number | null): void {
    this.note(id === by ? 'wakes itself' : `wakes ${this.task(id)}`)
  }

  taskPolled(id: number): void {
    this.line(`${this.task(id)}: ${this.polled}`)
    this.polled = 'polled'
  }

  taskSuspended(): void {
    this.note('waits')
  }

  taskCompleted(id: number, how: 'value' | 'panic' | 'cancelled'): void {
    if (how !== 'cancelled') return this.note(ENDS[how])
    this.line(`${this.task(id)}: ${this.disposed}`)
    this.disposed = 'disposed'
  }

  /** The next poll is one that nobody asked for. */
  spurious(): void {
    this.polled = 'polled though not woken'
  }

  /** The next disposal is one that the schedule wants. */
  dropping(): void {
    this.disposed = 'dropped while it waits'
  }

  /** It is disposed when its set gives it a turn. */
  asksToDrop(id: number): void {
    this.line(`the schedule drops ${this.task(id)}`)
  }

  clock(now: number): void {
    this.line(`the clock moves to ${now} ms`)
  }

  choice(kind: ChoiceKind, pick: number): void {
    if (kind === 'branch') this.note(`starts with branch ${pick}`)
    else if (kind === 'program') this.note(`chooses ${pick}`)
    else if (kind === 'failure' && pick === 1) this.note('a failure is injected')
  }

  ended(): void {
    this.line('the run ends')
  }

  private task(id: number): string {
    return label(id, this.names.get(id) ?? '')
  }

  private line(text: string): void {
    this.lines.push(text)
  }

  /** What happens within the line that was begun last. */
  private note(text: string): void {
    this.lines[this.lines.length - 1] += `, ${text}`
  }
}
