/**
 * The writing side of a stream of the host's: one piece at a time, from a stage of our own (`stages.ts`), so the caller's buffer is free
 * when `write` returns and no more than a piece is ever waiting.
 */
import { FAILED, STAGE, type Failure, type SinkPort } from '../io-host.ts'
import type { NodeStream } from './node.ts'
import { giveStage, takeStage } from './stages.ts'

export class HostOutlet implements SinkPort {
  failure: Failure | null
  private readonly stream: NodeStream
  private readonly writable: () => void
  /** What the stream has not handed to the system yet, or null. */
  private stuck: Uint8Array | null
  /** Writes given to the stream, and those that it has reported. Reports come in order, but late. */
  private given: number
  private reported: number
  private readonly onReport: () => void
  private atRest: (() => void) | null

  constructor(stream: NodeStream, writable: () => void) {
    this.failure = null
    this.stream = stream
    this.writable = writable
    this.stuck = null
    this.given = 0
    this.reported = 0
    this.onReport = () => this.report()
    this.atRest = null
  }

  canWrite(): boolean {
    return this.stuck === null || this.failure !== null
  }

  isFlushed(): boolean {
    return this.canWrite()
  }

  write(from: Uint8Array): number {
    if (this.failure !== null) return FAILED
    const { stream } = this
    const count = Math.min(from.length, STAGE)
    const stage = takeStage()
    stage.set(count === from.length ? from : from.subarray(0, count))
    this.given++
    this.stuck = stage
    stream.write(stage.subarray(0, count), this.onReport)
    // Nothing left means that the system has it all: the report is a formality that comes a moment later.
    if (stream.writableLength === 0) this.unstick()
    else if (this.stuck !== null) stream.ref?.()
    return count
  }

  private report(): void {
    this.reported++
    if (this.stuck === null || this.reported < this.given) return
    this.stream.unref?.()
    this.unstick()
    this.tell()
  }

  private unstick(): void {
    const { stuck } = this
    this.stuck = null
    if (stuck !== null) giveStage(stuck)
  }

  /** A stage that may still be read from is not given back. */
  fail(failure: Failure): void {
    if (this.failure !== null) return
    this.failure = failure
    this.stuck = null
    this.tell()
  }

  private tell(): void {
    const { atRest, writable } = this
    this.atRest = null
    if (atRest !== null) atRest()
    writable()
  }

  /** Calls `then` once nothing is stuck, or all has failed: now, if that is so. */
  rest(then: () => void): void {
    if (this.canWrite()) then()
    else this.atRest = then
  }
}
