import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  BorrowError, drop, inspect, JoinAll, joinAll, Pending, PolledAfterCompletionError, pollFn, ready, type Future,
} from '../../src/future/index.ts'
import { mockTask } from '../../src/testing/index.ts'
import { scripted, type ScriptedFuture, type Step } from '../support/scripted-future.ts'
import { Token } from '../support/token.ts'

const many = <T>(n: number, steps: (i: number) => Step<T>[], trace: string[] = []): ScriptedFuture<T>[] =>
  Array.from({ length: n }, (_, i) => scripted(String(i), steps(i), { trace }))

/** Pending once, with its waker called already. */
function pendingOnce(): Future<number> {
  let polled = false
  return pollFn(cx => {
    if (polled) return 0
    polled = true
    cx.waker.wake()
    return Pending
  })
}

describe('joinAll of up to 30', () => {
  it('10: polls all unfinished ones', () => {
    const children = many<number>(30, () => ['pending', 'pending'])
    const task = mockTask(joinAll(children))
    task.poll()
    task.poll()
    expect(children.every(child => child.polls === 2)).toBe(true)
  })
})

describe('joinAll beyond 30', () => {
  it('10: polls only what was woken, in the order of the wakes', () => {
    const trace: string[] = []
    const children = many<number>(31, i => ['pending', { ready: i }], trace)
    const task = mockTask(joinAll(children))
    task.poll()
    trace.length = 0
    for (const i of [30, 4, 30, 7]) children[i]!.wake()
    expect(task.wakeCount, 'once for all three').toBe(1)
    expect(task.poll()).toBe(Pending)
    expect(trace).toEqual(['30: ready', '4: ready', '7: ready'])
    for (const child of children) child.wake()
    expect(task.poll()).toEqual(Array.from({ length: 31 }, (_, i) => i))
    expect(children.every(child => child.polls === 2)).toBe(true)
  })

  it('9: a spurious poll polls nobody and wakes nobody', () => {
    const children = many<number>(40, () => ['pending'])
    const task = mockTask(joinAll(children))
    for (let i = 0; i < 4; i++) expect(task.poll()).toBe(Pending)
    expect(children.every(child => child.polls === 1)).toBe(true)
    expect(task.wakeCount).toBe(0)
  })

  it('9: wakes go to the latest poll’s waker, also from a child that was not polled again', () => {
    const children = many<number>(31, () => ['pending', 'pending'])
    const task = mockTask(joinAll(children), { freshWaker: true })
    task.poll()
    task.poll()
    children[3]!.wake()
    expect([task.wakeCount, task.staleWakeCount]).toEqual([1, 0])
  })

  it('14: a child that wakes itself is polled once a poll, the parent woken once for all of them', () => {
    const children = many<number>(50, i => ['wake', 'wake', { ready: i }])
    const task = mockTask(joinAll(children))
    task.poll()
    expect([children[0]!.polls, task.wakeCount]).toEqual([1, 1])
    task.poll()
    expect([children[0]!.polls, task.wakeCount]).toEqual([2, 2])
    expect(task.poll()).toEqual(Array.from({ length: 50 }, (_, i) => i))
    expect(task.wakeCount).toBe(2)
  })

  it('10: wakes of finished children do nothing', () => {
    const children = many<number>(31, i => (i < 5 ? [{ ready: i }] : ['pending', { ready: i }]))
    const task = mockTask(joinAll(children))
    task.poll()
    for (let i = 0; i < 5; i++) children[i]!.wake()
    expect(task.wakeCount).toBe(0)
  })

  it('3: wakes after the end, or after dispose, do not reach the task', () => {
    const finished = many<number>(31, i => ['wake', { ready: i }])
    const task = mockTask(joinAll(finished))
    task.poll()
    task.poll()
    const disposed = many<number>(31, () => ['pending'])
    const other = joinAll(disposed)
    const otherTask = mockTask(other)
    otherTask.poll()
    drop(other)
    for (const child of [...finished, ...disposed]) child.wake()
    expect([task.wakeCount, otherTask.wakeCount]).toEqual([1, 0])
  })

  it('13: a last child that wakes itself and finishes does not wake the task that is done', () => {
    const last = scripted('last', ['pending', { run: cx => cx.waker.wake() }, { ready: 1 }])
    const task = mockTask(joinAll([...Array.from({ length: 40 }, () => ready(0)), last]))
    task.poll()
    last.wake()
    expect(task.poll()).toHaveLength(41)
    expect(task.wakeCount).toBe(1)
  })

  it('4: a future given twice fails the join when it is polled for its second place', () => {
    const child = ready(0)
    const future = joinAll([...Array.from({ length: 40 }, () => ready(0)), child, child])
    expect(() => mockTask(future).poll()).toThrow(PolledAfterCompletionError)
  })

  it.each([
    ['the last one to finish', 1, 0],
    ['one of several that wait', 1, 3],
    ['given many times', 50, 0],
  ])('4: a future given twice, %s, is not waited for in vain', (_, extra, others) => {
    const child = scripted<number>('twice', ['pending', ...Array.from({ length: extra }, () => 'pending' as const), { ready: 1 }])
    const waiting = many<number>(others, () => ['pending'])
    const twice = Array.from({ length: extra + 1 }, () => child)
    const task = mockTask(joinAll<number>([...waiting, ...Array.from({ length: 40 }, () => pendingOnce()), ...twice]))
    expect(task.poll()).toBe(Pending)
    child.wake()
    expect(() => task.poll()).toThrow(new RegExp(`^joinAll: futures ${others + 40} and ${others + 41} are one and the same ScriptedFuture`))
    expect(waiting.map(each => each.disposes), 'dropped, as after any failure').toEqual(waiting.map(() => 1))
  })

  it('4: a future given twice is found with the first that finishes, whichever that is', () => {
    const child = scripted('twice', ['pending', 'pending'])
    const token = new Token()
    const first = scripted('first', ['pending', { ready: token }])
    const task = mockTask(joinAll<unknown>([child, first, ...many(40, () => ['pending']), child]))
    task.poll()
    first.wake()
    expect(() => task.poll()).toThrow(BorrowError)
    expect([child.ended, token.drops]).toEqual(['dispose', 1])
    expect(() => task.poll()).toThrow(PolledAfterCompletionError)
  })

  it('3: what has finished is forgotten by the end of the poll, be it the first that finishes any', () => {
    const children = many<number>(40, i => ['pending', { ready: i }])
    const future = joinAll(children)
    const task = mockTask(future)
    task.poll()
    for (const done of [[3], [5, 39]]) {
      for (const i of done) children[i]!.wake()
      task.poll()
      expect(future[inspect]().children).toEqual(children.filter(child => child.ended === null))
    }
  })

  it('10: a future that gives itself is an output like any other', () => {
    const self: Future<unknown> = { poll: () => self }
    const child = scripted('last', ['pending', { ready: 1 }])
    const task = mockTask(joinAll<unknown>([self, ...Array.from({ length: 40 }, () => ready(0)), child]))
    expect(task.poll()).toBe(Pending)
    child.wake()
    expect((task.poll() as unknown[])[0]).toBe(self)
  })

  it('4: distinct ones that finish a few at a time are left in peace', () => {
    const children = many<number>(100, i => ['pending', { ready: i }])
    const task = mockTask(joinAll(children))
    let answer = task.poll()
    for (const child of children) {
      expect(answer).toBe(Pending)
      child.wake()
      answer = task.poll()
    }
    expect(answer).toEqual(children.map((_, i) => i))
  })

  it('31: stops when the budget is spent, wakes the task, and goes on where it stopped', () => {
    const trace: string[] = []
    const children = many<number>(40, i => [{ ready: i }], trace)
    const task = mockTask(joinAll(children), { budget: 0 })
    expect(task.poll()).toBe(Pending)
    expect([trace, task.wakeCount]).toEqual([[], 1])
    expect(mockTask(joinAll(many(40, i => [{ ready: i }])), { budget: 1 }).poll(), 'it spends none itself').toHaveLength(40)
  })

  it('9: with the budget spent and nobody woken, it waits', () => {
    const idle = joinAll(many<number>(40, () => ['pending']))
    mockTask(idle).poll()
    const task = mockTask(idle, { budget: 0 })
    expect([task.poll(), task.wakeCount]).toEqual([Pending, 0])
  })

  it('32: a throwing waker fails the poll and drops the children, once', () => {
    const children = many<number>(31, () => ['wake'])
    const waker = {
      wake: () => {
        throw new Error('waker')
      },
      willWake: () => false,
    }
    const future = joinAll(children)
    expect(() => future.poll({ waker })).toThrow('waker')
    drop(future)
    expect(children.every(child => child.disposes === 1)).toBe(true)
  })

  it.each<[string, unknown]>([['single future', ready(1)], ['undefined', undefined], ['null', null], ['plain object', {}]])('1: takes no %s, and says how to give futures one by one', (_, value) => {
    const take = joinAll as (first: unknown, second?: unknown) => unknown
    for (const call of [() => take(value), () => take(value, ready(2)), () => new JoinAll(value as never)]) {
      expect(call).toThrow(new TypeError('joinAll takes one iterable of futures; for arguments use join(…)'))
    }
  })

  it('1: takes any iterable, at the call', () => {
    const made: number[] = []
    function* futures(): Generator<Future<number>> {
      for (let i = 0; i < 3; i++) {
        made.push(i)
        yield ready(i)
      }
    }
    const future = joinAll(futures())
    expect(made).toEqual([0, 1, 2])
    expect(mockTask(future).poll()).toEqual([0, 1, 2])
  })
})

it('10: however children are woken, outputs keep their places and nobody is polled unwoken', () => {
  const waits = fc.array(fc.nat(3), { minLength: 0, maxLength: 60 })
  fc.assert(
    fc.property(waits, fc.array(fc.nat(59), { maxLength: 300 }), (pendings, wakes) => {
      const children = many<number>(pendings.length, i => [...Array.from({ length: pendings[i]! }, () => 'pending' as const), { ready: i }])
      const due = pendings.map(n => n + 1)
      const task = mockTask(joinAll(children))
      let answer = task.poll()
      const order = [...wakes.filter(i => i < children.length), ...pendings.flatMap((n, i) => Array.from({ length: n }, () => i))]
      for (const i of order) {
        if (answer !== Pending || children[i]!.ended !== null) continue
        const before = task.wakeCount
        children[i]!.wake()
        expect(task.wakeCount).toBe(before + 1)
        answer = task.poll()
      }
      expect(answer).toEqual(children.map((_, i) => i))
      if (children.length > 30) expect(children.map(child => child.polls)).toEqual(due)
    }),
  )
})
