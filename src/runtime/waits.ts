/**
 * The waits of leaves, for the runtimes that have an observer of resources. One listener for the whole thread, because a
 * wait may end outside every runtime (a promise's callback sends to a channel): whose it is was noted when it began.
 *
 * It listens while there is such a runtime that has not shut down; otherwise leaves find `watch.current` null.
 */
import { watch, type Watch } from '../future/watch.ts'
import { currentExecutor } from './current.ts'
import type { Watching } from './watching.ts'

/** A wait that has not ended. */
interface Open {
  readonly watching: Watching
  readonly id: number
}

class Waits implements Watch {
  private readonly open: WeakMap<object, Open>
  /** Runtimes that want to hear. */
  private listeners: number

  constructor() {
    this.open = new WeakMap()
    this.listeners = 0
  }

  listen(delta: 1 | -1): void {
    this.listeners += delta
    watch.current = this.listeners > 0 ? this : null
  }

  began(leaf: object): void {
    this.released(leaf)
    const watching = currentExecutor()?.observer ?? null
    if (watching !== null && watching.hearsWaits) this.open.set(leaf, { watching, id: watching.registered(leaf) })
  }

  ready(leaf: object): void {
    this.end(leaf, true)
  }

  released(leaf: object): void {
    this.end(leaf, false)
  }

  /** The end of a wait is told once. */
  private end(leaf: object, ready: boolean): void {
    const open = this.open.get(leaf)
    if (open === undefined) return
    this.open.delete(leaf)
    open.watching.waitEnded(open.id, ready)
  }
}

const waits = new Waits()

/** One more or one less runtime whose observer wants to hear of resources. */
export function listenToWaits(delta: 1 | -1): void {
  waits.listen(delta)
}
