/** The end of a chain that is somebody else's stream. */
import type { Context } from '../../future/context.ts'
import { drop } from '../../future/dispose.ts'
import type { Inspection } from '../../future/inspect.ts'
import { Done as DoneSymbol, type Poll } from '../../future/poll.ts'
import { isSendable, sendableAtSuspension } from '../../future/sendable.ts'
import { atSuspension, inspect, sendable } from '../../future/symbols.ts'
import { Stage } from '../operators/stage.ts'
import { recall, recallStream } from '../recall.ts'
import type { PollNext, Stream } from '../stream.ts'

/** A constant of this module: V8 folds it, an imported one it loads. See `poll.ts`. */
const Done: typeof DoneSymbol = DoneSymbol

/** Forgets a stream that has ended or thrown by itself. One that is resumable has not, and is disposed with the chain. */
export class Source<T> extends Stage<T> {
  private stream: PollNext<T> | null
  private readonly wasMoved: boolean

  /** `wasMoved`: it is a `Stream`, whose own dispose does nothing now. */
  constructor(stream: PollNext<T>, wasMoved = false) {
    super()
    this.stream = stream
    this.wasMoved = wasMoved
  }

  pollNext(cx: Context): Poll<T | Done> {
    const stream = this.stream!
    let item: Poll<T | Done>
    try {
      item = stream.pollNext(cx)
    } catch (error) {
      this.ended(stream)
      throw error
    }
    if (item === Done) this.ended(stream)
    return item
  }

  private ended(stream: PollNext<T>): void {
    if (stream.resumable !== true) this.stream = null
  }

  [Symbol.dispose](): void {
    const { stream } = this
    this.stream = null
    if (stream !== null && this.wasMoved) (stream as Stream<T>).disposeMoved()
    else drop(stream)
  }

  get [sendable](): boolean {
    return isSendable(this.stream)
  }

  [atSuspension](): boolean {
    return this.stream === null || sendableAtSuspension(this.stream)
  }

  override [recall](): void {
    recallStream(this.stream)
  }

  [inspect](): Inspection {
    return { name: 'Stream.from', children: this.stream === null ? [] : [this.stream] }
  }
}

type Done = typeof DoneSymbol
