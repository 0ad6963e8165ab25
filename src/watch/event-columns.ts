/**
 * Where a recorder keeps its events: a ring, as columns of numbers. To write an event stores a few numbers and
 * allocates nothing; the objects that people read are made when they are asked for.
 *
 *     type   id    other                      detail        amount     text, more
 *     spawn  task  parent                     kind of task             name
 *     found  task                             kind of task             name, state
 *     wake   task  by                         cause
 *     end    task                             how
 *     wait   wait  task                                                kind, waitsOn
 *     timer  timer task                                     deadline   name
 *     job    task  worker
 *     park                                                  deadline
 */
import { EVENTS, type FoundState, type ObserverEvent, type TaskEnd, type TaskKind, type WakeCause } from '../runtime/observer.ts'
import type { EventFields, RecordedEvent } from './recorded-event.ts'


const KINDS: readonly TaskKind[] = ['main', 'task', 'local', 'root', 'blocking']
const CAUSES: readonly WakeCause[] = ['task', 'timer', 'remote', 'abort', 'outside']
const ENDS: readonly TaskEnd[] = ['value', 'panic', 'cancelled']

/** The words that an event's `detail` stands for. */
export const codeOfKind = (kind: TaskKind): number => KINDS.indexOf(kind)
export const codeOfCause = (cause: WakeCause): number => CAUSES.indexOf(cause)
export const codeOfEnd = (how: TaskEnd): number => ENDS.indexOf(how)
export const codeOfEvent = (event: ObserverEvent): number => EVENTS.indexOf(event)

export class EventColumns {
  readonly capacity: number
  private readonly types: Uint8Array
  /** Numbers of waits and timers only grow, so 32 bits would not do. */
  private readonly ids: Float64Array
  /** NaN for null. */
  private readonly others: Float64Array
  private readonly details: Uint8Array
  private readonly amounts: Float64Array
  /** Null without a clock. */
  private readonly times: Float64Array | null
  private readonly texts: string[]
  private readonly mores: string[]

  constructor(capacity: number, timed: boolean) {
    this.capacity = capacity
    this.types = new Uint8Array(capacity)
    this.ids = new Float64Array(capacity)
    this.others = new Float64Array(capacity)
    this.details = new Uint8Array(capacity)
    this.amounts = new Float64Array(capacity)
    this.times = timed ? new Float64Array(capacity) : null
    this.texts = new Array<string>(capacity).fill('')
    this.mores = new Array<string>(capacity).fill('')
  }

  /** What every event has; most have no more. */
  write(at: number, type: number, id: number, other: number | null, detail: number): void {
    this.types[at] = type
    this.ids[at] = id
    this.others[at] = other === null ? NaN : other
    this.details[at] = detail
  }

  writeTime(at: number, now: number): void {
    this.times![at] = now
  }

  /** @param amount NaN for null. */
  writeMore(at: number, amount: number, text: string, more: string): void {
    this.amounts[at] = amount
    this.texts[at] = text
    this.mores[at] = more
  }

  /** Lets go of the texts. */
  clear(): void {
    this.texts.fill('')
    this.mores.fill('')
  }

  read(at: number, seq: number): RecordedEvent {
    return { seq, at: this.times === null ? null : this.times[at]!, ...this.fields(at) }
  }

  private fields(at: number): EventFields {
    const type = EVENTS[this.types[at]!]!
    const id = this.ids[at]!
    const stored = this.others[at]!
    const other = Number.isNaN(stored) ? null : stored
    const detail = this.details[at]!
    const amount = this.amounts[at]!
    const text = this.texts[at]!
    switch (type) {
      case 'taskSpawned': return { type, id, name: text, parent: other, kind: KINDS[detail]! }
      case 'taskFound': return { type, id, name: text, kind: KINDS[detail]!, state: this.mores[at]! as FoundState }
      case 'taskWoken': return { type, id, by: other, cause: CAUSES[detail]! }
      case 'taskAborted': return { type, id, by: other }
      case 'taskCompleted': return { type, id, how: ENDS[detail]! }
      case 'resourceRegistered': return { type, id, task: other, kind: text, waitsOn: this.mores[at]! }
      case 'timerRegistered': return { type, id, task: other, deadline: amount, name: text }
      case 'jobStarted': return { type, id, worker: stored }
      case 'parked': return { type, deadline: Number.isNaN(amount) ? null : amount }
      case 'unparked': return { type }
      default: return { type, id }
    }
  }
}
