/** `watch(initial)`: one value, and who wants to know when it changes. How it is kept is told in `watch-cell.ts`. */
import { refuseAnswer } from '../future/poll.ts'
import { WatchCell } from './watch-cell.ts'
import { WatchReceiver } from './watch-receiver.ts'
import { WatchSender } from './watch-sender.ts'

/**
 * A channel that keeps the latest value alone. Every receiver sees the latest when it looks, and can wait for another;
 * those in between it may never see. The first value counts as seen.
 *
 * Rust: `tokio::sync::watch::channel`.
 *
 * @throws TypeError if `initial` is `Pending` or `Done`.
 * @example
 * const [level, watching] = watch('info')
 * watching.hasChanged()      // false
 * level.send('debug')
 * blockOn(watching.changed())
 * watching.borrow()          // 'debug'
 */
export function watch<T>(initial: T): [WatchSender<T>, WatchReceiver<T>] {
  refuseAnswer(initial, 'watch')
  const cell = new WatchCell<T>(initial)
  return [new WatchSender(cell), new WatchReceiver(cell)]
}
