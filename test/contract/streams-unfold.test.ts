import { describe, expect, it } from 'vitest'
import { blockOn, contextFrom, Done, drop, noopWaker, Pending, ready, Stream, type Future } from '../../src/index.ts'
import { Probe } from '../support/probe.ts'
import { thrownBy } from '../support/thrown.ts'

const cx = contextFrom(noopWaker())

/** A state that counts its disposes, and steps to the next one. */
class State {
  readonly n: number
  readonly trace: string[]

  constructor(n: number, trace: string[]) {
    this.n = n
    this.trace = trace
  }

  next(): State {
    return new State(this.n + 1, this.trace)
  }

  [Symbol.dispose](): void {
    this.trace.push(`state ${this.n}`)
  }
}

const counting = (trace: string[]): Stream<number> => Stream.unfold(new State(0, trace), state => ready([state.n, state.next()] as const))

describe('Stream.unfold and its state', () => {
  it('4, 42: drops the seed, if it is disposed unpolled, once', () => {
    const trace: string[] = []
    const stream = counting(trace)
    drop(stream)
    drop(stream)
    expect(trace).toEqual(['state 0'])
  })

  it('4, 42: drops the state between two items: the others were given to the function', () => {
    const trace: string[] = []
    expect(blockOn(counting(trace).take(3).toArray())).toEqual([0, 1, 2])
    expect(trace).toEqual(['state 3'])
  })

  it('4: while a step is under way the state is in its hands', () => {
    const trace: string[] = []
    const step = new Probe<never>('step', trace)
    const stream = Stream.unfold(new State(0, trace), () => step as Future<never>)
    expect(stream.pollNext(cx)).toBe(Pending)
    drop(stream)
    expect(trace).toEqual(['step poll', 'step dispose'])
  })

  it('3: after the end, and after a throw of the function or of its future, there is none', () => {
    const trace: string[] = []
    const boom = new Error('boom')
    const seed = (): State => new State(0, trace)
    expect(Stream.unfold(seed(), () => ready(null)).pollNext(cx)).toBe(Done)
    expect(thrownBy(() => Stream.unfold(seed(), () => { throw boom }).pollNext(cx))).toBe(boom)
    expect(thrownBy(() => Stream.unfold(seed(), () => new Probe<never>().willThrow(boom)).pollNext(cx))).toBe(boom)
    expect(trace).toEqual([])
  })

  it('1, 42: an item that is refused takes its state with it', () => {
    const trace: string[] = []
    const stream = Stream.unfold(new State(0, trace), state => ready([Done as unknown, state.next()] as const))
    expect((thrownBy(() => stream.pollNext(cx)) as Error).message).toContain('Stream.unfold')
    expect(trace).toEqual(['state 1'])
  })

  it('5: a step whose dispose throws does not keep anything else from being dropped', () => {
    const trace: string[] = []
    const boom = new Error('boom')
    const step = new Probe<never>()
    step.onDispose = () => { throw boom }
    const left = Stream.unfold(0, () => step as Future<never>)
    const both = Stream.merge(left, counting(trace))
    both.pollNext(cx)
    expect(thrownBy(() => drop(both))).toBe(boom)
    expect(trace).toEqual(['state 1'])
  })
})

describe('Stream.scan and its first state', () => {
  it('4, 42: drops it, if its function was never given it; the later ones are its taker’s', () => {
    const trace: string[] = []
    const scanned = (): Stream<State> => Stream.from([1, 2]).scan(state => state.next(), new State(0, trace))
    const unpolled = scanned()
    drop(unpolled)
    drop(unpolled)
    expect(trace.splice(0)).toEqual(['state 0'])
    const polled = scanned()
    polled.pollNext(cx)
    drop(polled)
    blockOn(scanned().toArray())
    expect(trace).toEqual([])
  })
})
