/**
 * What `FuturesUnordered` and `FuturesOrdered` are alike in, as streams around their cores. `push` and `pollNext` are each
 * one's own: the first for what it promises, the second so that its call of the core meets one kind only.
 */
import '../future/symbols.ts'
import type { Inspection } from '../future/inspect.ts'
import { atSuspension, inspect, sendable } from '../future/symbols.ts'
import type { FuturesMachine } from './futures-unordered-machine.ts'
import { Stream } from './stream.ts'

export abstract class FuturesSet<T, C extends FuturesMachine<T>> extends Stream<T> {
  protected readonly core: C

  constructor(core: C) {
    super()
    this.core = core
  }

  override get resumable(): boolean {
    return true
  }

  protected override recall(): void {
    this.core.leave()
  }

  override [Symbol.dispose](): void {
    if (this.isAnothers) return
    this.core.refuseInsidePoll(this)
    super[Symbol.dispose]()
    this.core[Symbol.dispose]()
  }

  get [sendable](): boolean {
    return this.core[sendable]
  }

  [atSuspension](): boolean {
    return this.core[atSuspension]()
  }

  [inspect](): Inspection {
    return this.core[inspect]()
  }
}
