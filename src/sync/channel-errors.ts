/** What the channels of `oneshot` and `mpsc` say when they refuse a value. Each error has the value, so that it is not lost. */
import { ClosedError, SendError } from './errors.ts'

export function channelClosed<T>(method: string, value: T): SendError<T> {
  return new SendError(`${method}: the receiver was closed or is gone, so nobody would ever receive the value; it is this error's value`, value, 'closed')
}

export function channelFull<T>(method: string, value: T, capacity: number): SendError<T> {
  const slots = capacity === 1 ? 'the one slot is' : `all ${capacity} slots are`
  return new SendError(`${method}: ${slots} taken; to wait for one use send(…) or reserve()`, value, 'full')
}

export function sentTwice<T>(value: T): SendError<T> {
  return new SendError('OneshotSender.send: it sent before, or was disposed; a oneshot carries one value: for more use mpsc(…)', value, 'closed')
}

/** For the receiver of a oneshot. */
export function neverSent(why: string): ClosedError {
  return new ClosedError(`OneshotReceiver: no value will come, ${why}`)
}

/** For the sender of a oneshot. */
export function neverReceived<T>(value: T): ClosedError {
  return new ClosedError(`OneshotSender.send: the receiver was closed or is gone, so nobody would ever receive the value; it is this error's value`, value)
}
