import { describe, expect, it } from 'vitest'
import { blockOn, BorrowError, Done, drop, inspect, isSendable, map, Pending, pin, PolledAfterCompletionError, Rc, ready, type Context, type Future, type Poll } from '../../src/index.ts'
import { DynStar, dynStar, ReusableBox, sizeOfFuture } from '../../src/traits/index.ts'
import { Probe } from '../support/probe.ts'
import { Rig } from '../support/rig.ts'
import { thrownBy } from '../support/thrown.ts'

/** Counts down in a word; every future made of a word is told of. */
class Down {
  static trace: string[] = []
  left: number
  constructor(left: number) {
    this.left = left
  }
  poll(cx: Context): Poll<string> {
    Down.trace.push(`poll ${this.left}`)
    if (this.left === 0) return 'lift-off'
    this.left -= 1
    cx.waker.wake()
    return Pending
  }
  [Symbol.dispose](): void {
    Down.trace.push(`drop ${this.left}`)
  }
  intoDyn(): number {
    return this.left
  }
  static fromDyn(raw: number): Down {
    return new Down(raw)
  }
}

describe('dynStar of a future', () => {
  it('polls and drops by the table of its class, which all its futures share', () => {
    const [a, b, c] = [dynStar(new Probe()), dynStar(new Probe()), dynStar(ready(1))]
    expect([a.isInline, a.vtable === b.vtable, a.vtable === c.vtable]).toEqual([false, true, false])
    expect([a.vtable.type, c.vtable.type]).toEqual(['Probe', 'ReadyFuture'])
    const rig = new Rig()
    const probe = new Probe()
    const star = dynStar(probe)
    expect([star.data, rig.turn(star)]).toEqual([probe, 'pending'])
    probe.complete('v')
    expect([rig.wakes, rig.turn(star), star.data]).toEqual([1, { value: 'v' }, undefined])
  })

  it('has the size of the very future in its table, where a class has several', () => {
    const class_ = class Buffered extends Probe {
      readonly bytes: Uint8Array
      constructor(n: number) {
        super()
        this.bytes = new Uint8Array(n)
      }
    }
    const [small, large, large2] = [new class_(8), new class_(4096), new class_(4096)]
    const sizes = [small, large].map(future => sizeOfFuture(future).maxBytes)
    const stars = [small, large, large2].map(future => dynStar(future))
    expect(stars.map(star => star.vtable.size)).toEqual([sizes[0], sizes[1], sizes[1]])
    expect(sizes[1]! - sizes[0]!).toBe(4088)
    expect(stars[1]!.vtable).toBe(stars[2]!.vtable)
    expect(stars[0]!.vtable.poll).toBe(stars[1]!.vtable.poll)
  })

  it('has it for objects without a class, too', () => {
    const plain = [{ poll: () => 1 }, { poll: () => 2, more: 'text' }, Object.assign(Object.create(null) as object, { poll: () => 3 })]
    const stars = plain.map(future => dynStar(future as Future<number>))
    expect([stars.map(star => star.vtable.size), stars.map(blockOn)]).toEqual([[8, 32, 8], [1, 2, 3]])
  })

  it('4: drops exactly once, and not what has ended', () => {
    const dropped = new Probe()
    const star = dynStar(dropped)
    drop(star)
    drop(star)
    const rig = new Rig()
    const finished = new Probe().willBe(1)
    const done = dynStar(finished)
    rig.turn(done)
    drop(done)
    const failed = new Probe().willThrow('e')
    const over = dynStar(failed)
    expect(rig.turn(over)).toEqual({ thrown: 'e' })
    drop(over)
    expect([dropped, finished, failed].map(probe => [probe.disposes, probe.misuse])).toEqual([[1, []], [0, []], [0, []]])
  })

  it('3: is found out when it is used after its drop, or its end', () => {
    const rig = new Rig()
    const star = dynStar(new Probe())
    drop(star)
    expect(rig.thrown(star)).toBeInstanceOf(PolledAfterCompletionError)
    expect((rig.thrown(star) as Error).message).toBe(
      'DynStar was polled after it was disposed; what a dyn* points to is dropped with it: give the dyn* itself away, by value, not a reference to one that ends here',
    )
    const done = dynStar(ready(1))
    rig.turn(done)
    expect((rig.thrown(done) as Error).message).toContain('DynStar was polled after it finished; a future gives its output once')
  })

  it('2, 7: refuses a poll and a dispose from inside its own poll', () => {
    const rig = new Rig()
    const probe = new Probe()
    const star = dynStar(probe)
    const errors: unknown[] = []
    probe.onPoll = cx => errors.push(thrownBy(() => star.poll(cx)), thrownBy(() => star[Symbol.dispose]()))
    rig.turn(star)
    expect(errors.map(error => error instanceof BorrowError)).toEqual([true, true])
  })

  it('22: is as sendable as the future', () => {
    const star = dynStar(Object.assign(new Probe(), { rc: new Rc(1) }))
    expect([isSendable(dynStar(new Probe())), isSendable(star)]).toEqual([true, false])
    drop(star)
    expect(isSendable(star)).toBe(true)
    expect(dynStar(new Probe('x'))[inspect]()).toEqual({ name: 'DynStar', state: 'Waiting', children: [expect.any(Probe)], fields: { type: 'Probe' } })
  })
})

