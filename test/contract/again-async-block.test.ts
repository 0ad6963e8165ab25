// The async block once more, from the contract alone.
/* oxlint-disable require-yield -- a body that waits for nothing is a case of its own */
/* oxlint-disable no-unsafe-finally -- that cleanup fails is the case */
import { expect, it } from 'vitest'
import {
  asyncBlock, BorrowError, contextFrom, Err, join, Ok, Pending, PolledAfterCompletionError, ready, tryWait, wait, WaitInDisposeError,
} from '../../src/index.ts'
import type { AsyncBlock } from '../../src/index.ts'
import { countingWaker, mockTask, pendingOnce } from '../../src/testing/index.ts'
import { misuses, Probe, probes } from '../support/probe.ts'
import { Rig } from '../support/rig.ts'
import { stages } from '../support/stages.ts'
import { thrownBy } from '../support/thrown.ts'
import { Token } from '../support/token.ts'

it('1, 8: unpolled it runs nothing; disposed then, it drops what it owns, in order, once', () => {
  const trace: string[] = []
  const block = asyncBlock({ own: [new Token('a', trace), new Token('b', trace)] }, function* () { trace.push('ran') })
  expect(trace).toEqual([])
  block[Symbol.dispose]()
  block[Symbol.dispose]()
  expect(trace).toEqual(['a dropped', 'b dropped'])
  expect(new Rig().thrown(block)).toBeInstanceOf(PolledAfterCompletionError)
})

it('3, 8: started and disposed: what it waits for, then the finallys inside out, then what it owns', () => {
  const trace: string[] = []
  const leaf = new Probe('leaf', trace)
  const block = asyncBlock({ own: [new Token('own', trace)] }, function* () {
    try {
      try { yield* wait(leaf) } finally { trace.push('inner') }
    } finally { trace.push('outer') }
  })
  new Rig().turn(block)
  block[Symbol.dispose]()
  block[Symbol.dispose]()
  expect(trace).toEqual(['leaf poll', 'leaf dispose', 'inner', 'outer', 'own dropped'])
})

it('8: cleanup that waits: nothing is polled, the future disposed, an error thrown in, as often as it tries', () => {
  const trace: string[] = []
  const [leaf, one, two] = ['leaf', 'one', 'two'].map(name => new Probe(name, trace))
  const caught: unknown[] = []
  const block = asyncBlock(function* () {
    try { yield* wait(leaf!) } finally {
      try { yield* wait(one!) } catch (error) { caught.push(error) }
      yield* wait(two!)
      trace.push('not reached')
    }
  })
  new Rig().turn(block)
  const thrown = thrownBy(() => block[Symbol.dispose]())
  expect([...caught, thrown].map(e => e instanceof WaitInDisposeError)).toEqual([true, true])
  expect([one!.disposes, two!.disposes, misuses([leaf!, one!, two!])]).toEqual([1, 1, []])
  expect(trace).toEqual(['leaf poll', 'leaf dispose', 'one dispose', 'two dispose'])
  expect(new Rig().thrown(block)).toBeInstanceOf(PolledAfterCompletionError)
})

it('8: what a finally throws is what dispose throws; what is owned is dropped all the same', () => {
  const failure = new Error('finally')
  const token = new Token()
  const block = asyncBlock({ own: [token] }, function* () {
    try { yield* wait(new Probe()) } finally { throw failure }
  })
  new Rig().turn(block)
  expect(thrownBy(() => block[Symbol.dispose]())).toBe(failure)
  expect(token.drops).toBe(1)
})

it('2: a failure of what it waits for arises at the yield, can be caught, and the block goes on in the same poll', () => {
  const [a, b] = probes<string>(2)
  const block = asyncBlock(function* () {
    try { return yield* wait(a!) } catch (error) { return `${(error as Error).message}, then ${yield* wait(b!.willBe('b'))}` }
  })
  const rig = new Rig()
  rig.turn(block)
  a!.fail(new Error('a'))
  expect([rig.turn(block), misuses([a!, b!])]).toEqual([{ value: 'a, then b' }, []])
})

it('2: uncaught it is the failure of the block, which has released all it held', () => {
  const trace: string[] = []
  const failure = new Error('x')
  const leaf = new Probe('leaf', trace)
  const block = asyncBlock({ own: [new Token('own', trace)] }, function* () {
    try { yield* wait(leaf) } finally { trace.push('finally') }
  })
  const rig = new Rig()
  rig.turn(block)
  leaf.fail(failure)
  expect(rig.turn(block)).toEqual({ thrown: failure })
  expect(trace).toEqual(['leaf poll', 'leaf poll', 'finally', 'own dropped'])
  expect(rig.thrown(block)).toBeInstanceOf(PolledAfterCompletionError)
})

it('2, 7: inside its own body it is neither polled nor disposed; it goes on after the attempt', () => {
  const thrown: unknown[] = []
  const rig = new Rig()
  const block: AsyncBlock<number> = asyncBlock(function* (): Generator<never, number, never> {
    thrown.push(thrownBy(() => block.poll(rig.cx)), thrownBy(() => block[Symbol.dispose]()))
    return 1
  })
  expect(rig.turn(block)).toEqual({ value: 1 })
  expect(thrown.map(e => e instanceof BorrowError)).toEqual([true, true])
})

