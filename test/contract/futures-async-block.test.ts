// Contract 2–9 for asyncBlock: what it releases and when, what its cleanup may do, and that nesting changes nothing.
/* oxlint-disable require-yield -- a body that waits for nothing is a case of its own */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  asyncBlock, BorrowError, byRef, contextFrom, drop, join, map, noopWaker, pending, pin, Pending, PolledAfterCompletionError, ready, select, wait, WaitInDisposeError, yieldNow, type AsyncBlock, type Future,
} from '../../src/future/index.ts'
import { Probe } from '../support/probe.ts'
import { Rig } from '../support/rig.ts'
import { thrownBy } from '../support/thrown.ts'

/** Something owned, whose drop is written down; it may fail. */
function owned(name: string, trace: string[], error?: unknown): Disposable {
  return {
    [Symbol.dispose]() {
      trace.push(`drop ${name}`)
      if (error !== undefined) throw error
    },
  }
}

/** A block that writes down each step of its life, with `inner` to wait for. */
function traced(name: string, inner: Future<unknown>, trace: string[]): AsyncBlock<unknown> {
  return asyncBlock({ own: [owned(`${name}.own`, trace)] }, function* () {
    try {
      trace.push(`${name} starts`)
      return yield* wait(inner)
    } finally {
      trace.push(`${name} finally`)
    }
  })
}

describe('the values that a block owns', () => {
  it('8: are dropped in order by one that never started, and nothing else runs', () => {
    const trace: string[] = []
    const block = asyncBlock({ own: [owned('a', trace), 1, owned('b', trace)] }, function* () { trace.push('ran') })
    drop(block)
    drop(block)
    expect(trace).toEqual(['drop a', 'drop b'])
    expect(new Rig().thrown(block)).toBeInstanceOf(PolledAfterCompletionError)
  })

  it.each(['return', 'throw', 'dispose'])('3: are dropped after the finallys, before the end is seen: %s', (how) => {
    const trace: string[] = []
    const leaf = new Probe('leaf', trace)
    const block = traced('block', leaf, trace)
    const rig = new Rig()
    rig.turn(block)
    if (how === 'dispose') drop(block)
    else {
      if (how === 'return') leaf.complete('v')
      else leaf.fail('e')
      expect(rig.turn(block)).toEqual(how === 'return' ? { value: 'v' } : { thrown: 'e' })
    }
    trace.push('seen')
    expect(trace).toEqual(['block starts', 'leaf poll', how === 'dispose' ? 'leaf dispose' : 'leaf poll', 'block finally', 'drop block.own', 'seen'])
    expect(leaf.misuse).toEqual([])
  })

  it('4: move out into a wait, and as the output itself', () => {
    const trace: string[] = []
    const [waited, guard, left] = [new Probe().willBe(0), owned('guard', trace), new Probe()]
    const block = asyncBlock({ own: [waited, guard, left] }, function* (first, second) {
      yield* wait(first)
      return second
    })
    expect(new Rig().turn(block)).toEqual({ value: guard })
    expect([trace, waited.misuse, waited.disposes, left.disposes]).toEqual([[], [], 0, 1])
  })

  it('4: are not dropped twice when disposed while one of them is awaited, directly or as a block', () => {
    const leaf = new Probe()
    const inner = asyncBlock({ own: [leaf] }, function* (own) { yield* wait(own) })
    const outer = asyncBlock({ own: [inner] }, function* (own) { yield* wait(own) })
    new Rig().turn(outer)
    drop(outer)
    expect([leaf.polls, leaf.disposes, leaf.misuse]).toEqual([1, 1, []])
  })

  it('5: are all dropped though some fail; the first error is thrown, later ones are on it', () => {
    const trace: string[] = []
    const [one, two] = [new Error('one'), new Error('two')]
    const make = (): AsyncBlock<Disposable> =>
      asyncBlock({ own: [owned('a', trace, one), owned('b', trace, two), owned('c', trace)] }, function* () { return owned('output', trace) })
    expect(thrownBy(() => drop(make()))).toBe(one)
    expect(new Rig().thrown(make())).toBe(one)
    expect(one).toHaveProperty('suppressed', [two, two])
    expect(trace).toEqual(['drop a', 'drop b', 'drop c', 'drop a', 'drop b', 'drop c', 'drop output'])
  })

  it('5: fail onto the failure of the body', () => {
    const [boom, later] = [new Error('boom'), new Error('later')]
    const block = asyncBlock({ own: [owned('a', [], later)] }, function* () { throw boom })
    expect(new Rig().thrown(block)).toBe(boom)
    expect(boom).toHaveProperty('suppressed', [later])
  })
})

