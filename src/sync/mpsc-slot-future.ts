/** What `send` and `reserve` share: the wait for a slot of the channel, and how to leave it. */
import type { Context } from '../future/context.ts'
import { DisposeErrors } from '../future/dispose.ts'
import type { Future } from '../future/future.ts'
import type { Inspection } from '../future/inspect.ts'
import { Disposed, Finished, mayDispose, phaseName, Waiting as WaitingPhase, type Phase } from '../future/phase.ts'
import { Pending, type Poll } from '../future/poll.ts'
import '../future/symbols.ts'
import { inspect } from '../future/symbols.ts'
import type { Channel } from './mpsc-channel.ts'
import { Place } from './mpsc-place.ts'

/** A constant of this module: V8 folds it, an imported one it loads. See `poll.ts`. */
const Waiting: typeof WaitingPhase = WaitingPhase

/**
 * It counts as a sender from its making to its end. It has a place in the queue from the first poll that finds no slot until
 * it ends. `poll` is each subclass's own, for V8's inline caches.
 */
export abstract class SlotFuture<T, U> implements Future<U>, Disposable {
  protected phase: Phase
  protected readonly channel: Channel<T>
  protected place: Place | null

  constructor(channel: Channel<T>) {
    this.phase = Waiting
    this.channel = channel
    this.place = null
    channel.senders += 1
  }

  abstract poll(cx: Context): Poll<U>
  /** The type's name, written out: a minifier changes that of the class. */
  protected abstract get type(): string
  /** Drops what it would have sent. */
  protected abstract dropValue(): void

  /** No slot is free and none was given: takes a place at the end of the queue, or keeps the one it has. */
  protected wait(cx: Context): typeof Pending {
    let { place } = this
    place ??= this.place = new Place(this)
    place.keepWaker(cx)
    if (place.list === null) this.channel.waiters.push(place)
    return Pending
  }

  /** A slot is there, and no budget: it keeps the slot for its next poll, so that nobody overtakes it. */
  protected keepSlot(): void {
    if (this.place !== null) return
    this.place = new Place(this)
    this.place.given = true
    this.channel.free -= 1
  }

  /** The channel is closed: ends, and gives its slot back if it has one. */
  protected end(): void {
    this.phase = Finished
    this.leave(new DisposeErrors()).rethrow()
  }

  /** Gives up the place, or the slot that was given to it, and is no sender any more, whatever the wakers throw. */
  private leave(errors: DisposeErrors): DisposeErrors {
    const { channel, place } = this
    this.place = null
    try {
      if (place !== null) {
        place.waker = null
        channel.waiters.remove(place)
        if (place.given) channel.release()
      }
    } catch (error) {
      errors.add(error)
    }
    try {
      channel.leave()
    } catch (error) {
      errors.add(error)
    }
    return errors
  }

  [Symbol.dispose](): void {
    if (!mayDispose(this, this.phase)) return
    this.phase = Disposed
    const errors = this.leave(new DisposeErrors())
    try {
      this.dropValue()
    } catch (error) {
      errors.add(error)
    }
    errors.rethrow()
  }

  [inspect](): Inspection {
    if (this.phase !== Waiting) return { name: this.type, state: phaseName(this.phase) }
    if (this.place !== null && this.place.given) return { name: this.type, state: 'given a slot' }
    const { capacity } = this.channel
    return { name: this.type, state: 'waiting', waitsOn: `${capacity === 1 ? 'the one slot' : `one of the ${capacity} slots`} of a channel` }
  }
}
