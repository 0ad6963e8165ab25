import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  BorrowError, contextFrom, inspect, isSendable, join, joinAll, map, noopWaker, Pending, PolledAfterCompletionError, Rc, ready, selectBiased, wakerFn, yieldNow,
  type Future,
} from '../../src/future/index.ts'
import { blockOn } from '../../src/runtime/index.ts'
import { interleavePending, mockTask, panicWaker, pendingOnce } from '../../src/testing/index.ts'
import { scripted } from '../support/scripted-future.ts'
import { thrownBy } from '../support/thrown.ts'

describe('interleavePending', () => {
  it('9: puts a woken Pending before each poll of the future', () => {
    const trace: string[] = []
    const child = scripted('child', ['pending', 'pending', { ready: 'v' }], { trace })
    const task = mockTask(interleavePending(child))
    const seen: unknown[] = []
    for (let poll = 1; poll <= 6; poll++) {
      const answer = task.poll()
      seen.push([answer, task.isWoken(), child.polls])
      if (!task.isWoken() && answer === Pending) child.wake()
    }
    expect(seen).toEqual([[Pending, true, 0], [Pending, false, 1], [Pending, true, 1], [Pending, false, 2], [Pending, true, 2], ['v', false, 3]])
    expect(trace).toEqual(['child: pending', 'child: pending', 'child: ready'])
    expect(thrownBy(() => task.poll())).toBeInstanceOf(PolledAfterCompletionError)
  })

  it('2: a throw passes through and finishes it', () => {
    const error = new Error('e')
    const child = scripted('child', [{ throw: error }])
    const future = interleavePending(child)
    const task = mockTask(future)
    expect([task.poll(), thrownBy(() => task.poll())]).toEqual([Pending, error])
    future[Symbol.dispose]()
    expect(child.disposes).toBe(0)
  })

  it.each([0, 1, 2, 3])('4: disposes the future after %i polls, once', polls => {
    const child = scripted('child', ['pending', 'pending'])
    const future = interleavePending(child)
    const task = mockTask(future)
    for (let poll = 0; poll < polls; poll++) task.poll()
    future[Symbol.dispose]()
    future[Symbol.dispose]()
    expect(child.disposes).toBe(1)
  })

  it('2, 3: a waker that throws fails it, and the future is disposed', () => {
    const child = scripted('child', [], { disposeError: new Error('dispose') })
    const future = interleavePending(child)
    const error = thrownBy(() => future.poll(contextFrom(panicWaker()))) as Error & { suppressed: unknown[] }
    expect([error.message, error.suppressed, child.disposes]).toEqual([expect.stringContaining('panicWaker'), [new Error('dispose')], 1])
    expect(() => future.poll(contextFrom(noopWaker()))).toThrow('InterleavePending was polled after it finished')
  })

  it('2, 7: is borrowed while its waker runs', () => {
    const future = interleavePending(ready(1))
    const errors: unknown[] = []
    const cx = contextFrom(wakerFn(() => errors.push(thrownBy(() => future.poll(cx)), thrownBy(() => future[Symbol.dispose]()))))
    expect([future.poll(cx), future.poll(cx)]).toEqual([Pending, 1])
    expect(errors).toEqual([expect.any(BorrowError), expect.any(BorrowError)])
  })

  it('22: is as sendable as its future', () => {
    expect([isSendable(interleavePending(ready(1))), isSendable(interleavePending(ready(new Rc(1))))]).toEqual([true, false])
  })

  it('28: says what it waits on', () => {
    const child = scripted('child', ['pending'])
    const future = interleavePending(child)
    const task = mockTask(future)
    expect(future[inspect]()).toEqual({ name: 'InterleavePending', children: [child] })
    task.poll()
    expect(future[inspect]().waitsOn).toBe('its own wake, already made')
    task.poll()
    expect(future[inspect]()).toEqual({ name: 'InterleavePending', children: [child] })
  })

  it('refuses what is no future', () => {
    expect(() => interleavePending(7 as never)).toThrow(/^interleavePending: expected a future/)
  })

  it('9: combinators give the same output over it, wherever in the tree it stands', () => {
    type Shape = { leaf: number } | { kind: 'map' | 'first' | 'join' | 'joinAll'; children: Shape[] }
    const shapes = fc.letrec<{ shape: Shape }>(tie => ({
      shape: fc.oneof(
        { maxDepth: 4 },
        fc.record({ leaf: fc.integer({ min: 0, max: 3 }) }),
        fc.record({ kind: fc.constantFrom('map' as const, 'first' as const, 'join' as const, 'joinAll' as const), children: fc.array(tie('shape'), { minLength: 1, maxLength: 3 }) }),
      ),
    })).shape
    const build = (shape: Shape, wrap: (future: Future<unknown>) => Future<unknown>): Future<unknown> => {
      if ('leaf' in shape) return wrap([() => ready(0), () => pendingOnce(1), () => map(yieldNow(), () => 2), () => map(join(yieldNow(), pendingOnce()), () => 3)][shape.leaf]!())
      const children = shape.children.map(child => build(child, wrap))
      if (shape.kind === 'map') return wrap(map(children[0]!, value => [value]))
      // One branch, so that who comes first is not what changes.
      if (shape.kind === 'first') return wrap(selectBiased(children[0]!))
      return wrap(shape.kind === 'join' ? join(...children) : joinAll(children))
    }
    fc.assert(fc.property(shapes, shape => {
      expect(blockOn(build(shape, interleavePending))).toEqual(blockOn(build(shape, future => future)))
    }))
  })
})
