import { describe, expect, it } from 'vitest'
import { blockOn, drop, flatten, inspectOutput, isSendable, lazy, maybeDone, PolledAfterCompletionError, Rc, ready } from '../../src/index.ts'
import { Probe } from '../support/probe.ts'
import { Rig } from '../support/rig.ts'
import { Token } from '../support/token.ts'

describe('inspectOutput', () => {
  it('shows the output once, in the poll that gives it, and hands it on as it is', () => {
    const seen: unknown[] = []
    const child = new Probe()
    const whole = inspectOutput(child, (v) => seen.push(v))
    const rig = new Rig()
    rig.turn(whole)
    expect(seen).toEqual([])
    const output = {}
    child.complete(output)
    const turn = rig.turn(whole) as { value: unknown }
    expect([turn.value === output, seen]).toEqual([true, [output]])
  })

  it('6: drops the output if its function throws, and fails with that', () => {
    const token = new Token()
    const whole = inspectOutput(ready(token), () => { throw new Error('look') })
    expect((new Rig().thrown(whole) as Error).message).toBe('look')
    expect(token.drops).toBe(1)
  })

  it('shows nothing of a failure or after a dispose', () => {
    const seen: unknown[] = []
    const look = (v: unknown): void => void seen.push(v)
    new Rig().thrown(inspectOutput(new Probe().willThrow('boom'), look))
    drop(inspectOutput(ready(1), look))
    expect(seen).toEqual([])
  })

  it('wants a function', () => {
    expect(() => inspectOutput(ready(1), 1 as never)).toThrow(/inspectOutput: expected a function/)
  })
})

describe('flatten', () => {
  it('polls the inner future in the poll in which the outer one gave it', () => {
    const inner = new Probe()
    const outer = new Probe<Probe>()
    const whole = flatten(outer)
    const rig = new Rig()
    rig.turn(whole)
    outer.complete(inner)
    expect([rig.turn(whole), outer.polls, inner.polls]).toEqual(['pending', 2, 1])
    inner.complete('v')
    expect([rig.turn(whole), outer.polls, inner.polls]).toEqual([{ value: 'v' }, 2, 2])
  })

  it('disposes whichever it holds', () => {
    const [inner, outer] = [new Probe(), new Probe<Probe>()]
    drop(flatten(outer))
    const second = flatten(ready(inner))
    new Rig().turn(second)
    drop(second)
    expect([outer.disposes, inner.disposes, inner.polls]).toEqual([1, 1, 1])
  })

  it('of an output that is no future is a TypeError', () => {
    expect((new Rig().thrown(flatten(ready(5 as never))) as Error).message).toMatch(/^flatten, what its future gave: expected a future/)
  })

  it('takes one level at a time', () => {
    expect(blockOn(flatten(flatten(ready(ready(lazy(() => 7))))))).toBe(7)
  })
})

describe('maybeDone', () => {
  it('gives undefined at each poll from its end on, until the output is taken', () => {
    const child = new Probe()
    const whole = maybeDone(child)
    const rig = new Rig()
    expect([rig.turn(whole), whole.takeOutput()]).toEqual(['pending', undefined])
    child.complete('v')
    expect([rig.turn(whole), rig.turn(whole), child.polls]).toEqual([{ value: undefined }, { value: undefined }, 2])
    expect([whole.takeOutput(), whole.takeOutput()]).toEqual(['v', undefined])
    expect(rig.thrown(whole)).toBeInstanceOf(PolledAfterCompletionError)
  })

  it('6: disposed, drops an output that nobody took, and not one that somebody did', () => {
    const [left, taken] = [new Token(), new Token()]
    for (const token of [left, taken]) {
      const whole = maybeDone(ready(token))
      new Rig().turn(whole)
      if (token === taken) whole.takeOutput()
      drop(whole)
      drop(whole)
      expect(whole.takeOutput()).toBe(undefined)
    }
    expect([left.drops, taken.drops]).toEqual([1, 0])
  })

  it('2: fails with what its future throws, once', () => {
    const whole = maybeDone(new Probe().willThrow('boom'))
    expect([new Rig().thrown(whole), whole.takeOutput()]).toEqual(['boom', undefined])
    expect(new Rig().thrown(whole)).toBeInstanceOf(PolledAfterCompletionError)
  })

  it('22: is as sendable as its future, then as the output, then without condition', () => {
    const whole = maybeDone(lazy(() => new Rc(1)))
    const answers = [isSendable(whole)]
    new Rig().turn(whole)
    answers.push(isSendable(whole))
    whole.takeOutput()
    answers.push(isSendable(whole))
    expect(answers).toEqual([true, false, true])
  })
})
