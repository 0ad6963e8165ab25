import { describe, expect, it } from 'vitest'
import { contextFrom, noopWaker, Pending, pending, ready, yieldNow } from '../../src/future/index.ts'
import { countingWaker, panicWaker } from '../../src/testing/index.ts'

describe('panicWaker', () => {
  it('1: lets polls be that wake nobody', () => {
    const cx = contextFrom(panicWaker())
    expect([ready(7).poll(cx), pending().poll(cx)]).toEqual([7, Pending])
  })

  it('2: throws from the wake, and so from the poll that makes it', () => {
    const future = yieldNow()
    expect(() => future.poll(contextFrom(panicWaker()))).toThrow('panicWaker: a waker was called where nobody was to be woken')
    expect(() => future.poll(contextFrom(noopWaker()))).toThrow('was polled after it finished')
  })

  it('9: wakes like any other of its kind', () => {
    const [waker, counting] = [panicWaker(), countingWaker()]
    expect([waker.willWake(panicWaker()), waker.willWake(counting), counting.willWake(waker), noopWaker().willWake(waker)]).toEqual([true, false, false, false])
  })
})
