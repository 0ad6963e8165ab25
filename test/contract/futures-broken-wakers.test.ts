// What a combinator owes its child when it is the waker that fails: contract 2 and 4.
import { describe, expect, it } from 'vitest'
import { abortable, Pending, PolledAfterCompletionError, shared, type Waker } from '../../src/index.ts'
import { countingWaker } from '../../src/testing/index.ts'
import { kinds, nest } from '../support/future-kinds.ts'
import { Probe } from '../support/probe.ts'
import { thrownBy } from '../support/thrown.ts'

const boom = new Error('willWake')
const broken: Waker = { wake: () => {}, willWake: () => { throw boom } }
const owners = kinds.filter(kind => kind.owns)
const nested = owners.flatMap(outer => owners.map(inner => nest(outer, inner)))

describe('a waker whose willWake throws', () => {
  it.each([...kinds, ...nested].map(kind => [kind.name, kind] as const))('2, 4: %s: leaves the child in one pair of hands, or disposed', (_name, kind) => {
    const child = new Probe()
    const whole = kind.make(child)
    expect(whole.poll({ waker: broken })).toBe(Pending)
    let error: unknown = null
    let answer: unknown = null
    try {
      answer = whole.poll({ waker: countingWaker() })
    } catch (thrown) {
      error = thrown
    }
    if (answer === Pending) expect([child.disposes, child.misuse]).toEqual([0, []])
    else {
      if (error !== null) expect(error).toBe(boom)
      expect([child.disposes, child.misuse]).toEqual([kind.owns ? 1 : 0, []])
      if (error !== null && !kind.fused) expect(thrownBy(() => whole.poll({ waker: countingWaker() }))).toBeInstanceOf(PolledAfterCompletionError)
    }
  })

  it('2, 12: abortable disposes its future, which nobody else would', () => {
    const child = new Probe()
    const [future, handle] = abortable(child)
    future.poll({ waker: broken })
    expect(thrownBy(() => future.poll({ waker: countingWaker() }))).toBe(boom)
    expect([child.disposes, handle.isFinished(), child.misuse]).toEqual([1, true, []])
  })

  it('2, 12: a shared handle lets go: the others go on, and the last disposes the source', () => {
    const child = new Probe()
    const one = shared(child)
    const other = one.clone()
    const waker = countingWaker()
    expect([one.poll({ waker: broken }), other.poll({ waker })]).toEqual([Pending, Pending])
    expect(thrownBy(() => one.poll({ waker: countingWaker() }))).toBe(boom)
    expect(child.disposes).toBe(0)
    child.complete('v')
    expect([waker.count, other.poll({ waker })]).toEqual([1, 'v'])
    const alone = shared(new Probe())
    const probe = new Probe()
    const last = shared(probe)
    alone[Symbol.dispose]()
    last.poll({ waker: broken })
    expect(thrownBy(() => last.poll({ waker: countingWaker() }))).toBe(boom)
    expect([probe.disposes, probe.misuse]).toEqual([1, []])
  })
})
