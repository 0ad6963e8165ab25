import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { chooser, SeededChooser, type Chooser } from '../../src/future/chooser.ts'
import {
  BorrowError, contextFrom, drop, inspect, isSendable, noopWaker, Pending, pending, Race, race, Rc, ready, Select, select,
  SelectBiased, selectBiased, type Future,
} from '../../src/future/index.ts'
import { sendableAtSuspension } from '../../src/future/sendable.ts'
import { mockTask } from '../../src/testing/index.ts'
import { scripted, type ScriptedFuture, type Step } from '../support/scripted-future.ts'
import { Token } from '../support/token.ts'

const cx = contextFrom(noopWaker())

/** A chooser that gives `choices` in turn, over and over, and remembers what it was asked. */
class Choices implements Chooser {
  readonly asked: number[] = []
  private readonly choices: number[]

  constructor(choices: number[]) {
    this.choices = choices
  }

  below(n: number): number {
    return this.choices[(this.asked.push(n) - 1) % this.choices.length]!
  }
}

const outer = chooser.current
beforeEach(() => {
  chooser.current = new Choices([0])
})
afterEach(() => {
  chooser.current = outer
})

const bare = (value: unknown): unknown => value
const indexed = (value: unknown, index: number): unknown => ({ index, value })
const forms = [
  { name: 'select', make: (...fs: Future<unknown>[]): Future<unknown> => select(...fs), output: indexed },
  { name: 'selectBiased', make: (...fs: Future<unknown>[]): Future<unknown> => selectBiased(...fs), output: indexed },
  { name: 'race', make: (...fs: Future<unknown>[]): Future<unknown> => race(...fs), output: bare },
]

describe.each(forms)('$name', ({ name, make, output }) => {
  it('5: gives the first that is ready; the others are disposed in index order before that, once', () => {
    const trace: string[] = []
    const script = (of: string, steps: Step<string>[]): ScriptedFuture<string> => scripted(of, steps, { trace })
    const future = make(script('a', ['pending', 'pending']), script('b', ['pending', { ready: 'B' }]), script('c', ['pending']))
    expect(future.poll(cx)).toBe(Pending)
    const answer = future.poll(cx)
    trace.push('given')
    expect(answer).toEqual(output('B', 1))
    expect(trace).toEqual(['a: pending', 'b: pending', 'c: pending', 'a: pending', 'b: ready', 'a: dispose', 'c: dispose', 'given'])
    expect(() => future.poll(cx)).toThrow(/^(Select|SelectBiased|Race) was polled after it finished/)
    drop(future)
    expect(trace.length).toBe(8)
  })

  it('10: a throw disposes the others in index order, and is thrown', () => {
    const trace: string[] = []
    const error = new Error('b')
    const future = make(scripted('a', ['pending'], { trace }), scripted('b', [{ throw: error }], { trace }), scripted('c', [], { trace }))
    expect(() => future.poll(cx)).toThrow(error)
    expect(trace).toEqual(['a: pending', 'b: throw', 'a: dispose', 'c: dispose'])
    expect(() => future.poll(cx)).toThrow(/finished/)
  })

  it('5: what the disposes throw after a throw is suppressed by it', () => {
    const [error, first, second] = [new Error('b'), new Error('a'), new Error('c')]
    const future = make(
      scripted('a', ['pending'], { disposeError: first }),
      scripted('b', [{ throw: error }]),
      scripted('c', [], { disposeError: second }),
    )
    expect(() => future.poll(cx)).toThrow(error)
    expect((error as { suppressed?: unknown }).suppressed).toEqual([first, second])
  })

  it('5, 6: if a loser’s dispose throws, all are disposed, the winner’s value is dropped, the first error thrown', () => {
    const trace: string[] = []
    const [first, second] = [new Error('a'), new Error('c')]
    const future = make(
      scripted('a', ['pending'], { trace, disposeError: first }),
      scripted('b', [{ ready: new Token('B', trace) }], { trace }),
      scripted('c', [], { trace, disposeError: second }),
    )
    expect(() => future.poll(cx)).toThrow(first)
    expect(trace).toEqual(['a: pending', 'b: ready', 'a: dispose', 'c: dispose', 'B dropped'])
    expect((first as { suppressed?: unknown }).suppressed).toEqual([second])
    expect(() => future.poll(cx)).toThrow(/finished/)
  })

  it('5: dispose disposes all in index order, although some throw, once', () => {
    const trace: string[] = []
    const future = make(scripted('a', ['pending'], { trace, disposeError: new Error('a') }), scripted('b', ['pending'], { trace }))
    future.poll(cx)
    trace.length = 0
    expect(() => drop(future)).toThrow('a')
    drop(future)
    expect(trace).toEqual(['a: dispose', 'b: dispose'])
    expect(() => future.poll(cx)).toThrow(/was polled after it was disposed/)
  })

  it('7: neither a branch’s poll nor a loser’s dispose may poll or dispose the whole', () => {
    const refusals: unknown[] = []
    const misuse = (): void => {
      for (const attempt of [() => future.poll(cx), () => drop(future)]) {
        try {
          attempt()
        } catch (error) {
          refusals.push((error as Error).constructor)
        }
      }
    }
    const future: Future<unknown> = make(scripted('a', [{ run: misuse }, 'pending'], { onDispose: misuse }), ready(1))
    future.poll(cx)
    expect(refusals).toEqual([BorrowError, BorrowError, BorrowError, BorrowError])
  })

  it('10: empty, or with what is no future, or with one given twice: refused at the call', () => {
    expect(() => make()).toThrow(RangeError)
    expect(() => make(ready(1), null as never)).toThrow(new RegExp(`^${name}, future 1: expected a future`))
    const child = scripted('a', [])
    expect(() => make(child, child)).toThrow(BorrowError)
    expect([child.polls, child.disposes]).toEqual([0, 0])
  })

  it('22, 24: is as sendable as its branches', () => {
    expect(isSendable(make(ready(1), pending()))).toBe(true)
    expect(isSendable(make(ready(1), ready(new Rc(1))))).toBe(false)
    const future = make(ready(1))
    future.poll(cx)
    expect([isSendable(future), sendableAtSuspension(future)]).toEqual([true, true])
  })

  it('shows its branches', () => {
    const branches = [pending(), pending()]
    const future = make(...branches)
    expect(future[inspect]!().children).toEqual(branches)
    drop(future)
    expect(future[inspect]!().children).toEqual([])
  })
})