describe('inline', () => {
  it('keeps a word and no future, and puts back what a poll changed', () => {
    Down.trace = []
    const rig = new Rig()
    const star = dynStar(new Down(2))
    expect([star.isInline, star.data, star.vtable.size]).toEqual([true, 2, 8])
    const seen = [rig.turn(star), star.data, rig.turn(star), star.data, rig.turn(star), star.data]
    expect(seen).toEqual(['pending', 1, 'pending', 0, { value: 'lift-off' }, undefined])
    expect(rig.wakes).toBe(2)
    drop(star)
    expect(Down.trace).toEqual(['poll 2', 'poll 1', 'poll 0'])
  })

  it('4: is dropped once, as a future of its word', () => {
    Down.trace = []
    const star = dynStar(new Down(3), 'inline')
    new Rig().turn(star)
    drop(star)
    drop(star)
    expect(Down.trace).toEqual(['poll 3', 'drop 2'])
  })

  it('is boxed if that is asked for', () => {
    const future = new Down(1)
    expect([dynStar(future, 'box').data, dynStar(future, 'box').isInline]).toEqual([future, false])
  })

  it('refuses what does not fit a word', () => {
    class Large extends Down {
      more = 1
    }
    class Heir extends Down {}
    class OneWay {
      poll(): Poll<number> { return 1 }
      intoDyn(): number { return 1 }
    }
    expect(() => dynStar(ready(1), 'inline')).toThrow(new TypeError("dynStar: a ReadyFuture does not fit a word: it has no intoDyn(); use 'box', or see IntoDynPointer"))
    expect(() => dynStar(new Large(1))).toThrow(new RangeError('dynStar: the state of Large is 16 bytes, more than the 8 of a word; leave out intoDyn(), and it is boxed'))
    expect(() => dynStar(new Heir(1))).toThrow('dynStar: Heir has intoDyn() and no static fromDyn(raw) of its own')
    expect(() => dynStar(new OneWay())).toThrow(new TypeError('dynStar: OneWay has intoDyn() and no static fromDyn(raw) of its own, so a word does not become a OneWay again'))
  })
})

describe('reuse', () => {
  it('gives one object for one future after the other', () => {
    const box = new ReusableBox<unknown>()
    const first = box.set(ready(1))
    expect(blockOn(first)).toBe(1)
    const second = box.set(map(ready(2), n => n * 2))
    expect([second === first, second.vtable.type, blockOn(second)]).toEqual([true, 'MapFuture', 4])
    expect([box.set(new Down(0)).isInline, blockOn(first)]).toEqual([true, 'lift-off'])
    drop(box)
  })

  it('43: refuses a second future while the first has not ended, polled or not', () => {
    const rig = new Rig()
    const box = new ReusableBox<unknown>()
    const probe = new Probe()
    const loan = box.set(probe)
    expect(thrownBy(() => box.set(ready(1)))).toBeInstanceOf(BorrowError)
    rig.turn(loan)
    expect((thrownBy(() => box.set(ready(1))) as Error).message).toContain('ReusableBox.set: DynStar is in it and has not ended')
    drop(loan)
    expect(blockOn(box.set(ready(1)))).toBe(1)
    const last = new Probe()
    box.set(last)
    drop(box)
    expect([probe.disposes, last.disposes]).toEqual([1, 1])
  })
})

describe('dynStar of an implementation', () => {
  const impl = { get: (n: number) => ready(n), down: (n: number) => new Down(n), flag: () => true }

  it('gives a dyn* a call, inline where the class allows it', () => {
    const trait = dynStar(impl)
    expect([trait.get(1) instanceof DynStar, trait.get(1) === (trait.get(1) as unknown), trait.get(1).isInline, trait.down(1).isInline, trait.flag()]).toEqual([true, false, false, true, true])
    expect([blockOn(trait.get(7)), dynStar(impl, 'box').down(1).isInline]).toEqual([7, false])
  })

  it('43: reuses one for each method, and lends it', () => {
    const trait = dynStar(impl, 'reuse')
    const first = trait.get(1)
    expect(thrownBy(() => trait.get(2))).toBeInstanceOf(BorrowError)
    expect([blockOn(trait.down(0)), blockOn(first)]).toEqual(['lift-off', 1])
    expect([trait.get(3) === first, blockOn(first)]).toEqual([true, 3])
  })

  it('4: drops a future for which there is no place, since the caller does not get it', () => {
    const made: Probe[] = []
    const probing = { get: () => (made.push(new Probe()), made.at(-1)!) }
    const reusing = dynStar(probing, 'reuse')
    const loan = reusing.get()
    expect(thrownBy(() => reusing.get())).toBeInstanceOf(BorrowError)
    expect(thrownBy(() => dynStar(probing, 'inline').get())).toBeInstanceOf(TypeError)
    expect(made.map(probe => probe.disposes)).toEqual([0, 1, 1])
    drop(loan)
    expect(made.map(probe => probe.disposes)).toEqual([1, 1, 1])
  })

  it('4: leaves one that is pinned to its pin', () => {
    const probe = new Probe()
    using _ = pin(probe)
    for (const strategy of ['auto', 'reuse'] as const) expect(thrownBy(() => dynStar({ get: () => probe }, strategy).get())).toBeInstanceOf(BorrowError)
    expect(probe.disposes).toBe(0)
  })

  it('does not reuse for a single future', () => {
    expect(() => dynStar(ready(1), 'reuse' as never)).toThrow(TypeError)
    expect(() => dynStar({ done: Done } as never)).toThrow(new TypeError('dynStar: Object has no methods'))
  })
})
