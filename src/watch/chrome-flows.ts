/**
 * The arrows of a Chrome trace: from what woke or spawned a task to the turn that came of it. Both ends of an arrow must be
 * there, so it is found out first which wakes no turn came of: those are left without one.
 */
import type { RecordedEvent } from './recorded-event.ts'

/** A wake, or a spawn, that waits for the task's turn. */
export interface Arrow {
  readonly seq: number
  readonly name: 'wake' | 'spawn'
}

/** Follows events, and gives the arrows that end at each. */
export class Flows {
  private readonly waiting: Map<number, Arrow[]>
  private readonly polling: Set<number>
  /** Arrows to tasks that have ended. */
  private readonly dead: Arrow[]

  constructor() {
    this.waiting = new Map()
    this.polling = new Set()
    this.dead = []
  }

  /** The arrows that end at `event`, a turn: a poll or a disposal. */
  next(event: RecordedEvent): Arrow[] {
    switch (event.type) {
      case 'taskSpawned':
        this.begin(event.id, { seq: event.seq, name: 'spawn' })
        return []
      case 'taskWoken':
        this.begin(event.id, { seq: event.seq, name: 'wake' })
        return []
      case 'taskPolled': {
        const arrows = this.end(event.id)
        this.polling.add(event.id)
        return arrows
      }
      case 'taskSuspended':
        this.polling.delete(event.id)
        return []
      case 'taskCompleted':
        return this.completed(event.id)
      default:
        return []
    }
  }

  /** Ended by its poll it has no further turn; else its disposal was one. */
  private completed(task: number): Arrow[] {
    const arrows = this.end(task)
    if (!this.polling.delete(task)) return arrows
    this.dead.push(...arrows)
    return []
  }

  private begin(task: number, arrow: Arrow): void {
    const arrows = this.waiting.get(task)
    if (arrows === undefined) this.waiting.set(task, [arrow])
    else arrows.push(arrow)
  }

  private end(task: number): Arrow[] {
    const arrows = this.waiting.get(task) ?? []
    this.waiting.delete(task)
    return arrows
  }

  /** The numbers of the wakes that no turn came of so far. */
  *unended(): Generator<number> {
    for (const arrows of [this.dead, ...this.waiting.values()]) for (const { seq } of arrows) yield seq
  }
}

/** The wakes among `events` that no turn came of. A task that woke itself in its last poll has such a one, too. */
export function wakesWithoutTurn(events: Iterable<RecordedEvent>): Set<number> {
  const flows = new Flows()
  for (const event of events) flows.next(event)
  return new Set(flows.unended())
}