it('10: the classes ask of their arguments what the functions ask', () => {
  for (const Kind of [Select, SelectBiased, Race]) {
    const child = pending()
    expect(() => new Kind()).toThrow(RangeError)
    expect(() => new Kind(child, child)).toThrow(BorrowError)
    expect(() => new Kind(7 as never)).toThrow(/future 0: expected a future/)
    expect(new Kind<unknown>(child, ready(1)).poll(cx)).not.toBe(Pending)
  }
})

describe.each([forms[0]!, forms[2]!])('$name', ({ make }) => {
  it('11: starts each poll where the chooser says, and goes on cyclically', () => {
    const trace: string[] = []
    const choices = new Choices([2, 0, 1])
    chooser.current = choices
    const future = make(...['a', 'b', 'c'].map(name => scripted(name, ['pending', 'pending', 'pending'], { trace })))
    for (let i = 0; i < 3; i++) future.poll(cx)
    expect(trace.map(line => line[0]).join('')).toBe('cababcbca')
    expect(choices.asked).toEqual([3, 3, 3])
  })

  it('11: gives the runtime’s seed every chance: with all ready, each branch wins its share', () => {
    const wins = [0, 0, 0, 0]
    chooser.current = new SeededChooser(7)
    for (let i = 0; i < 4000; i++) {
      const children = wins.map((_, at) => scripted(String(at), [{ ready: at }]))
      make(...children).poll(cx)
      wins[children.findIndex(child => child.ended === 'ready')]! += 1
    }
    for (const count of wins) expect(Math.abs(count - 1000)).toBeLessThan(150)
  })

  it('11: the same seed makes the same choices', () => {
    const run = (seed: number): string[] => {
      const trace: string[] = []
      chooser.current = new SeededChooser(seed)
      const future = make(...['a', 'b', 'c'].map(name => scripted(name, Array.from({ length: 20 }, () => 'pending' as const), { trace })))
      for (let i = 0; i < 20; i++) future.poll(cx)
      return trace
    }
    expect(run(3)).toEqual(run(3))
    expect(run(3)).not.toEqual(run(4))
  })
})

it('11: selectBiased asks no chooser and starts each poll at the first', () => {
  const trace: string[] = []
  const choices = new Choices([1])
  chooser.current = choices
  const future = selectBiased(scripted('a', ['pending', 'pending'], { trace }), scripted('b', ['pending', { ready: 1 }], { trace }), ready(2))
  expect(future.poll(cx)).toEqual({ index: 2, value: 2 })
  expect(trace).toEqual(['a: pending', 'b: pending', 'a: dispose', 'b: dispose'])
  expect(choices.asked).toEqual([])
})

it('9: branches are polled with the caller’s own context', () => {
  const child = scripted('a', ['pending', 'pending'])
  const task = mockTask(select(child, pending()), { freshWaker: true })
  task.poll()
  task.poll()
  child.wake()
  expect([task.wakeCount, task.staleWakeCount]).toEqual([1, 0])
})
