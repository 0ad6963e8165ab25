import { describe, expect, it } from 'vitest'
import { assertSendable, blockOn, Boxed, BorrowError, inspect, isSendable, NotSendableError, Pending, pending, pin, Rc, ready, Runtime, sendable, sleep, type Future } from '../../src/index.ts'
import { asyncTrait, opaque, type Opaque } from '../../src/traits/index.ts'
import { Probe } from '../support/probe.ts'
import { thrownBy } from '../support/thrown.ts'

class Base {
  readonly log: unknown[][] = []
  inherited(): ReturnType<typeof ready<string>> {
    return ready('inherited')
  }
  overridden(): string {
    return 'base'
  }
}

class Reader extends Base {
  disposes = 0
  get count(): number {
    throw new Error('a getter was run')
  }
  read(...args: unknown[]): ReturnType<typeof ready<number>> {
    this.log.push(args)
    return ready(args.length)
  }
  override overridden(): string {
    return 'reader'
  }
  fails(): never {
    throw new Error('the call itself')
  }
  withRc(): Holding {
    return new Holding()
  }
  hidden(): Opaque<number> {
    return opaque(ready(5))
  }
  [Symbol.dispose](): void {
    this.disposes += 1
  }
}

class Holding extends Probe<number> {
  readonly rc = new Rc(1)
}

