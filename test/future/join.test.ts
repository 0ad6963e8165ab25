import { describe, expect, it } from 'vitest'
import {
  BorrowError, contextFrom, drop, inspect, Join, join, JoinAll, joinAll, noopWaker, Pending, pending, ready, type Future,
} from '../../src/future/index.ts'
import { mockTask } from '../../src/testing/index.ts'
import { scripted, type ScriptedFuture, type Step } from '../support/scripted-future.ts'
import { Token } from '../support/token.ts'

const cx = contextFrom(noopWaker())

/** `join` and the two halves of `joinAll`, which promise the same of their outputs, failures and disposes. */
const forms = [
  { name: 'join', make: (fs: Future<unknown>[]): Future<unknown[]> => join(...fs), pad: 0 },
  { name: 'joinAll of few', make: (fs: Future<unknown>[]): Future<unknown[]> => joinAll(fs), pad: 0 },
  { name: 'joinAll of many', make: (fs: Future<unknown>[]): Future<unknown[]> => joinAll(fs), pad: 40 },
]

describe.each(forms)('$name', ({ make, pad }) => {
  const fillers = (): Future<unknown>[] => Array.from({ length: pad }, () => ready('filler'))
  const filled = (outputs: unknown[]): unknown[] => [...outputs, ...Array.from({ length: pad }, () => 'filler')]

  it('10: polls each unfinished child that was woken, in order, and none that is finished', () => {
    const trace: string[] = []
    const script = (name: string, steps: Step<string>[]): ScriptedFuture<string> => scripted(name, steps, { trace })
    const a = script('a', ['wake', 'wake', { ready: 'A' }])
    const b = script('b', [{ ready: 'B' }])
    const c = script('c', ['wake', { ready: 'C' }])
    const task = mockTask(make([a, b, c, ...fillers()]))
    expect([task.poll(), task.isWoken()]).toEqual([Pending, true])
    expect([task.poll(), task.isWoken()]).toEqual([Pending, true])
    expect(task.poll()).toEqual(filled(['A', 'B', 'C']))
    expect(trace).toEqual(['a: wake', 'b: ready', 'c: wake', 'a: wake', 'c: ready', 'a: ready'])
  })

  it('10: an output may be undefined, or any other value', () => {
    const values = [undefined, null, false, 0, '', Symbol('s')]
    expect(make([...values.map(value => scripted('v', [{ ready: value }])), ...fillers()]).poll(cx)).toEqual(filled(values))
  })

  it('3, 4: finished, it refuses a poll, and its dispose does nothing', () => {
    const token = new Token()
    const child = scripted('a', [{ ready: token }])
    const future = make([child, ...fillers()])
    expect(future.poll(cx)).toEqual(filled([token]))
    expect(() => future.poll(cx)).toThrow(/^Join(All)? was polled after it finished/)
    drop(future)
    expect([token.drops, child.disposes]).toEqual([0, 0])
  })

  it('5, 6: a throw drops everything else in index order, children and outputs alike, before it is thrown', () => {
    const trace: string[] = []
    const error = new Error('c')
    const future = make([
      scripted('a', [{ ready: new Token('A', trace) }], { trace }),
      scripted('b', ['pending'], { trace }),
      scripted('c', [{ throw: error }], { trace }),
      scripted('d', [], { trace }),
      ...fillers(),
    ])
    expect(() => future.poll(cx)).toThrow(error)
    expect(trace).toEqual(['a: ready', 'b: pending', 'c: throw', 'A dropped', 'b: dispose', 'd: dispose'])
    expect(() => future.poll(cx)).toThrow(/finished/)
    drop(future)
    expect(trace.length).toBe(6)
  })

  it('5: what drops throw after a throw is suppressed by it, in order', () => {
    const [error, first, second] = [new Error('poll'), new Error('a'), new Error('c')]
    const future = make([
      scripted('a', ['pending'], { disposeError: first }),
      scripted('b', [{ throw: error }]),
      scripted('c', [], { disposeError: second }),
      ...fillers(),
    ])
    expect(() => future.poll(cx)).toThrow(error)
    expect((error as { suppressed?: unknown }).suppressed).toEqual([first, second])
  })

  it('5, 6: dispose drops outputs and unfinished children in index order, all although some throw, once', () => {
    const trace: string[] = []
    const [first, second] = [new Error('b'), new Error('d')]
    const future = make([
      scripted('a', [{ ready: new Token('A', trace) }], { trace }),
      scripted('b', ['pending'], { trace, disposeError: first }),
      scripted('c', [{ ready: new Token('C', trace) }], { trace }),
      scripted('d', ['pending'], { trace, disposeError: second }),
      scripted('e', ['pending'], { trace }),
      ...fillers(),
    ])
    future.poll(cx)
    trace.length = 0
    expect(() => drop(future)).toThrow(first)
    expect(trace).toEqual(['A dropped', 'b: dispose', 'C dropped', 'd: dispose', 'e: dispose'])
    expect((first as { suppressed?: unknown }).suppressed).toEqual([second])
    drop(future)
    expect(trace.length).toBe(5)
    expect(() => future.poll(cx)).toThrow(/was polled after it was disposed/)
  })

  it('7: a child’s poll may neither poll nor dispose the whole, nor may a sibling’s dispose while it fails', () => {
    const refusals: unknown[] = []
    const attempt = (misuse: () => unknown): void => {
      try {
        misuse()
      } catch (error) {
        refusals.push((error as Error).constructor)
      }
    }
    const misuse = (): void => {
      attempt(() => future.poll(cx))
      attempt(() => drop(future))
    }
    const future: Future<unknown[]> = make([
      scripted('a', [{ run: misuse }, 'pending'], { onDispose: misuse }),
      scripted('b', [{ throw: new Error('b') }]),
      ...fillers(),
    ])
    expect(() => future.poll(cx)).toThrow('b')
    expect(refusals).toEqual([BorrowError, BorrowError, BorrowError, BorrowError])
  })

  it('4: a child’s dispose may dispose the whole again, which does nothing', () => {
    const child = scripted('a', ['pending'], { onDispose: () => drop(future) })
    const future: Future<unknown[]> = make([child, ...fillers()])
    future.poll(cx)
    drop(future)
    expect(child.disposes).toBe(1)
  })

  it('1: polls nothing when made, and refuses what is no future', () => {
    const child = scripted('a', [])
    make([child, ...fillers()])
    expect(child.polls).toBe(0)
    expect(() => make([child, 7 as never, ...fillers()])).toThrow(/^join(All)?, future 1: expected a future/)
    expect(child.disposes, 'it stays with the caller').toBe(0)
  })

  it('says how far it is and shows whom it waits for', () => {
    const child = pending()
    const future = make([ready(1), child, ...fillers()])
    future.poll(cx)
    expect(future[inspect]!()).toMatchObject({ state: `${pad + 1} of ${pad + 2} finished`, children: [child] })
  })
})

