/** Contract 22, at its edges: how much the structural walk looks at, and that it runs nobody's code. */
import { describe, expect, it } from 'vitest'
import { assertSendable, isSendable, Rc, sendable, type NotSendableError } from '../../src/future/index.ts'
import { thrownBy } from '../support/thrown.ts'

const pathOf = (value: unknown): string => (thrownBy(() => assertSendable(value)) as NotSendableError).path

/** `n` objects, and how many of them somebody has looked at. */
function watched(n: number): { objects: object[]; looked: () => number } {
  const seen = new Set<number>()
  const look = (i: number) => (): undefined => void seen.add(i)
  const objects = Array.from({ length: n }, (_, i) => new Proxy({}, { get: look(i), ownKeys: () => (look(i)(), []) }))
  return { objects, looked: () => seen.size }
}

describe('22: past 64 objects the walk looks no further', () => {
  it.each<[string, (objects: object[]) => unknown]>([
    ['an array', objects => objects],
    ['a set', objects => new Set(objects)],
    ['the values of a map', objects => new Map(objects.map((object, i) => [i, object]))],
    ['the keys of a map', objects => new Map(objects.map((object, i) => [object, i]))],
    ['the fields of an object', objects => Object.fromEntries(objects.map((object, i) => [`f${i}`, object]))],
  ])('%s', (_, make) => {
    const { objects, looked } = watched(5000)
    expect(isSendable({ held: make(objects) })).toBe(false)
    expect(looked()).toBeLessThanOrEqual(64)
  })

  it('several large members', () => {
    const { objects, looked } = watched(3000)
    expect(isSendable([objects.slice(0, 1000), objects.slice(1000, 2000), objects.slice(2000)])).toBe(false)
    expect(looked()).toBeLessThanOrEqual(64)
  })
})

describe('22: an array of many', () => {
  const numbers = (n: number): unknown[] => Array.from({ length: n }, (_, i) => i)

  it('is as sendable as its elements', () => {
    expect(isSendable(numbers(5000))).toBe(true)
    expect(isSendable([...numbers(5000), new Rc(1)])).toBe(false)
    expect(pathOf({ list: [...numbers(5000), new Rc(1), 7] })).toBe('Object.list[5000]')
  })

  it('has its getters left alone', () => {
    const array = numbers(5000)
    Object.defineProperty(array, 2500, { get: () => expect.unreachable('a getter was called') })
    expect(isSendable(array)).toBe(true)
    array[4000] = new Rc(1)
    expect(pathOf(array)).toBe('Array[4000]')
  })

  it('may be sparse: what is in it is found at once', () => {
    const array: unknown[] = []
    array[4_000_000_000] = { rc: new Rc(1) }
    expect(pathOf(array)).toBe('Array[4000000000].rc')
    array[4_000_000_000] = 7
    expect(isSendable(array)).toBe(true)
  })

  it('of a class of its own shows its fields too', () => {
    class Stack extends Array<unknown> {
      owner: unknown = null
    }
    const stack = Stack.from(numbers(5000)) as Stack
    expect(isSendable(stack)).toBe(true)
    stack.owner = new Rc(1)
    expect(pathOf(stack)).toBe('Stack.owner')
  })
})

describe('22: runs nobody’s code', () => {
  const explode = (): never => {
    throw new Error('called')
  }

  it.each(['on', 'emit', 'unref', 'hasRef', 'constructor', 'then'])('a getter named %s, own or of the class', name => {
    const own = Object.defineProperty({}, name, { get: explode })
    const inherited = Object.create(own) as object
    expect([isSendable(own), isSendable({ held: inherited })]).toEqual([true, true])
  })

  it('a getter for the class’s tag in text', () => {
    expect(isSendable({ held: Object.defineProperty({}, Symbol.toStringTag, { get: explode }) })).toBe(true)
  })

  it('iterators of a subclass of Map or Set', () => {
    class Keyed extends Map<unknown, unknown> {
      override [Symbol.iterator] = explode
      override entries = explode
    }
    class Bag extends Set<unknown> {
      override [Symbol.iterator] = explode
      override values = explode
    }
    expect([isSendable(new Keyed([[1, {}]])), isSendable(new Bag([{}]))]).toEqual([true, true])
    expect([isSendable(new Keyed([[1, new Rc(1)]])), isSendable(new Bag([new Rc(1)]))]).toEqual([false, false])
  })

  it('what only inherits from Map or Set holds what its fields hold', () => {
    const like = (prototype: object, held: unknown): object => Object.assign(Object.create(prototype) as object, { held })
    expect([Map.prototype, Set.prototype].map(p => isSendable(like(p, 1)))).toEqual([true, true])
    expect([Map.prototype, Set.prototype].map(p => isSendable(like(p, new Rc(1))))).toEqual([false, false])
  })
})

describe('22: host handles are known by what they are', () => {
  it('also where a class extends one', () => {
    class Bus extends EventTarget {}
    expect([isSendable(new Bus()), isSendable({ ref: new WeakRef({}) })]).toEqual([false, false])
  })

  it('an emitter or a timer by its methods; half of them are no sign', () => {
    const method = (): void => {}
    expect([{ on: method, emit: method }, { unref: method, hasRef: method }].map(isSendable)).toEqual([false, false])
    expect([{ on: method }, { emit: method, on: 1 }, { unref: method, emit: method }].map(isSendable)).toEqual([true, true, true])
  })
})

describe('23: of two that are tagged', () => {
  class Tagged {
    readonly inner: unknown

    constructor(inner: unknown = null) {
      this.inner = inner
    }

    get [sendable](): boolean {
      return false
    }
  }

  it('neighbours: the nearer one is the offender, though the other’s name begins with its name', () => {
    expect(pathOf({ a: new Tagged(), ab: new Tagged() })).toBe('Object.a')
  })

  it('nested: the innermost one', () => {
    expect(pathOf({ a: new Tagged({ deep: new Tagged() }), ab: new Tagged() })).toBe('Object.a.inner.deep')
  })
})
