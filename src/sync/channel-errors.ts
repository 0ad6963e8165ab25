/** What the channels of `oneshot` and `mpsc` say when they refuse a value. Each error has the value, so that it is not lost. */
import { ClosedError, SendError } from './errors.ts'

export function channelClosed<T>(method: string, value: T): SendError<T> {
  return new SendError(`${method}: the receiver was closed or is gone, so nobody would ever receive the value; it is this error's value`, value, 'closed')
}

/** For who asked for a slot, and has no value yet. */
export function noSlotEver(method: string): SendError<undefined> {
  return new SendError(`${method}: the receiver was closed or is gone, so there is nobody to reserve a slot for; make no value for it`, undefined, 'closed')
}

export function noSlotNow(method: string, capacity: number): SendError<undefined> {
  return new SendError(`${method}: ${slotsTaken(capacity)}; to wait for one use reserve()`, undefined, 'full')
}

export function channelFull<T>(method: string, value: T, capacity: number): SendError<T> {
  return new SendError(`${method}: ${slotsTaken(capacity)}; to wait for one use send(…) or reserve()`, value, 'full')
}

function slotsTaken(capacity: number): string {
  return capacity === 1 ? 'the one slot is taken' : `all ${capacity} slots are taken`
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