describe('cleanup of a disposed block', () => {
  it('8: cannot wait: each future is disposed unpolled and refused there, until the generator ends; the error comes out', () => {
    const [leaf, first, second] = [new Probe(), new Probe(), new Probe()]
    const seen: unknown[] = []
    const block = asyncBlock(function* () {
      try {
        yield* wait(leaf)
      } finally {
        try {
          yield* wait(first)
        } catch (error) {
          seen.push(error)
        }
        yield* wait(second)
      }
    })
    new Rig().turn(block)
    const error = thrownBy(() => drop(block))
    expect([error, ...seen]).toEqual([expect.any(WaitInDisposeError), expect.any(WaitInDisposeError)])
    expect((error as Error).message).toContain('AsyncBlock was disposed, and its cleanup waits for Probe')
    expect([leaf, first, second].map(p => [p.polls, p.disposes, p.misuse])).toEqual([[1, 1, []], [0, 1, []], [0, 1, []]])
  })

  it('8: a cleanup without end is left after ten thousand refusals, and its dispose says so', () => {
    let waits = 0
    const block = asyncBlock(function* (): Generator<Future<unknown>, never, never> {
      for (;;) {
        try {
          waits++
          yield* wait(pending())
        } finally {
          // oxlint-disable-next-line no-unsafe-finally -- the fault that is shown
          continue
        }
      }
    })
    expect(block.poll(contextFrom(noopWaker()))).toBe(Pending)
    expect(thrownBy(() => drop(block))).toBeInstanceOf(WaitInDisposeError)
    expect(waits).toBe(10_002)
  })

  it('8: may handle the refusal; then nothing is thrown', () => {
    const trace: string[] = []
    const block = asyncBlock(function* () {
      try {
        yield* wait(pending())
      } finally {
        try {
          yield* wait(yieldNow())
        } catch {
          trace.push('did without')
        }
      }
    })
    new Rig().turn(block)
    drop(block)
    expect(trace).toEqual(['did without'])
  })

  it('8: refuses a block as well, which is dropped unstarted', () => {
    const trace: string[] = []
    const block = asyncBlock(function* () {
      try {
        yield* wait(pending())
      } finally {
        yield* wait(traced('inner', pending(), trace))
      }
    })
    new Rig().turn(block)
    expect(thrownBy(() => drop(block))).toBeInstanceOf(WaitInDisposeError)
    expect(trace).toEqual(['drop inner.own'])
  })

  it('8: polls nothing even when the dispose happens inside the poll of another block', () => {
    const late = new Probe()
    const victim = asyncBlock(function* () {
      try {
        yield* wait(pending())
      } finally {
        yield* wait(late)
      }
    })
    const rig = new Rig()
    rig.turn(victim)
    const killer = asyncBlock(function* () {
      const error = thrownBy(() => drop(victim))
      return [error, yield* wait(ready('still driven'))]
    })
    expect(rig.turn(killer)).toEqual({ value: [expect.any(WaitInDisposeError), 'still driven'] })
    expect([late.polls, late.disposes]).toEqual([0, 1])
  })

  it('5, 8: throws of the leaf, the finally and an owned value: the first is thrown, the others are on it', () => {
    const [one, two, three] = [new Error('leaf'), new Error('finally'), new Error('own')]
    const leaf = new Probe()
    leaf.onDispose = () => { throw one }
    const block = asyncBlock({ own: [owned('own', [], three)] }, function* () {
      try {
        yield* wait(leaf)
      } finally {
        // oxlint-disable-next-line no-unsafe-finally -- that cleanup fails is the case
        throw two
      }
    })
    new Rig().turn(block)
    expect(thrownBy(() => drop(block))).toBe(one)
    expect(one).toHaveProperty('suppressed', [two, three])
  })

  it('8: runs inside `using`, and a block that is waited for may be bound by it', () => {
    const trace: string[] = []
    const block = asyncBlock(function* () {
      using _guard = owned('guard', trace)
      using inner = traced('inner', new Probe('leaf', trace), trace)
      yield* wait(inner)
    })
    new Rig().turn(block)
    drop(block)
    expect(trace).toEqual(['inner starts', 'leaf poll', 'leaf dispose', 'inner finally', 'drop inner.own', 'drop guard'])
  })
})

