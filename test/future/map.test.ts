import { describe, expect, it } from 'vitest'
import { contextFrom, drop, inspect, isSendable, map, noopWaker, Pending, Rc, ready, sendable } from '../../src/future/index.ts'
import { mockTask } from '../../src/testing/index.ts'
import { scripted } from '../support/scripted-future.ts'

const cx = contextFrom(noopWaker())

describe('map', () => {
  it('10: changes the output in the poll that gives it', () => {
    const trace: string[] = []
    const task = mockTask(map(scripted('a', ['pending', { ready: 20 }], { trace }), x => (trace.push('fn'), x + 1)))
    expect([task.poll(), task.poll()]).toEqual([Pending, 21])
    expect(trace).toEqual(['a: pending', 'a: ready', 'fn'])
    expect(() => task.poll()).toThrow(/^MapFuture was polled after it finished/)
  })

  it('2: a failure skips the function', () => {
    const task = mockTask(map(scripted('a', [{ throw: new Error('no') }]), () => expect.unreachable()))
    expect(() => task.poll()).toThrow('no')
    expect(() => task.poll()).toThrow(/finished/)
  })

  it('4: a throw of the function finishes it; the finished child is not disposed', () => {
    const child = scripted('a', [{ ready: 1 }])
    const future = map(child, () => {
      throw new Error('fn')
    })
    expect(() => future.poll(cx)).toThrow('fn')
    drop(future)
    expect(child.disposes).toBe(0)
  })

  it('4: disposes its child once', () => {
    const child = scripted<number>('a', ['pending'])
    const future = map(child, x => x)
    future.poll(cx)
    drop(future)
    drop(future)
    expect(child.disposes).toBe(1)
  })

  it('1: the function may not make Pending a value', () => {
    expect(() => map(ready(1), () => Pending).poll(cx)).toThrow(TypeError)
  })

  it('22: is as sendable as its child and its function', () => {
    expect(isSendable(map(ready(1), x => x))).toBe(true)
    expect(isSendable(map(ready(new Rc(1)), x => x))).toBe(false)
    expect(isSendable(map(ready(1), Object.assign((x: number) => x, { [sendable]: false })))).toBe(false)
  })

  it('shows its child', () => {
    const child = ready(1)
    expect(map(child, x => x)[inspect]()).toEqual({ name: 'MapFuture', children: [child] })
  })

  it('refuses what is no future, and what is no function', () => {
    expect(() => map(Promise.resolve(1) as never, x => x)).toThrow(/^map: .*promise; wrap it in fromPromise/)
    expect(() => map(ready(1), 7 as never)).toThrow(TypeError)
  })
})