describe('asyncTrait', () => {
  it('22: boxes the future of each method, own, inherited and overriding, and hands on what is no future', () => {
    const reader = asyncTrait(new Reader())
    expect(reader.read(1, 2)).toBeInstanceOf(Boxed)
    expect([blockOn(reader.read()), blockOn(reader.inherited()), reader.overridden()]).toEqual([0, 'inherited', 'reader'])
    expect(thrownBy(() => reader.fails())).toEqual(new Error('the call itself'))
  })

  it('hands on as many arguments as came', () => {
    const impl = new Reader()
    const reader = asyncTrait(impl)
    const lists = [[], [1], [1, undefined], [1, 2, 3], [1, 2, 3, 4, 5]]
    for (const list of lists) reader.read(...list)
    expect(impl.log).toEqual(lists)
  })

  it('takes functions of the object itself, as they are at the call, and a class once for all its implementations', () => {
    const impl = { n: 1, get: () => ready(1), also(): ReturnType<typeof ready<number>> { return ready(this.n) } }
    const adapter = asyncTrait(impl)
    expect([blockOn(adapter.get()), blockOn(adapter.also())]).toEqual([1, 1])
    impl.get = () => ready(2)
    expect(blockOn(adapter.get())).toBe(2)
    expect(Object.getPrototypeOf(asyncTrait(new Reader()))).toBe(Object.getPrototypeOf(asyncTrait(new Reader())))
    expect(Object.getPrototypeOf(asyncTrait(new Base()))).not.toBe(Object.getPrototypeOf(asyncTrait(new Reader())))
    expect(Object.getPrototypeOf(asyncTrait(new Base()))).not.toBe(Object.getPrototypeOf(asyncTrait(new Base(), { send: false })))
  })

  it('25: requires the future to be sendable, and drops one that is not', () => {
    const made: Holding[] = []
    const adapter = asyncTrait({ withRc: () => { made.push(new Holding()); return made[0]! } })
    const error = thrownBy(() => adapter.withRc()) as NotSendableError
    expect(error).toBeInstanceOf(NotSendableError)
    expect(error.path).toBe('Holding.rc')
    expect(error.message).toBe(
      'asyncTrait: the future of Object.withRc() must be sendable: Holding.rc is of type Rc, which is not sendable; ' +
        'release it before the suspension, make it sendable, or opt out with asyncTrait(impl, { send: false })',
    )
    expect([made.length, made[0]!.polls, made[0]!.disposes, made[0]!.misuse]).toEqual([1, 0, 1, []])
  })

  it('25: looks into what is opaque, since the implementation is known', () => {
    const boxed = asyncTrait(new Reader()).hidden()
    expect(isSendable(boxed)).toBe(true)
    expect(blockOn(boxed)).toBe(5)
  })

  it('refuses one that is pinned, sendable or not, opaque or not, and leaves it to its pin', () => {
    const hides: ((probe: Probe) => Future<unknown>)[] = [probe => probe, probe => Object.assign(probe, { rc: new Rc(1) }), probe => opaque(probe)]
    for (const hide of hides) {
      const probe = new Probe().willBe('its output')
      const future = hide(probe)
      const pinned = pin(future)
      expect(thrownBy(() => asyncTrait({ get: () => future }).get())).toBeInstanceOf(BorrowError)
      expect([probe.disposes, blockOn(pinned)]).toEqual([0, 'its output'])
    }
  })

  it('24: a box that comes to hold what is not sendable is found at the suspension', () => {
    const future = { held: null as Rc<number> | null, poll() { this.held = new Rc(1); return Pending }, get [sendable]() { return this.held === null } }
    using runtime = new Runtime({ onUnhandledError: () => {} })
    const handle = runtime.spawn(asyncTrait({ run: () => future }).run())
    runtime.runUntilStalled()
    expect(thrownBy(() => runtime.blockOn(handle))).toMatchObject({ cause: { code: 'ERR_POLLUX_NOT_SENDABLE' } })
  })

  it('opted out, nobody asks, and the boxes are not sendable, whatever is in them', () => {
    using runtime = new Runtime()
    const local = asyncTrait(new Reader(), { send: false })
    const box = local.withRc()
    expect(box).toBeInstanceOf(Boxed)
    expect([isSendable(box), isSendable(local.read()), isSendable(local.hidden())]).toEqual([false, false, false])
    expect(() => assertSendable(local.read())).toThrow('LocalBoxed is not sendable: LocalBoxed is of type LocalBoxed, which is not sendable; its box was made with { send: false }')
    expect(thrownBy(() => runtime.spawn(local.read()))).toBeInstanceOf(NotSendableError)
    expect(runtime.blockOn(runtime.spawnLocal(local.read(1)))).toBe(1)
  })

  it('keeps a box that is one already', () => {
    const inner = asyncTrait(new Reader())
    const outer = asyncTrait(inner)
    expect(outer.read()).toBeInstanceOf(Boxed)
    expect(outer.read()[inspect]().children![0]).not.toBeInstanceOf(Boxed)
  })

  it('owns its implementation: drops it once, and is of no use afterwards; as sendable as it; described', () => {
    const impl = new Reader()
    const adapter = asyncTrait(impl)
    expect([isSendable(adapter), isSendable(asyncTrait({ rc: new Rc(1), f: () => ready(1) }))]).toEqual([true, false])
    expect((adapter as unknown as { [inspect](): object })[inspect]()).toEqual({ name: 'asyncTrait(Reader)' })
    adapter[Symbol.dispose]()
    adapter[Symbol.dispose]()
    expect(impl.disposes).toBe(1)
    expect(thrownBy(() => adapter.read())).toBeInstanceOf(BorrowError)
  })

  it.each([[null, 'null'], [1, 'number'], [() => ready(1), 'function'], [undefined, 'undefined']])('refuses %s', (impl, kind) => {
    expect(() => asyncTrait(impl as never)).toThrow(new TypeError(`asyncTrait: expected an implementation, an object with methods, and got ${kind}`))
  })

  it('refuses what has no methods', () => {
    expect(() => asyncTrait({ n: 1 })).toThrow(new TypeError('asyncTrait: Object has no methods'))
  })

  it('disposing a box disposes the future of the method', () => {
    const probe = new Probe()
    const box = asyncTrait({ run: () => probe }).run()
    box[Symbol.dispose]()
    box[Symbol.dispose]()
    expect([probe.disposes, probe.misuse]).toEqual([1, []])
    using runtime = new Runtime({ startPaused: true })
    expect(runtime.blockOn(asyncTrait({ nap: () => sleep(5) }).nap())).toBe(undefined)
    expect(asyncTrait({ never: () => pending<number>() }).never()).toBeInstanceOf(Boxed)
  })
})
