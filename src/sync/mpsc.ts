/** `mpsc(capacity)` and `mpscUnbounded()`: channels of many senders and one receiver. How they work: `mpsc-channel.ts`. */
import { Channel } from './mpsc-channel.ts'
import { Receiver } from './mpsc-receiver.ts'
import { Sender } from './mpsc-sender.ts'
import { UnboundedSender } from './mpsc-unbounded-sender.ts'

/**
 * A channel with room for `capacity` items; who sends into a full one waits. Dispose both ends: the stream of the receiver
 * ends when its last sender is gone, and a sender of a receiver that is gone has its value back in a `SendError`.
 *
 * Rust: `tokio::sync::mpsc::channel`.
 *
 * @throws RangeError unless `capacity` is a positive integer.
 * @example
 * const [tx, rx] = mpsc<string>(8)
 * spawn(asyncBlock({ own: [tx] }, function* (tx) {
 *   for (const line of lines) yield* wait(tx.send(line))
 *   drop(tx)
 * }))
 * blockOn(rx.recv()) // the first line
 */
export function mpsc<T>(capacity: number): [Sender<T>, Receiver<T>] {
  if (!Number.isSafeInteger(capacity) || capacity < 1) {
    throw new RangeError(`mpsc: expected a capacity that is a positive integer, and got ${capacity}; for one without bounds, mpscUnbounded()`)
  }
  const channel = new Channel<T>(capacity)
  return [new Sender(channel), new Receiver(channel)]
}

/**
 * A channel that takes whatever is sent: nobody waits to send, and nothing bounds its memory but the receiver's diligence.
 *
 * Rust: `tokio::sync::mpsc::unbounded_channel`.
 *
 * @example
 * const [tx, rx] = mpscUnbounded<number>()
 * tx.send(1)
 * blockOn(rx.recv()) // 1
 */
export function mpscUnbounded<T>(): [UnboundedSender<T>, Receiver<T>] {
  const channel = new Channel<T>(Infinity)
  return [new UnboundedSender(channel), new Receiver(channel)]
}