describe('blocks that wait for blocks', () => {
  const nested = (depth: number, leaf: Future<unknown>, trace: string[]): AsyncBlock<unknown> => {
    let block = traced('1', leaf, trace)
    for (let i = 2; i <= depth; i++) block = traced(String(i), block, trace)
    return block
  }

  it('5: are disposed from the inside out, each wholly before the one around it', () => {
    const trace: string[] = []
    const block = nested(3, new Probe('leaf', trace), trace)
    new Rig().turn(block)
    trace.length = 0
    drop(block)
    expect(trace).toEqual(['leaf dispose', '1 finally', 'drop 1.own', '2 finally', 'drop 2.own', '3 finally', 'drop 3.own'])
  })

  it('2: fail from the inside out, and any of them may catch', () => {
    const trace: string[] = []
    const leaf = new Probe('leaf', trace)
    const block = asyncBlock(function* () {
      try {
        return yield* wait(nested(2, leaf, trace))
      } catch (error) {
        return ['caught', error]
      }
    })
    const rig = new Rig()
    rig.turn(block)
    trace.length = 0
    leaf.fail('boom')
    expect(rig.turn(block)).toEqual({ value: ['caught', 'boom'] })
    expect(trace).toEqual(['leaf poll', '1 finally', 'drop 1.own', '2 finally', 'drop 2.own'])
  })

  it('9: are polled at the leaf alone, with the waker of the latest poll', () => {
    const leaf = new Probe()
    const block = nested(50, leaf, [])
    const [first, second] = [new Rig(), new Rig()]
    first.turn(block)
    second.turn(block)
    leaf.complete('v')
    expect([first.wakes, second.wakes, leaf.polls, second.turn(block), leaf.polls, leaf.misuse]).toEqual([0, 1, 2, { value: 'v' }, 3, []])
  })

  it('2, 7: belong to the one that waits: to poll or dispose one from outside throws, and harms nothing', () => {
    const leaf = new Probe()
    const inner = asyncBlock(function* () { return yield* wait(leaf) })
    const outer = asyncBlock(function* () { return yield* wait(inner) })
    const rig = new Rig()
    rig.turn(outer)
    expect([rig.thrown(inner), thrownBy(() => drop(inner))]).toEqual([expect.any(BorrowError), expect.any(BorrowError)])
    leaf.complete('v')
    expect([rig.turn(outer), leaf.misuse]).toEqual([{ value: 'v' }, []])
    expect(rig.thrown(inner)).toBeInstanceOf(PolledAfterCompletionError)
  })

  it('3: one that ended before is refused where it is waited for', () => {
    const done = asyncBlock(function* () { return 1 })
    new Rig().turn(done)
    const block = asyncBlock(function* () { return yield* wait(done) })
    expect(new Rig().thrown(block)).toBeInstanceOf(PolledAfterCompletionError)
  })

  it('4: one that was polled elsewhere before goes on where it is, with all below it', () => {
    const leaf = new Probe()
    const trace: string[] = []
    const chain = nested(3, leaf, trace)
    const rig = new Rig()
    const block = asyncBlock(function* () {
      const first = yield* wait(select(byRef(chain), ready('other')))
      return [first.index, yield* wait(chain)]
    })
    // select starts at a random branch: polled first or not, the chain is whole.
    expect(rig.turn(block)).toBe('pending')
    leaf.complete('v')
    expect(rig.turn(block)).toEqual({ value: [1, 'v'] })
    expect(trace.filter(step => step.endsWith('starts'))).toEqual(['3 starts', '2 starts', '1 starts'])
  })

  it('4: byRef lends one, which outlives the block that waited', () => {
    const leaf = new Probe()
    const inner = asyncBlock(function* () { return yield* wait(leaf) })
    const outer = asyncBlock(function* () { return yield* wait(byRef(inner)) })
    const rig = new Rig()
    rig.turn(outer)
    drop(outer)
    leaf.complete('v')
    expect([leaf.disposes, rig.turn(inner)]).toEqual([0, { value: 'v' }])
  })

  it('take no stack: a hundred thousand of them, run, failed and disposed', () => {
    const deep = (leaf: Future<unknown>): AsyncBlock<unknown> => {
      function* body(inner: Future<unknown>): Generator<Future<unknown>, unknown> { return yield* wait(inner) }
      let block: AsyncBlock<unknown> = asyncBlock(() => body(leaf))
      for (let i = 0; i < 100_000; i++) {
        const inner = block
        block = asyncBlock(() => body(inner))
      }
      return block
    }
    const [runs, fails, dropped] = [new Probe(), new Probe(), new Probe()]
    const rig = new Rig()
    const blocks = [deep(runs), deep(fails), deep(dropped)] as const
    expect(blocks.map(block => rig.turn(block))).toEqual(['pending', 'pending', 'pending'])
    runs.complete('v')
    fails.fail('e')
    drop(blocks[2])
    expect([rig.turn(blocks[0]), rig.turn(blocks[1]), dropped.disposes]).toEqual([{ value: 'v' }, { thrown: 'e' }, 1])
  })
})

