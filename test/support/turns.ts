import { pollFn, Pending, type Future } from '../../src/future/index.ts'

/** A future of `count` polls, each of which calls `each` with its number from 0; it wakes itself in between. */
export function turns(count: number, each: (turn: number) => void = () => {}): Future<void> {
  let turn = 0
  return pollFn(cx => {
    each(turn++)
    if (turn === count) return
    cx.waker.wake()
    return Pending
  })
}