it('7: nor inside a future that it waits for, at any depth', () => {
  const leaf = new Probe('leaf')
  const inner = asyncBlock(function* () { return yield* wait(leaf) })
  const outer = asyncBlock(function* () { return yield* wait(inner) })
  const thrown: unknown[] = []
  leaf.onPoll = cx => {
    for (const b of [inner, outer]) thrown.push(thrownBy(() => b.poll(cx)), thrownBy(() => b[Symbol.dispose]()))
  }
  const rig = new Rig()
  expect(rig.turn(outer)).toBe('pending')
  expect(thrown.map(e => e instanceof BorrowError)).toEqual([true, true, true, true])
  leaf.onPoll = null
  leaf.complete('x')
  expect([rig.turn(outer), leaf.misuse]).toEqual([{ value: 'x' }, []])
})

it('9: each poll polls the leaf once, at every depth, with the latest waker', () => {
  const leaf = new Probe<number>('leaf')
  let block: AsyncBlock<number> = asyncBlock(function* () { return yield* wait(leaf) })
  for (let depth = 0; depth < 5000; depth++) {
    const below = block
    block = asyncBlock(function* () { return (yield* wait(below)) + 1 })
  }
  const [first, second] = [countingWaker(), countingWaker()]
  block.poll(contextFrom(first))
  block.poll(contextFrom(second))
  leaf.complete(0)
  expect([leaf.polls, first.count, second.count]).toEqual([2, 0, 1])
  expect([new Rig().turn(block), leaf.polls, leaf.misuse]).toEqual([{ value: 5000 }, 3, []])
})

it('8: disposed, nested blocks are cancelled from the innermost out, deep ones too', () => {
  const order: number[] = []
  const leaf = new Probe<void>('leaf')
  let block: AsyncBlock<void> = asyncBlock(function* () { yield* wait(leaf) })
  for (let depth = 0; depth < 5000; depth++) {
    const below = block
    block = asyncBlock(function* () { try { yield* wait(below) } finally { order.push(depth) } })
  }
  new Rig().turn(block)
  block[Symbol.dispose]()
  expect(order).toEqual(Array.from({ length: 5000 }, (_, i) => i))
  expect([leaf.disposes, leaf.misuse]).toEqual([1, []])
})

it('4: what it owns and waited for has moved out; what is the output too', () => {
  const leaf = new Probe('leaf')
  const token = new Token()
  const block = asyncBlock({ own: [leaf, token] }, function* (l, t) { yield* wait(l); return t })
  const rig = new Rig()
  rig.turn(block)
  leaf.complete(1)
  expect([rig.turn(block), leaf.misuse, leaf.disposes, token.drops]).toEqual([{ value: token }, [], 0, 0])
})

it('31: without budget a block that waits for ready things goes on; a spurious poll resumes nothing', () => {
  let resumed = 0
  const leaf = new Probe('leaf')
  const block = asyncBlock(function* () {
    for (let i = 0; i < 300; i++) { yield* wait(ready(i)); resumed++ }
    yield* wait(leaf)
    resumed++
  })
  const task = mockTask(block, { budget: 0 })
  for (let i = 0; i < 3; i++) expect([task.poll(), task.isWoken(), resumed]).toEqual([Pending, false, 300])
})

it('1: what is no future, no generator, no function is refused', () => {
  for (const bad of [null, 1, {}, Promise.resolve()]) expect(thrownBy(() => wait(bad as never))).toBeInstanceOf(TypeError)
  expect(thrownBy(() => asyncBlock(1 as never))).toBeInstanceOf(TypeError)
  expect(thrownBy(() => asyncBlock((async () => {}) as never))).toBeInstanceOf(TypeError)
  expect(thrownBy(() => asyncBlock({ own: 1 } as never, function* () {}))).toBeInstanceOf(TypeError)
  expect(new Rig().thrown(asyncBlock((() => 5) as never))).toBeInstanceOf(TypeError)
  expect(new Rig().thrown(asyncBlock(function* () { yield 5 as never }))).toBeInstanceOf(TypeError)
})

it('1: Pending is no output of a block', () => {
  const token = new Token()
  const block = asyncBlock({ own: [token] }, function* () { return Pending })
  expect(new Rig().thrown(block)).toBeInstanceOf(TypeError)
  expect(token.drops).toBe(1)
})

it('2: an Err ends the block through its finallys; the Err is the output', () => {
  const trace: string[] = []
  const err = Err('bad')
  const block = asyncBlock(function* () {
    try { return Ok(yield* tryWait(pendingOnce(err))) } finally { trace.push('finally') }
  })
  const rig = new Rig()
  expect([rig.turn(block), rig.wakes]).toEqual(['pending', 1])
  expect(rig.turn(block)).toEqual({ value: err })
  expect(trace).toEqual(['finally'])
})

it.each(stages)('13: blocks take turns at each wait, in %s', async (_, stage) => {
  const trace = await stage((start, log) => {
    const say = (name: string) => asyncBlock(function* () {
      for (let i = 0; i < 2; i++) { yield* wait(pendingOnce()); log.push(`${name}${i}`) }
    })
    start(say('a'))
    start(join(say('b'), say('c')))
  })
  expect(trace).toEqual(['a0', 'b0', 'c0', 'a1', 'b1', 'c1'])
})
