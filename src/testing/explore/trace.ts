/** A run as text, a line a turn: "task 2 (Reader): polled, wakes task 1 (Writer), waits". */
import type { Observer, TaskEnd, WakeCause } from '../../runtime/observer.ts'
import { label } from '../../runtime/errors.ts'
import type { ChoiceKind } from './choices.ts'

const ENDS = { value: 'done', panic: 'fails', cancelled: 'disposed' }

/**
 * A line is some task's, from its poll or its disposal on, or nobody's. Turns lie inside each other, as those of a `LocalSet`'s
 * tasks do inside its owner's: who goes on after that goes on in a new line.
 */
export class Trace implements Observer {
  readonly lines: string[]
  private readonly names: Map<number, string>
  /** Whose polls are on the stack, and who of them has the last line; null: nobody. */
  private readonly polls: number[]
  private subject: number | null
  /** How the next poll is told of. */
  private polled: string
  /** Whom the schedule wakes, or drops, itself: of that it tells in other words. */
  private asked: number | null

  constructor() {
    this.lines = ['the program begins']
    this.names = new Map()
    this.polls = []
    this.subject = null
    this.polled = 'polled'
    this.asked = null
  }

  // ---- as observer ----

  taskSpawned(id: number, name: string, parent: number | null = null): void {
    this.names.set(id, name)
    if (id !== 0) this.told(parent, `spawns ${this.task(id)}`)
  }

  taskWoken(id: number, by: number | null, cause: WakeCause): void {
    // `taskAborted` has told of that.
    if (cause === 'abort' || (id === this.asked && by === null)) return
    this.told(by, id === by ? 'wakes itself' : `wakes ${this.task(id)}`)
  }

  taskAborted(id: number, by: number | null): void {
    if (id !== this.asked) this.told(by, id === by ? 'aborts itself' : `aborts ${this.task(id)}`)
  }

  taskPolled(id: number): void {
    this.line(`${this.task(id)}: ${this.polled}`, id)
    this.polls.push(id)
    this.polled = 'polled'
    this.asked = null
  }

  taskSuspended(id: number): void {
    this.told(id, 'waits')
    this.polls.pop()
    this.subject = null
  }

  taskCompleted(id: number, how: TaskEnd): void {
    if (this.polls.at(-1) === id) {
      this.told(id, ENDS[how])
      this.polls.pop()
      return
    }
    if (this.subject !== id) this.line(`${this.task(id)}: disposed`, id)
    if (how === 'panic') this.note('fails')
  }

  // ---- what only the run knows ----

  /** The next poll is one that nobody asked for. */
  spurious(id: number): void {
    this.polled = 'polled though not woken'
    this.asked = id
  }

  /** The next turn is a disposal that the schedule wants. */
  dropping(id: number): void {
    this.line(`${this.task(id)}: dropped while it waits`, id)
    this.asked = id
  }

  /** It is polled when its set is, though nobody woke it. */
  asksToPoll(id: number): void {
    this.line(`the schedule wakes ${this.task(id)}`, null)
    this.asked = id
  }

  /** It is disposed when its set is polled. */
  asksToDrop(id: number): void {
    this.line(`the schedule drops ${this.task(id)}`, null)
    this.asked = id
  }

  clock(now: number): void {
    this.line(`the clock moves to ${now} ms`, null)
  }

  choice(kind: ChoiceKind, pick: number): void {
    const by = this.polls.at(-1) ?? null
    if (kind === 'branch') this.told(by, `starts with branch ${pick}`)
    else if (kind === 'program') this.told(by, `chooses ${pick}`)
  }

  /** What the program says may fail does. */
  injects(what: string): void {
    this.told(this.polls.at(-1) ?? null, `a failure is injected: ${what}`)
  }

  ended(): void {
    this.line('the run ends', null)
  }

  // ---- lines ----

  private task(id: number): string {
    return label(id, this.names.get(id) ?? '')
  }

  private line(text: string, subject: number | null): void {
    this.lines.push(text)
    this.subject = subject
  }

  private note(text: string): void {
    this.lines[this.lines.length - 1] += `, ${text}`
  }

  /** What the task `by` does, in its line: that of its poll, or of its disposal, which is told of at its end only. */
  private told(by: number | null, text: string): void {
    if (by === null || by === this.subject) return this.note(text)
    if (this.polls.includes(by)) return this.line(`${this.task(by)}: ${text}`, by)
    this.line(`${this.task(by)}: disposed`, by)
    this.note(text)
  }
}
