/** `oneshot()`: one value, from one sender to one receiver. */
import { OneshotReceiver } from './oneshot-receiver.ts'
import { OneshotSender } from './oneshot-sender.ts'

/**
 * A channel for one value. The receiver is the future of it. Whichever side is disposed first, the other learns by a
 * `ClosedError`.
 *
 * Rust: `tokio::sync::oneshot::channel`.
 *
 * @example
 * const [tx, rx] = oneshot<number>()
 * spawnLocal(lazy(() => tx.send(42)))
 * blockOn(rx) // 42
 */
export function oneshot<T>(): [OneshotSender<T>, OneshotReceiver<T>] {
  const receiver = new OneshotReceiver<T>()
  return [new OneshotSender(receiver), receiver]
}
