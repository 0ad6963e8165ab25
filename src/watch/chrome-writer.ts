/** From recorded events to Chrome's: one after the other, with what is open kept, so that a large trace can be streamed. */
import { label } from '../runtime/errors.ts'
import type { ChromeEvent } from './chrome-events.ts'
import { Flows } from './chrome-flows.ts'
import { OUTSIDE, PROCESS, THREAD, trackOf } from './chrome-tracks.ts'
import type { RecordedEvent } from './recorded-event.ts'

/** Microseconds that a moment takes on a track, so that an arrow can be tied to it: much less than what events are apart. */
const MOMENT = 0.001

/** What has begun and not ended: slices and waits. */
interface Open {
  readonly name: string
  readonly tid: number
}

export class ChromeWriter {
  private readonly emit: (event: ChromeEvent) => void
  private readonly names: ReadonlyMap<number, string>
  /** Wakes that get no arrow. */
  private readonly lost: ReadonlySet<number>
  private readonly flows: Flows
  private readonly slices: Map<number, Open>
  private readonly waits: Map<string, Open>
  private readonly ready: Set<number>
  private ts: number
  private depth: number

  constructor(names: ReadonlyMap<number, string>, lost: ReadonlySet<number>, emit: (event: ChromeEvent) => void) {
    this.emit = emit
    this.names = names
    this.lost = lost
    this.flows = new Flows()
    this.slices = new Map()
    this.waits = new Map()
    this.ready = new Set()
    this.ts = 0
    this.depth = 0
  }

  /** Without a clock an event's number is its time, in microseconds. */
  write(event: RecordedEvent): void {
    this.ts = Math.max(this.ts, event.at === null ? event.seq : event.at * 1000)
    this.turn(event)
    this.waitOf(event)
    this.count(event)
  }

  /** What is open still ends with the trace. */
  end(): void {
    for (const id of [...this.slices.keys()].reverse()) this.closeSlice(id, {})
    for (const id of this.waits.keys()) this.closeWait(id, 'unfinished')
  }

  // ---- turns, and the arrows between them ----

  private turn(event: RecordedEvent): void {
    const ended = this.flows.next(event)
    switch (event.type) {
      case 'taskSpawned': return this.arrow(event.seq, 'spawn', event.parent, event.kind)
      case 'taskWoken': return this.arrow(event.seq, 'wake', event.by, event.cause)
      case 'taskPolled': this.openSlice(event.id, this.names.get(event.id) || label(event.id, ''), trackOf(event.id)); break
      case 'taskSuspended': this.closeSlice(event.id, { answer: 'pending' }); break
      case 'taskCompleted': this.completed(event.id, event.how); break
      default: return
    }
    for (const { seq, name } of ended) this.push({ name, ph: 'f', bp: 'e', cat: 'flow', id: String(seq), tid: trackOf(event.id) })
  }

  private completed(id: number, how: string): void {
    if (!this.closeSlice(id, { answer: how })) this.moment(how === 'cancelled' ? 'disposed' : how, trackOf(id))
  }

  private arrow(seq: number, name: string, from: number | null, why: string): void {
    if (this.lost.has(seq)) return
    const tid = trackOf(from)
    // An arrow begins at a slice. The turn of one that has just ended is closed, and outside of turns there is none.
    if (from === null || !this.slices.has(from)) this.moment(from === null ? why : name, tid)
    this.push({ name, ph: 's', cat: 'flow', id: String(seq), tid })
  }

  private openSlice(id: number, name: string, tid: number): void {
    this.slices.set(id, { name, tid })
    this.push({ name, ph: 'B', tid })
  }

  /** False if it was not open: its beginning was dropped, or there was none. */
  private closeSlice(id: number, args: Record<string, string>): boolean {
    const open = this.slices.get(id)
    if (open === undefined) return false
    this.slices.delete(id)
    this.push({ name: open.name, ph: 'E', tid: open.tid, args })
    return true
  }

  private moment(name: string, tid: number): void {
    this.push({ name, ph: 'X', dur: MOMENT, tid })
  }

  // ---- waits ----

  private waitOf(event: RecordedEvent): void {
    switch (event.type) {
      case 'resourceRegistered': return this.openWait(`wait ${event.id}`, event.kind, trackOf(event.task), { on: event.waitsOn })
      case 'resourceReady': return this.closeWait(`wait ${event.id}`, 'ready')
      case 'resourceReleased': return this.closeWait(`wait ${event.id}`, 'released')
      case 'timerRegistered': return this.openWait(`timer ${event.id}`, event.name, trackOf(event.task), { deadline: event.deadline })
      case 'timerFired': return this.closeWait(`timer ${event.id}`, 'fired')
      case 'timerCancelled': return this.closeWait(`timer ${event.id}`, 'cancelled')
      case 'jobStarted': return this.openWait(`job ${event.id}`, `in worker ${event.worker}`, trackOf(event.id), { worker: event.worker })
      case 'jobEnded': return this.closeWait(`job ${event.id}`, 'ended')
      case 'parked': return this.openWait('park', 'parked', THREAD, event.deadline === null ? {} : { until: event.deadline })
      case 'unparked': return this.closeWait('park', 'unparked')
    }
  }

  private openWait(id: string, name: string, tid: number, args: Record<string, string | number>): void {
    this.waits.set(id, { name, tid })
    this.push({ name, ph: 'b', cat: 'wait', id, tid, args })
  }

  private closeWait(id: string, how: string): void {
    const open = this.waits.get(id)
    if (open === undefined) return
    this.waits.delete(id)
    this.push({ name: open.name, ph: 'e', cat: 'wait', id, tid: open.tid, args: { how } })
  }

  // ---- the queue ----

  /** The main future stands outside the queue. */
  private count(event: RecordedEvent): void {
    if (!('id' in event) || event.id === 0) return
    const queued = event.type === 'taskSpawned' || event.type === 'taskWoken' || (event.type === 'taskFound' && event.state === 'queued')
    if (queued) this.ready.add(event.id)
    else if (event.type === 'taskPolled' || event.type === 'taskCompleted') this.ready.delete(event.id)
    if (this.ready.size === this.depth) return
    this.depth = this.ready.size
    this.push({ name: 'ready tasks', ph: 'C', tid: OUTSIDE, args: { tasks: this.depth } })
  }

  private push(event: Omit<ChromeEvent, 'ts' | 'pid'>): void {
    this.emit({ ...event, ts: this.ts, pid: PROCESS })
  }
}