describe('blocks below combinators', () => {
  const deep = (levels: number, leaf: Future<unknown>): Future<unknown> => {
    let future = leaf
    for (let i = 0; i < levels; i++) {
      const inner = future
      future = map(asyncBlock(function* () { return yield* wait(inner) }), v => v)
    }
    return future
  }

  it('nest a thousand deep within Node’s default stack, which each of them uses: run, failed and disposed', () => {
    const [runs, fails, dropped] = [new Probe(), new Probe(), new Probe()]
    const rig = new Rig()
    const futures = [deep(1000, runs), deep(1000, fails), deep(1000, dropped)] as const
    expect(futures.map(future => rig.turn(future))).toEqual(['pending', 'pending', 'pending'])
    runs.complete('v')
    fails.fail('e')
    drop(futures[2])
    expect([rig.turn(futures[0]), rig.turn(futures[1]), dropped.disposes]).toEqual([{ value: 'v' }, { thrown: 'e' }, 1])
  })
})

it('4: a pinned future does not move into a wait', () => {
  const leaf = new Probe()
  using _pinned = pin(leaf)
  expect(() => wait(leaf)).toThrow(BorrowError)
  expect(new Rig().thrown(asyncBlock(function* () { yield leaf }))).toBeInstanceOf(BorrowError)
  expect(leaf.polls).toBe(0)
})

describe('one future, three ways to write it', () => {
  /** A program: how each of its waits goes, under how many blocks. */
  const steps = fc.array(fc.record({ turns: fc.nat(3), depth: fc.nat(4), fails: fc.boolean() }), { maxLength: 6 })

  /** Pending for `turns` polls, then its number, or a throw of it. */
  class Scripted implements Future<number> {
    left: number
    readonly step: { turns: number; fails: boolean }
    readonly at: number
    readonly trace: string[]

    constructor(step: { turns: number; fails: boolean }, at: number, trace: string[]) {
      this.step = step
      this.left = step.turns
      this.at = at
      this.trace = trace
    }

    poll(): number | Pending {
      this.trace.push(`poll ${this.at}`)
      if (this.left-- > 0) return Pending
      if (this.step.fails) throw this.at
      return this.at
    }

    [Symbol.dispose](): void {
      this.trace.push(`dispose ${this.at}`)
    }
  }

  type Around = (inner: Future<number>) => Future<number>
  const ways: Record<string, Around> = {
    block: inner => asyncBlock(function* () { return yield* wait(inner) }),
    map: inner => map(inner, n => n),
    'map of block': inner => map(asyncBlock(function* () { return yield* wait(inner) }), n => n),
  }

  /** The polls, the drops and the outputs, when it is dropped after `polls` turns. */
  function lifeOf(program: { turns: number; depth: number; fails: boolean }[], around: Around, polls: number): unknown[] {
    const trace: string[] = []
    const block = asyncBlock(function* () {
      const got: unknown[] = []
      for (const [at, step] of program.entries()) {
        let future: Future<number> = new Scripted(step, at, trace)
        for (let i = 0; i < step.depth; i++) future = around(future)
        try {
          got.push(yield* wait(future))
        } catch (error) {
          got.push(`caught ${error}`)
        } finally {
          trace.push(`left ${at}`)
        }
      }
      return got
    })
    const rig = new Rig()
    const turns: unknown[] = []
    for (let i = 0; i < polls && (i === 0 || turns.at(-1) === 'pending'); i++) turns.push(rig.turn(block))
    drop(block)
    return [trace, turns]
  }

  it('2–9: however deep the blocks, the leaf sees the same life, at whatever poll the whole is dropped', () => {
    fc.assert(
      fc.property(steps, fc.nat(20), (program, polls) => {
        const lives = Object.values(ways).map(around => lifeOf(program, around, polls))
        expect(lives).toEqual(lives.map(() => lives[0]))
        expect(lifeOf(program.map(step => ({ ...step, depth: 0 })), ways['map']!, polls)).toEqual(lives[0])
      }),
    )
  })
})

it('1: Pending is never its output; what it holds is released', () => {
  const trace: string[] = []
  const block = asyncBlock({ own: [owned('a', trace)] }, function* () { return Pending as unknown })
  expect(new Rig().thrown(block)).toBeInstanceOf(TypeError)
  expect(trace).toEqual(['drop a'])
})

it('2: blocks under join are roots of their own, each polled in the poll of the other’s owner', () => {
  const [a, b] = [new Probe(), new Probe()]
  const block = asyncBlock(function* () {
    return yield* wait(join(asyncBlock(function* () { return yield* wait(a) }), asyncBlock(function* () { return yield* wait(b) })))
  })
  const rig = new Rig()
  rig.turn(block)
  a.complete('a')
  rig.turn(block)
  b.complete('b')
  expect([rig.turn(block), a.polls, b.polls]).toEqual([{ value: ['a', 'b'] }, 2, 3])
})
