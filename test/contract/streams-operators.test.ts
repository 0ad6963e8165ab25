import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { blockOn, BorrowError, Done, drop, PolledAfterCompletionError, Runtime, Stream, type Future } from '../../src/index.ts'
import { Rig } from '../support/rig.ts'
import { consumerKinds, operatorKinds, paused } from '../support/stream-kinds.ts'
import { item, StreamProbe, type StreamStep } from '../support/stream-probe.ts'
import { StreamRig } from '../support/stream-rig.ts'
import { thrownBy } from '../support/thrown.ts'

const boom = new Error('boom')
const over = (probe: StreamProbe): Stream<number> => Stream.from(probe) as Stream<number>
const steps = (items: number[], end: StreamStep = 'done'): StreamStep[] => [...items.map(item), end]

/** Polls until there is no item and no wake. */
function drain(stream: Stream<unknown>): unknown[] {
  const rig = new StreamRig()
  const items: unknown[] = []
  for (;;) {
    const wakes = rig.wakes
    const turn = rig.turn(stream)
    if (typeof turn === 'object' && 'item' in turn) items.push(turn.item)
    else if (turn !== 'pending' || rig.wakes === wakes) return [...items, turn]
  }
}

describe.each(operatorKinds)('42: $name', ({ make, law, calls, early }) => {
  it('1: making it polls nothing and calls nothing', () => {
    const probe = new StreamProbe([item(1)])
    let seen = 0
    const stream = make(over(probe), () => seen++)
    expect([probe.polls, seen]).toEqual([0, 0])
    drop(stream)
    drop(stream)
    expect([probe.polls, probe.disposes, seen, probe.misuse]).toEqual([0, 1, 0, []])
  })

  it('42: gives what the same of an array gives, whatever pauses there are', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(5), { maxLength: 9 }), fc.array(fc.boolean(), { maxLength: 5 }), (items, pauses) => {
        const wait = pauses.includes(false) ? pauses : []
        using runtime = new Runtime()
        expect(runtime.blockOn(make(Stream.from(paused(items, wait))).toArray())).toEqual(law(items))
      }),
      { numRuns: 60 },
    )
  })

  it('3: disposes the source unless it has ended, once, by the time that it gives Done', () => {
    using runtime = new Runtime()
    using _guard = runtime.enter()
    const items = [1, 2, 3, 4]
    const probe = new StreamProbe(steps(items))
    const stream = make(over(probe))
    expect(drain(stream)).toEqual([...law(items), 'done'])
    expect([probe.disposes, probe.misuse]).toEqual([early === true ? 1 : 0, []])
    drop(stream)
    expect([probe.disposes, probe.misuse]).toEqual([early === true ? 1 : 0, []])
  })

  it('4, 5: disposed at any suspension, it disposes the source once', () => {
    using runtime = new Runtime()
    using _guard = runtime.enter()
    for (let n = 0; n < 4; n++) {
      const probe = new StreamProbe([1, 2, 3].slice(0, n).map(item))
      const stream = make(over(probe))
      drain(stream)
      drop(stream)
      drop(stream)
      expect([n, probe.disposes, probe.misuse]).toEqual([n, 1, []])
    }
  })

  it('2: a throw of the source finishes it; a source that can go on is disposed', () => {
    using runtime = new Runtime()
    using _guard = runtime.enter()
    for (const resumable of [false, true]) {
      const probe = new StreamProbe([{ throw: boom }], resumable)
      const stream = make(over(probe))
      const turns = drain(stream)
      if (early && probe.polls === 0) continue
      expect(turns.at(-1)).toEqual({ thrown: boom })
      expect([probe.disposes, probe.misuse]).toEqual([resumable ? 1 : 0, []])
      drop(stream)
      expect(probe.disposes).toBe(resumable ? 1 : 0)
    }
  })

  it('2: a throw of its function finishes it and disposes the source', () => {
    if (!calls) return
    const probe = new StreamProbe([item(2), item(2)])
    const stream = make(over(probe), () => {
      throw boom
    })
    expect(drain(stream)).toEqual([{ thrown: boom }])
    expect([probe.polls, probe.disposes, probe.misuse]).toEqual([1, 1, []])
    expect(new StreamRig().turn(stream)).toMatchObject({ thrown: expect.any(PolledAfterCompletionError) })
  })

  it('4: what the source throws from its dispose is suppressed by the failure', () => {
    if (!calls) return
    const late = new Error('late')
    const failure = new Error('failure')
    const probe = new StreamProbe([item(2)])
    probe.onDispose = () => {
      throw late
    }
    const turns = drain(make(over(probe), () => { throw failure }))
    expect([turns, (failure as { suppressed?: unknown }).suppressed]).toEqual([[{ thrown: failure }], [late]])
  })

  it('3: polled again after its end, it throws, or gives Done if it is fused', () => {
    using runtime = new Runtime()
    using _guard = runtime.enter()
    const stream = make(Stream.empty())
    drain(stream)
    const again = new StreamRig().turn(stream)
    if (String(make).includes('.fuse(')) expect(again).toBe('done')
    else expect(again).toMatchObject({ thrown: expect.any(PolledAfterCompletionError) })
  })

  it('9: a spurious poll asks its source once more, and no wake is lost', () => {
    using runtime = new Runtime()
    using _guard = runtime.enter()
    const probe = new StreamProbe()
    const stream = make(over(probe))
    const [first, second] = [new StreamRig(), new StreamRig()]
    first.turns(stream)
    if (early && probe.polls === 0) return
    second.turns(stream)
    probe.push(item(1))
    expect([first.wakes, second.wakes]).toEqual([0, 1])
    drop(stream)
  })

  it('2, 7: from inside its own poll, a poll and a dispose throw', () => {
    using runtime = new Runtime()
    using _guard = runtime.enter()
    const errors: unknown[] = []
    const probe = new StreamProbe([{ run: cx => {
      for (const act of [() => stream.pollNext(cx), () => drop(stream), () => stream.map(x => x)]) errors.push(thrownBy(act))
    } }, item(1), 'done'])
    const stream: Stream<unknown> = make(over(probe))
    drain(stream)
    if (early && probe.polls === 0) return
    expect(errors.map(error => error instanceof BorrowError)).toEqual([true, true, true])
    expect(probe.misuse).toEqual([])
  })

  it('42: next() borrows: a loan that is disposed while it waits loses nothing', () => {
    using runtime = new Runtime()
    using _guard = runtime.enter()
    const probe = new StreamProbe()
    const stream = make(over(probe))
    const rig = new Rig()
    const first = law([1, 2, 3])[0] ?? Done
    const dropped = stream.next()
    let turn = rig.turn(dropped)
    if (turn === 'pending') {
      drop(dropped)
      probe.push(...steps([1, 2, 3]))
      const loan = stream.next()
      for (turn = rig.turn(loan); turn === 'pending'; turn = rig.turn(loan)) expect(rig.wakes).toBeGreaterThan(0)
    }
    expect(turn).toEqual({ value: first })
    expect(probe.misuse).toEqual([])
  })

  it('42: the source has been moved', () => {
    const source = over(new StreamProbe([item(1)]))
    const stream = make(source)
    const { cx } = new StreamRig()
    const uses = [() => source.next(), () => source.map(x => x), () => source.toArray(), () => source.pollNext(cx), () => Stream.empty().chain(source)]
    expect(uses.map(use => /moved into/.test(String(thrownBy(use))))).toEqual([true, true, true, true, true])
    drop(source)
    drop(stream)
  })
})

