/** The observer of a `traceLog()`: a line for each thing that happens to a task. */
import { label } from '../runtime/errors.ts'
import type { Observer } from '../runtime/observer.ts'
import type { Notes } from './traced-waker.ts'

const ENDS = { value: 'completed', panic: 'failed', cancelled: 'cancelled' } as const

/** `task 2 (Sleep): spawned`, `task 2: woken by task 1`, `task 2: polled`. See `TraceLog.observer`. */
export class TracedTasks implements Observer {
  private readonly notes: Notes

  constructor(notes: Notes) {
    this.notes = notes
  }

  taskSpawned(id: number, name: string): void {
    this.notes.note(`${label(id, name)}: spawned`)
  }

  taskWoken(id: number, by: number | null): void {
    this.event(id, by === null ? 'woken' : `woken by ${by === id ? 'itself' : label(by, '')}`)
  }

  taskPolled(id: number): void {
    this.event(id, 'polled')
  }

  taskSuspended(id: number): void {
    this.event(id, 'suspended')
  }

  taskCompleted(id: number, how: 'value' | 'panic' | 'cancelled'): void {
    this.event(id, ENDS[how])
  }

  private event(id: number, what: string): void {
    this.notes.note(`${label(id, '')}: ${what}`)
  }
}
