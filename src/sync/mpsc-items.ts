/** What the three ways to receive share: the wait, and the answer for what is in the channel. */
import type { Context } from '../future/context.ts'
import { Pending, type Poll } from '../future/poll.ts'
import { isSendable } from '../future/sendable.ts'
import { watch } from '../future/watch.ts'
import { abandon } from './abandon.ts'
import type { Channel } from './mpsc-channel.ts'

/** Nothing is there yet: keeps the waker of this poll. What that throws ends `loan`, which is polled: null, if the receiver itself is. */
export function waitForItem(channel: Channel<unknown>, cx: Context, loan: object | null): Poll<never> {
  const { receiver } = channel
  try {
    if (receiver === null || !receiver.willWake(cx.waker)) channel.receiver = cx.waker
  } catch (error) {
    return abandon(loan, error)
  }
  if (receiver === null && watch.current !== null) watch.current.began(channel)
  return Pending
}

/** The receiver owns what is in the channel. */
export function itemsAreSendable(channel: Channel<unknown>): boolean {
  return channel.items.toArray().every(isSendable)
}

/** What a task asks at each suspension: of what has come since, only the item that is taken next. */
export function firstIsSendable({ items }: Channel<unknown>): boolean {
  return items.length === 0 || isSendable(items.first)
}