describe.each(consumerKinds)('42: $name', ({ make, law, calls }) => {
  const turn = (future: Future<unknown>) => new Rig().turn(future)

  it('42: gives what the same of an array gives, whatever pauses there are', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(5), { maxLength: 9 }), fc.array(fc.boolean(), { maxLength: 5 }), (items, pauses) => {
        expect(blockOn(make(Stream.from(paused(items, pauses.includes(false) ? pauses : []))))).toEqual(law(items))
      }),
      { numRuns: 60 },
    )
  })

  it('1, 8: unpolled it calls nothing; disposed, it disposes the stream once', () => {
    const probe = new StreamProbe([item(1)])
    let seen = 0
    const future = make(over(probe), () => seen++)
    drop(future)
    drop(future)
    expect([probe.polls, probe.disposes, seen, probe.misuse]).toEqual([0, 1, 0, []])
    expect(turn(future)).toMatchObject({ thrown: expect.any(PolledAfterCompletionError) })
  })

  it('3: a stream that is left early has been disposed when the answer comes', () => {
    const probe = new StreamProbe(steps([1, 5, 6, 7]))
    const got = turn(make(over(probe)))
    expect(got).toEqual({ value: law([1, 5, 6, 7]) })
    const whole = probe.polls === 5
    expect([probe.disposes, probe.misuse]).toEqual([whole ? 0 : 1, []])
  })

  it('2: throws of the stream and of the function are its own', () => {
    const failing = new StreamProbe([item(1), { throw: boom }])
    expect(turn(make(over(failing)))).toEqual({ thrown: boom })
    expect([failing.disposes, failing.misuse]).toEqual([0, []])
    if (!calls) return
    const probe = new StreamProbe([item(1)])
    expect(turn(make(over(probe), () => { throw boom }))).toEqual({ thrown: boom })
    expect([probe.disposes, probe.misuse]).toEqual([1, []])
  })

  it('31: takes 128 items a turn of its task, and loses none', () => {
    using runtime = new Runtime()
    const probe = new StreamProbe(steps(Array.from({ length: 300 }, () => 0)))
    const handle = runtime.spawnLocal(make(over(probe)))
    const polls: number[] = []
    while (runtime.tryRunOne()) polls.push(probe.polls)
    expect(polls).toEqual([128, 256, 301])
    expect(turn(handle)).toEqual({ value: law(Array.from({ length: 300 }, () => 0)) })
  })
})