describe.each([{ name: 'join', empty: () => join() }, { name: 'joinAll', empty: () => joinAll([]) }])('$name', ({ empty }) => {
  it('10: of nothing is [] at the first poll', () => {
    expect(empty().poll(cx)).toEqual([])
  })
})

it('4: a future given twice is refused: it would have two owners', () => {
  const [child, other] = [scripted('a', []), pending()]
  expect(() => join(other, child, child)).toThrow(BorrowError)
  expect(() => joinAll([child, other, child])).toThrow(/^joinAll: futures 0 and 2 are one and the same/)
  expect([child.polls, child.disposes]).toEqual([0, 0])
})

it('4: the classes ask of their arguments what the functions ask, and leave the caller’s array alone', () => {
  const [child, other] = [pending(), pending()]
  const makers = [(...fs: Future<unknown>[]) => new Join(...fs), (...fs: Future<unknown>[]) => new JoinAll(fs)]
  for (const make of makers) {
    expect(() => make(child, child)).toThrow(BorrowError)
    expect(() => make(7 as never)).toThrow(/future 0: expected a future/)
  }
  const mine = [ready(1), child, other]
  const whole = new JoinAll<unknown>(mine)
  whole.poll(cx)
  expect(mine.every(each => each !== null)).toBe(true)
  mine.length = 0
  expect(whole[inspect]().children).toEqual([child, other])
})

it('4: of more than 30 arguments, too, none may be given twice', () => {
  const child = pending()
  expect(() => join(child, ...Array.from({ length: 40 }, () => pending()), child)).toThrow(/^join: futures 0 and 41 are one and the same/)
})

it('9, 10: join polls every unfinished child at each poll, woken or not, with the caller’s own context', () => {
  const children = [scripted('a', ['pending', 'pending', { ready: 1 }]), scripted('b', ['pending', { ready: 2 }])]
  const task = mockTask(join(...children), { freshWaker: true })
  task.poll()
  task.poll()
  expect(children.map(child => child.polls)).toEqual([2, 2])
  children[0]!.wake()
  expect([task.wakeCount, task.staleWakeCount]).toEqual([1, 0])
  expect(task.poll()).toEqual([1, 2])
  expect(children.map(child => child.polls)).toEqual([3, 2])
})
