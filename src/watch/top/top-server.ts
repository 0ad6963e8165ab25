/**
 * # `pollux top`
 *
 * Two processes. The program counts what its runtimes tell (`top-watch.ts`, `tally.ts`) and writes, some four times a
 * second, all of it into a file (`snapshot.ts`); the viewer, which gave it the name of that file, reads it and draws a
 * table (`table.ts`, `viewer.ts`).
 *
 * **A file and no connection**, because of how a program waits: a `blockOn` with nothing to do parks the thread, and
 * no callback of the host's runs then; nor does one while tasks keep it busy. So the program writes from inside its own
 * runtime, synchronously, when it finds that it is time: at the end of a poll, and before it parks. A file takes that at
 * any moment and never makes the program wait for a viewer that does not read.
 *
 * **What it costs**: two looks at the clock a poll; and no more than a twentieth of the time for writing, so that a program
 * that parks ten thousand times a second is not slowed down by saying so. (Of such a one, should it then sleep for long, the
 * last quarter of a second may be missing.)
 */
import { formatFinding, type Finding } from '../lints/finding.ts'
import { VERSION, type Snapshot } from './snapshot.ts'
import type { Tally } from './tally.ts'
import type { TopWatch } from './top-watch.ts'

/** Milliseconds between two snapshots of a program that is busy. */
export const PERIOD = 250
/** The part of the time that may go into snapshots before parking. */
const SHARE = 1 / 20
/** Milliseconds that may go into them besides: what is written first is slow, and a program that soon sleeps for long is to be seen. */
const GRANTED = 100
/** Tasks in a snapshot: more than a screen holds, and few enough to write at once. */
const LIVE = 200
const ENDED = 50
const LINTS = 20

export interface TopServerOptions {
  /** Where snapshots go. Throws nothing. */
  write: (snapshot: Snapshot) => void
  /** Milliseconds. */
  clock: () => number
  pid: number
}

export class TopServer {
  private readonly options: TopServerOptions
  private readonly began: number
  /** Watches of runtimes that have unfinished tasks: those of others must not keep them. */
  private readonly watches: Set<TopWatch>
  /** Tasks that ended, the latest last. */
  private readonly over: Tally[]
  private readonly lints: string[]
  private spawns: number
  private ends: number
  private polls: number
  /** When the latest snapshot was written, what writing has cost so far, and whether anything happened since. */
  private written: number
  private spent: number
  private changed: boolean
  private asleep: boolean

  constructor(options: TopServerOptions) {
    this.options = options
    this.began = options.clock()
    this.watches = new Set()
    this.over = []
    this.lints = []
    this.spawns = 0
    this.ends = 0
    this.polls = 0
    this.written = -Infinity
    this.spent = 0
    this.changed = true
    this.asleep = false
  }

  now(): number {
    return this.options.clock()
  }

  // ---- what the watches tell ----

  spawned(watch: TopWatch): void {
    this.spawns++
    this.changed = true
    this.watches.add(watch)
  }

  polled(now: number): void {
    this.polls++
    this.changed = true
    this.maybeWrite(now)
  }

  suspended(now: number): void {
    this.changed = true
    this.maybeWrite(now)
  }

  ended(watch: TopWatch, task: Tally): void {
    this.ends++
    this.changed = true
    this.over.push(task)
    if (this.over.length > ENDED) this.over.shift()
    if (watch.tasks.size === 0) this.watches.delete(watch)
  }

  found(finding: Finding): void {
    this.lints.push(formatFinding(finding))
    if (this.lints.length > LINTS) this.lints.shift()
  }

  /** The thread is about to sleep. What is not written now cannot be seen until it wakes up. */
  parked(_deadline: number | null): void {
    this.asleep = true
    const now = this.now()
    if (this.changed && (now - this.written >= PERIOD || this.spent <= GRANTED + (now - this.began) * SHARE)) this.write(now)
  }

  unparked(): void {
    this.asleep = false
    this.changed = true
  }

  // ---- snapshots ----

  private maybeWrite(now: number): void {
    if (now - this.written >= PERIOD) this.write(now)
  }

  /** For a host whose event loop turns while nothing happens: what came after the latest snapshot is written now. */
  refresh(): void {
    if (this.changed) this.write()
  }

  /** Writes a snapshot, whenever the latest one was. */
  write(now = this.now()): void {
    this.options.write(this.snapshot(now))
    this.changed = false
    this.written = this.now()
    this.spent += this.written - now
  }

  private snapshot(now: number): Snapshot {
    const live = [...this.watches].flatMap(watch => [...watch.tasks.values()])
    if (live.length > LIVE) live.sort((a, b) => b.busy - a.busy)
    const shown = [...live.slice(0, LIVE), ...this.over.slice().reverse()]
    return {
      version: VERSION,
      pid: this.options.pid,
      at: now - this.began,
      parked: this.asleep,
      tasks: shown.map(task => task.row()),
      more: Math.max(0, live.length - LIVE),
      spawned: this.spawns,
      ended: this.ends,
      polls: this.polls,
      lints: this.lints,
    }
  }
}
