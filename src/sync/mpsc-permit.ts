/** A slot of a channel that is kept for one value: what `reserve` gives. */
import { drop } from '../future/dispose.ts'
import { BorrowError } from '../future/errors.ts'
import type { Inspection } from '../future/inspect.ts'
import { refuseAnswer } from '../future/poll.ts'
import '../future/symbols.ts'
import { inspect, sendable } from '../future/symbols.ts'
import type { Channel } from './mpsc-channel.ts'

/**
 * The right to send one value at once. It counts as a sender, and holds its slot until it is used or disposed; used after a
 * `close` it still delivers, and the receiver waits for it.
 *
 * Rust: `tokio::sync::mpsc::OwnedPermit`.
 *
 * @example
 * using permit = yield* wait(jobs.reserve()) // no job is made before there is room for it
 * permit.send(makeJob())
 */
export class SendPermit<T> implements Disposable {
  /** Null once it was used or disposed. */
  private channel: Channel<T> | null

  /** `channel`: with a slot that becomes this permit's, and a sender's count that does too. */
  constructor(channel: Channel<T>) {
    this.channel = channel
    channel.permits += 1
  }

  /**
   * Sends `value`, and is used up. Where the receiver is gone, the value goes to `drop`.
   *
   * @throws BorrowError if it was used or disposed; TypeError for `Pending` and `Done`, which are no values.
   */
  send(value: T): void {
    const { channel } = this
    if (channel === null) throw new BorrowError('SendPermit: it was used or disposed before; a permit sends one value: reserve() another')
    refuseAnswer(value, 'SendPermit.send')
    this.channel = null
    channel.permits -= 1
    if (!channel.gone) return channel.push(value)
    channel.leave()
    drop(value)
  }

  /** Gives the slot to the first who waits for one. */
  [Symbol.dispose](): void {
    const { channel } = this
    if (channel === null) return
    this.channel = null
    channel.permits -= 1
    try {
      channel.release()
    } finally {
      channel.leave()
    }
  }

  get [sendable](): true {
    return true
  }

  [inspect](): Inspection {
    return { name: 'SendPermit', state: this.channel === null ? 'used or disposed' : 'holds a slot of a channel' }
  }
}
