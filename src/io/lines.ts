/** What `lines()` of a `BufReader` returns. */
import type { Context } from '../future/context.ts'
import { nameOf, type Inspection } from '../future/inspect.ts'
import { Disposed, Finished, mayDispose, phaseName, Polling, refusePoll, Waiting, type Phase } from '../future/phase.ts'
import { Done, type Poll } from '../future/poll.ts'
import { isSendable } from '../future/sendable.ts'
import '../future/symbols.ts'
import { inspect, sendable } from '../future/symbols.ts'
import { Stream } from '../iterators/stream.ts'
import type { BufReader } from './buf-reader.ts'
import { pollLine } from './read-line.ts'

/** Each line without its end. Rust: `tokio::io::Lines`. */
export class Lines extends Stream<string> {
  private phase: Phase
  private readonly reader: BufReader
  private begun: boolean

  constructor(reader: BufReader) {
    super()
    this.phase = Waiting
    this.reader = reader
    this.begun = false
  }

  pollNext(cx: Context): Poll<string | Done> {
    if (this.phase !== Waiting) refusePoll(this, this.phase)
    this.phase = Polling
    try {
      if (!this.begun) this.begin()
      const line = pollLine(this.reader, cx)
      if (line === null) this.end(Finished)
      else this.phase = Waiting
      return line ?? Done
    } catch (error) {
      this.end(Finished)
      throw error
    }
  }

  private begin(): void {
    this.reader.beginRead(this)
    this.begun = true
  }

  private end(phase: Phase): void {
    this.phase = phase
    this.pause()
    this.reader[Symbol.dispose]()
  }

  private pause(): void {
    if (this.begun) this.reader.endRead(this)
    this.begun = false
  }

  protected override recall(): void {
    this.pause()
  }

  override [Symbol.dispose](): void {
    if (this.isAnothers) return
    const open = mayDispose(this, this.phase)
    super[Symbol.dispose]()
    if (open) this.end(Disposed)
  }

  get [sendable](): boolean {
    return isSendable(this.reader)
  }

  [inspect](): Inspection {
    const name = `${nameOf(this.reader)}.lines`
    return this.phase === Waiting ? { name, waitsOn: `a line from ${nameOf(this.reader)}` } : { name, state: phaseName(this.phase) }
  }
}

