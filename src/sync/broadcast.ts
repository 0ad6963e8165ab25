/** `broadcast(capacity)`: every value to every receiver. How it is kept is told in `broadcast-ring.ts`. */
import { BroadcastReceiver } from './broadcast-receiver.ts'
import { BroadcastRing } from './broadcast-ring.ts'
import { BroadcastSender } from './broadcast-sender.ts'

/**
 * A channel whose every value goes to every receiver there is when it is sent. Senders never wait; of receivers that are
 * slow, the values beyond the last `capacity` are lost, and they are told. All receivers get the same value, not copies.
 * One that none of them got and none will get goes to `drop`.
 *
 * Rust: `tokio::sync::broadcast::channel`, whose capacity is rounded up to a power of two. This one is exact.
 *
 * @param capacity how many values are kept at most.
 * @throws RangeError unless it is a whole number from 1.
 * @example
 * const [news, mine] = broadcast<string>(16)
 * const yours = news.subscribe()
 * news.send('spring')        // 2
 * blockOn(mine.recv())       // 'spring'
 * blockOn(yours.recv())      // 'spring'
 */
export function broadcast<T>(capacity: number): [BroadcastSender<T>, BroadcastReceiver<T>] {
  if (!Number.isSafeInteger(capacity) || capacity < 1) throw new RangeError(`broadcast: the capacity must be a whole number, 1 or more, and is ${capacity}`)
  const ring = new BroadcastRing<T>(capacity)
  return [new BroadcastSender(ring), new BroadcastReceiver(ring)]
}
