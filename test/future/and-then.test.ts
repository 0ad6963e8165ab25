import { describe, expect, it } from 'vitest'
import { andThen, contextFrom, drop, inspect, isSendable, noopWaker, Pending, Rc, ready, sendable, type Future } from '../../src/future/index.ts'
import { sendableAtSuspension } from '../../src/future/sendable.ts'
import { mockTask } from '../../src/testing/index.ts'
import { scripted } from '../support/scripted-future.ts'

const cx = contextFrom(noopWaker())

describe('andThen', () => {
  it('10: finishes the first, then the second, polled at once; neither again', () => {
    const trace: string[] = []
    const a = scripted('a', ['pending', { ready: 1 }], { trace })
    const b = scripted('b', ['pending', { ready: 2 }], { trace })
    const task = mockTask(andThen(a, x => (trace.push(`fn ${x}`), b)))
    expect([task.poll(), task.poll(), task.poll()]).toEqual([Pending, Pending, 2])
    expect(trace).toEqual(['a: pending', 'a: ready', 'fn 1', 'b: pending', 'b: ready'])
    expect(() => task.poll()).toThrow(/^AndThen was polled after it finished/)
  })

  it('2: a failure of the first skips the function; one of the second is thrown', () => {
    expect(() => andThen(scripted('a', [{ throw: new Error('a') }]), () => expect.unreachable()).poll(cx)).toThrow('a')
    expect(() => andThen(ready(1), () => scripted('b', [{ throw: new Error('b') }])).poll(cx)).toThrow('b')
  })

  it('4: disposes whichever it holds, once, and does not call the function', () => {
    const [first, second] = [scripted<number>('a', ['pending']), scripted<number>('b', ['pending'])]
    const early = andThen(first, () => expect.unreachable())
    early.poll(cx)
    const late = andThen(ready(1), () => second)
    late.poll(cx)
    for (const future of [early, late, early, late]) drop(future)
    expect([first.disposes, second.disposes]).toEqual([1, 1])
    expect(() => late.poll(cx)).toThrow(/^AndThen was polled after it was disposed/)
  })

  it('2: a function that returns no future fails the poll, by name', () => {
    const future = andThen(ready(1), (() => Promise.resolve(1)) as never)
    expect(() => future.poll(cx)).toThrow(/^andThen, what its function returned: .*fromPromise/)
    expect(() => future.poll(cx)).toThrow(/finished/)
  })

  it('24: a second future that is not sendable is seen at the suspension, though it has no tag', () => {
    const untagged = (value: unknown): Future<never> => ({ poll: () => Pending, value }) as Future<never>
    const good = andThen(ready(1), () => untagged(7))
    const bad = andThen(ready(1), () => untagged(new Rc(7)))
    expect([isSendable(good), isSendable(bad)], 'before the first poll nobody can know').toEqual([true, true])
    good.poll(cx)
    bad.poll(cx)
    expect([sendableAtSuspension(good), sendableAtSuspension(bad)]).toEqual([true, false])
    expect([isSendable(good), isSendable(bad)]).toEqual([true, false])
  })

  it('24: a second future is judged as a whole once; then it is asked as any child is', () => {
    let asked = 0
    const second: Future<never> = {
      poll: () => Pending,
      get [sendable]() {
        asked += 1
        return true
      },
    }
    const future = andThen(ready(1), () => second)
    future.poll(cx)
    sendableAtSuspension(future)
    const first = asked
    sendableAtSuspension(future)
    expect([first, asked]).toEqual([2, 3])
  })

  it('says which of the two it waits for', () => {
    const [a, b] = [scripted('a', [{ ready: 1 }]), scripted<number>('b', ['pending'])]
    const future = andThen(a, () => b)
    expect(future[inspect]()).toEqual({ name: 'AndThen', state: 'first', children: [a] })
    future.poll(cx)
    expect(future[inspect]()).toEqual({ name: 'AndThen', state: 'second', children: [b] })
  })

  it('and, once it has ended, how', () => {
    const [finished, disposed, failed] = [andThen(ready(1), x => ready(x)), andThen(ready(1), x => ready(x)), andThen(ready(1), () => 7 as never)]
    finished.poll(cx)
    drop(disposed)
    expect(() => failed.poll(cx)).toThrow(TypeError)
    expect([finished, disposed, failed].map(future => future[inspect]().state)).toEqual(['Finished', 'Disposed', 'Finished'])
  })

  it('refuses what is no future, and what is no function', () => {
    expect(() => andThen(7 as never, () => ready(1))).toThrow(/^andThen: expected a future/)
    expect(() => andThen(ready(1), 7 as never)).toThrow(TypeError)
  })
})
