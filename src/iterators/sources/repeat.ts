/** One value, for ever. */
import type { Inspection } from '../../future/inspect.ts'
import type { Poll } from '../../future/poll.ts'
import { isSendable } from '../../future/sendable.ts'
import { atSuspension, inspect, sendable } from '../../future/symbols.ts'
import { Stage } from '../operators/stage.ts'

/** See `Stream.repeat`. */
export class Repeat<T> extends Stage<T> {
  private readonly value: T

  constructor(value: T) {
    super()
    this.value = value
  }

  pollNext(): Poll<T> {
    return this.value
  }

  /** The value was handed on before, maybe: it is not this stream's to drop. */
  [Symbol.dispose](): void {}

  get [sendable](): boolean {
    return isSendable(this.value)
  }

  [atSuspension](): boolean {
    return true
  }

  [inspect](): Inspection {
    return { name: 'Stream.repeat' }
  }
}
