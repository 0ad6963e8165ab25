// opaque, returnsSendable, variant: contract 25.
import { describe, expect, it } from 'vitest'
import { blockOn, inspect, isSendable, NotSendableError, Rc, ready, Runtime, sendable } from '../../src/index.ts'
import { Opaque, opaque, returnsSendable, variant } from '../../src/traits/index.ts'
import { Probe } from '../support/probe.ts'
import { Rig } from '../support/rig.ts'
import { thrownBy } from '../support/thrown.ts'

class Holding extends Probe<number> {
  readonly rc = new Rc(1)
}

class Health {
  check(): Opaque<boolean> {
    return opaque(ready(true))
  }
  local(): Opaque<number> {
    return opaque(new Holding())
  }
  plain(): ReturnType<typeof ready<number>> {
    return ready(1)
  }
  name(): string {
    return 'health'
  }
}

describe('opaque', () => {
  it('25: is not sendable, whatever it hides, and is told with the remedy', () => {
    using runtime = new Runtime()
    expect([isSendable(ready(1)), isSendable(opaque(ready(1)))]).toEqual([true, false])
    const future = opaque(ready(1))
    const error = thrownBy(() => runtime.spawn(future)) as NotSendableError
    expect(error).toBeInstanceOf(NotSendableError)
    expect(error.message).toBe(
      "spawn: Opaque cannot be spawned: Opaque is of type Opaque, which is not sendable; it is the future of a trait's method, and opaque: " +
        'declare on the trait that it is Send, with returnsSendable(impl, method) or variant(impl, { send: true }), or use spawnLocal, which does not ask',
    )
    expect(runtime.blockOn(runtime.spawnLocal(future))).toBe(1)
  })

  it('25: names what it hides if that is why', () => {
    expect((thrownBy(() => new Runtime().spawn(opaque(new Holding()))) as NotSendableError).path).toBe('Opaque.inner.rc')
  })

  it('3, 4: passes polls, ends and drops on', () => {
    const rig = new Rig()
    const probe = new Probe()
    const hidden = opaque(probe)
    expect(rig.turn(hidden)).toBe('pending')
    probe.complete('v')
    expect([rig.turn(hidden), isSendable(hidden), rig.wakes]).toEqual([{ value: 'v' }, true, 1])
    const dropped = new Probe()
    const other = opaque(dropped)
    other[Symbol.dispose]()
    other[Symbol.dispose]()
    expect([dropped.disposes, dropped.misuse, isSendable(other)]).toEqual([1, [], true])
    const failing = new Probe().willThrow('e')
    expect(rig.turn(opaque(failing))).toEqual({ thrown: 'e' })
  })
})

describe('returnsSendable', () => {
  it('25: gives the futures of one method their own tag', () => {
    using runtime = new Runtime()
    const health = returnsSendable(new Health(), 'check')
    expect([isSendable(health.check()), isSendable(health.local()), isSendable(health.plain()), health.name()]).toEqual([true, false, true, 'health'])
    expect(runtime.blockOn(runtime.spawn(health.check()))).toBe(true)
  })

  it('25: which may still be no', () => {
    const future = returnsSendable(new Health(), 'local').local()
    expect(future).not.toBeInstanceOf(Opaque)
    expect(isSendable(future)).toBe(false)
  })

  it('25: of several methods, by a view of a view', () => {
    const twice = returnsSendable(returnsSendable({ a: () => opaque(ready(1)), b: () => opaque(opaque(ready(2))) }, 'a'), 'b')
    expect([isSendable(twice.a()), isSendable(twice.b()), blockOn(twice.b())]).toEqual([true, true, 2])
  })

  it('leaves what was taken out of an opaque to its new owner, and gives back what has ended', () => {
    const probe = new Probe()
    const hidden = opaque(probe)
    const future = returnsSendable({ get: () => hidden }, 'get').get() as unknown
    expect(future).toBe(probe)
    hidden[Symbol.dispose]()
    expect(probe.disposes).toBe(0)
    expect(returnsSendable({ get: () => hidden }, 'get').get()).toBe(hidden)
  })

  it('refuses a method that is not there', () => {
    expect(() => returnsSendable(new Health(), 'chekc' as never)).toThrow(new TypeError('returnsSendable: Health has no method chekc; it has check, local, plain, name'))
  })
})

describe('variant', () => {
  it('25: with the bound, gives the future itself, and refuses one that is not sendable', () => {
    const probe = new Probe<number>()
    const send = variant({ get: () => probe, bad: () => new Holding(), n: () => 1 }, { send: true })
    expect([send.get() as unknown, send.n()]).toEqual([probe, 1])
    expect(thrownBy(() => send.bad())).toMatchObject({
      path: 'Holding.rc',
      message:
        'variant, send: true: the future of Object.bad() must be sendable: Holding.rc is of type Rc, which is not sendable; ' +
        'release it before the suspension, make it sendable, or use the variant without the bound: variant(impl, { send: false })',
    })
  })

  it('25: without it, futures are opaque, once', () => {
    const local = variant(new Health())
    const other = variant(new Health(), { send: false })
    expect([isSendable(local.plain()), isSendable(local.check()), isSendable(other.plain()), local.name()]).toEqual([false, false, false, 'health'])
    expect(blockOn(local.plain())).toBe(1)
    expect(local.check()[inspect]().children![0]).not.toBeInstanceOf(Opaque)
  })

  it('25: a tag decides, as everywhere', () => {
    const tagged = Object.assign(new Holding(), { [sendable]: true })
    expect(variant({ get: () => tagged }, { send: true }).get()).toBe(tagged)
    const untagged = Object.assign(new Probe(), { [sendable]: false })
    expect(() => variant({ get: () => untagged }, { send: true }).get()).toThrow(NotSendableError)
  })
})
