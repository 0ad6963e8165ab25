// What is sendable, value by value: contract 22. A matrix first, then the laws of the walk.
import { Socket } from 'node:net'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { assertSendable, Cell, isSendable, NotSendableError, Rc, sendable } from '../../src/index.ts'
import { thrownBy } from '../support/thrown.ts'

class Plain {
  n = 1
  s = 'x'
}

class HoldsRc {
  rc = new Rc(1)
}

class Derived extends HoldsRc {
  own = 1
}

class HiddenRc {
  #rc = new Rc(1)
  get n(): number {
    return this.#rc.value
  }
}

class StaticRc {
  static rc = new Rc(1)
  n = 1
}

class TaggedTrue {
  readonly [sendable] = true
  rc = new Rc(1)
}

class TaggedFalse {
  readonly [sendable] = false
}

class TaggedByState {
  rc: Rc<number> | null = null
  get [sendable](): boolean {
    return this.rc === null
  }
}

class DerivedFromTagged extends TaggedByState {
  other = new Cell(1)
}

const heldByState = new TaggedByState()
heldByState.rc = new Rc(1)

const derivedHolding = new DerivedFromTagged()
derivedHolding.rc = new Rc(1)

const channel = new MessageChannel()
const socket = new Socket()
const timer = setTimeout(() => {}, 0)
clearTimeout(timer)
afterAll(() => {
  channel.port1.close()
  socket.destroy()
})

const yes: [name: string, value: unknown][] = [
  ['undefined', undefined],
  ['null', null],
  ['a number', 1],
  ['NaN', NaN],
  ['a string', 'x'],
  ['a bigint', 1n],
  ['a boolean', true],
  ['a symbol', Symbol('x')],
  ['an empty object', {}],
  ['an object without prototype', Object.create(null)],
  ['a frozen object', Object.freeze({ a: 1 })],
  ['a nested object', { a: { b: { c: 1 } } }],
  ['an array', [1, 'x', [null]]],
  ['an array with holes', Object.assign(new Array<unknown>(10), { 3: 1 })],
  ['a long array of primitives', new Array(100_000).fill(1)],
  ['a Map', new Map<unknown, unknown>([['k', { v: 1 }], [{ k: 1 }, 'v']])],
  ['a Map of many primitives', new Map(Array.from({ length: 1000 }, (_, i) => [i, i]))],
  ['a Set', new Set<unknown>([1, {}])],
  ['a Uint8Array', new Uint8Array(100_000)],
  ['a Float64Array', new Float64Array(10)],
  ['a BigInt64Array', new BigInt64Array(10)],
  ['a Buffer', Buffer.from('x')],
  ['an ArrayBuffer', new ArrayBuffer(8)],
  ['a SharedArrayBuffer', new SharedArrayBuffer(8)],
  ['a DataView', new DataView(new ArrayBuffer(8))],
  ['a Date', new Date(0)],
  ['a RegExp', /x/g],
  ['an Error', new Error('x')],
  ['an Error with a plain cause', new Error('x', { cause: { code: 1 } })],
  ['an instance of a class with plain fields', new Plain()],
  ['a function', () => 1],
  ['a function whose closure cannot be seen', ((rc) => () => rc)(new Rc(1))],
  ['a class', Plain],
  ['a class with a static Rc, which is not the value’s', StaticRc],
  ['an instance of a class with a static Rc', new StaticRc()],
  ['a private field that cannot be seen', new HiddenRc()],
  ['what is tagged true, whatever it holds', new TaggedTrue()],
  ['what holds something tagged true', { a: [new TaggedTrue()] }],
  ['a getter tag that says yes', new TaggedByState()],
  ['a getter tag that says yes over a field that would say no', new DerivedFromTagged()],
  ['a function tagged true', Object.assign(() => 1, { [sendable]: true })],
]

const no: [name: string, value: unknown][] = [
  ['an Rc', new Rc(1)],
  ['a clone of an Rc', new Rc(1).clone()],
  ['a Cell', new Cell(1)],
  ['an object that holds an Rc', { a: new Rc(1) }],
  ['an object that holds a Cell', { a: new Cell(1) }],
  ['an instance that holds an Rc', new HoldsRc()],
  ['an instance that inherits a field with an Rc', new Derived()],
  ['an Rc deep down', { a: [{ b: new Map([['k', new Set([{ c: new Rc(1) }])]]) }] }],
  ['an array with an Rc', [1, new Rc(1)]],
  ['an array with an Rc behind many primitives', [...new Array(10_000).fill(1), new Rc(1)]],
  ['a Map with an Rc as value', new Map([['k', new Rc(1)]])],
  ['a Map with an Rc as key', new Map([[new Rc(1), 'v']])],
  ['a Map with an Rc behind many primitives', new Map<unknown, unknown>([...Array.from({ length: 1000 }, (_, i) => [i, i] as const), ['k', new Rc(1)]])],
  ['a Set with an Rc', new Set([1, new Rc(1)])],
  ['a field under a symbol', { [Symbol('hidden')]: new Rc(1) }],
  ['a field that does not enumerate', Object.defineProperty({}, 'hidden', { value: new Rc(1), enumerable: false })],
  ['a frozen object with an Rc', Object.freeze({ rc: new Rc(1) })],
  ['an object without prototype, with an Rc', Object.assign(Object.create(null) as object, { rc: new Rc(1) })],
  ['an Error whose cause holds an Rc', new Error('x', { cause: new Rc(1) })],
  ['what is tagged false', new TaggedFalse()],
  ['what holds something tagged false', { a: [new TaggedFalse()] }],
  ['a plain object tagged false', { [sendable]: false }],
  ['a getter tag that says no', heldByState],
  ['an inherited getter tag that says no', derivedHolding],
  ['what holds a getter tag that says no', { a: heldByState }],
  ['a function tagged false', Object.assign(() => 1, { [sendable]: false })],
  ['what holds a function tagged false', { f: Object.assign(() => 1, { [sendable]: false }) }],
  ['a native promise', Promise.resolve(1)],
  ['a MessagePort', channel.port1],
  ['a socket', socket],
  ['a timer of the host', timer],
  ['a web stream', new ReadableStream()],
  ['an AbortSignal', new AbortController().signal],
  ['what holds a socket', { connection: { socket } }],
]

describe('22: sendable', () => {
  it.each(yes)('%s', (_, value) => {
    expect(isSendable(value)).toBe(true)
    assertSendable(value)
  })
})

describe('22: not sendable', () => {
  it.each(no)('%s', (_, value) => {
    expect(isSendable(value)).toBe(false)
    const error = thrownBy(() => assertSendable(value))
    expect(error).toBeInstanceOf(NotSendableError)
    expect((error as { code?: unknown }).code).toMatch(/^ERR_POLLUX_/)
  })

  it('22: a tag changes with the state behind its getter', () => {
    const t = new TaggedByState()
    const answers = [isSendable(t)]
    t.rc = new Rc(1)
    answers.push(isSendable(t))
    t.rc = null
    answers.push(isSendable(t))
    expect(answers).toEqual([true, false, true])
  })
})

describe('22: the counter-examples work as what they are', () => {
  it('clones of an Rc share one value', () => {
    const value = { n: 1 }
    const rc = new Rc(value)
    expect([rc.value, rc.clone().value, rc.clone().clone().value]).toEqual([value, value, value])
    expect(rc.clone().value).toBe(value)
    expect(rc.clone()).not.toBe(rc)
  })

  it('a Cell gives what was last set', () => {
    const cell = new Cell(1)
    const seen = [cell.get()]
    cell.set(2)
    expect([...seen, cell.get(), cell.get()]).toEqual([1, 2, 2])
  })
})

describe('22: getters are never called', () => {
  const explode = (): never => { throw new Error('a getter was called') }

  it.each<[string, object]>([
    ['an own getter', Object.defineProperty({}, 'rc', { get: explode, enumerable: true })],
    ['an own getter under a symbol', Object.defineProperty({}, Symbol('s'), { get: explode, enumerable: true })],
    ['a getter at an index of an array', Object.defineProperty([1], 0, { get: explode, enumerable: true })],
    ['a getter of the class', new (class { get rc(): Rc<number> { return explode() } })()],
    ['a setter alone', Object.defineProperty({}, 'x', { set: explode, enumerable: true })],
    ['a getter inside a member', { a: [Object.defineProperty({}, 'rc', { get: explode, enumerable: true })] }],
    ['a toJSON', { toJSON: explode }],
    ['an iterator', { [Symbol.iterator]: explode }],
  ])('%s', (_, value) => {
    expect(isSendable(value)).toBe(true)
  })

  it.each(['on', 'emit', 'unref', 'hasRef', 'then', 'constructor', 'poll', 'size', 'length'])('a getter named %s, own or of the class', (name) => {
    const own = Object.defineProperty({}, name, { get: explode, enumerable: true })
    const inherited = Object.create(Object.defineProperty({}, name, { get: explode })) as object
    expect([isSendable(own), isSendable(inherited), isSendable({ own, inherited })]).toEqual([true, true, true])
  })

  it('an Rc that only a getter gives is not seen', () => {
    let calls = 0
    const value = { get rc(): Rc<number> { calls++; return new Rc(1) } }
    expect([isSendable(value), calls]).toEqual([true, 0])
  })
})

describe('22: cycles', () => {
  it('an object in itself', () => {
    const a: { self?: unknown } = {}
    a.self = a
    expect(isSendable(a)).toBe(true)
  })

  it('a cycle through an array, a Map and a Set', () => {
    const a: unknown[] = []
    a.push(new Map<unknown, unknown>([[a, new Set([a])]]), a)
    expect(isSendable(a)).toBe(true)
  })

  it('a cycle does not hide an Rc', () => {
    const a: Record<string, unknown> = {}
    a.b = { a, c: { a, rc: new Rc(1) } }
    expect(isSendable(a)).toBe(false)
  })

  it('a member shared many times is one object', () => {
    const shared = { n: 1 }
    expect(isSendable(Array.from({ length: 1000 }, () => shared))).toBe(true)
  })
})

/** `n` objects, each holding the next. */
function chain(n: number, last: unknown = 1): object {
  let at: object = { last }
  for (let i = 1; i < n; i++) at = { next: at }
  return at
}

describe('22: at most 64 objects', () => {
  it.each([1, 2, 63, 64])('a chain of %i plain objects is sendable', (n) => {
    expect(isSendable(chain(n))).toBe(true)
  })

  it.each([65, 66, 1000, 100_000])('a chain of %i is not, and the message says to tag it', (n) => {
    expect(isSendable(chain(n))).toBe(false)
    const error = thrownBy(() => assertSendable(chain(n))) as NotSendableError
    expect(error).toBeInstanceOf(NotSendableError)
    expect(error.message).toMatch(/\btag\b/i)
  })

  it('an array of 63 objects is sendable, of 64 is not', () => {
    const of = (n: number): unknown => Array.from({ length: n }, () => ({}))
    expect([isSendable(of(63)), isSendable(of(64))]).toEqual([true, false])
  })

  it('a tag true answers for any number of objects', () => {
    expect(isSendable({ [sendable]: true, big: chain(1000) })).toBe(true)
    expect(isSendable({ a: { [sendable]: true, big: chain(1000) } })).toBe(true)
  })

  it('an offender among the first 64 is named, though there are more', () => {
    const error = thrownBy(() => assertSendable({ rc: new Rc(1), big: chain(1000) })) as NotSendableError
    expect(error.path).toMatch(/rc$/)
    expect(error.message).toContain('Rc')
  })

  it('breadth-first: an offender near the root is found behind a large member', () => {
    const error = thrownBy(() => assertSendable({ big: chain(1000), near: { rc: new Rc(1) } })) as NotSendableError
    expect(error.path).toMatch(/near\.rc$/)
  })

  it('breadth-first: of two that are tagged, side by side, the first is named', () => {
    const error = thrownBy(() => assertSendable({ a: new TaggedFalse(), ab: new TaggedFalse() })) as NotSendableError
    expect(error.path).toMatch(/\.a$/)
    const byState = thrownBy(() => assertSendable({ a: tagSays(false), ab: tagSays(false) })) as NotSendableError
    expect(byState.path).toMatch(/\.a$/)
  })

  it('breadth-first: of two offenders the nearer one is named', () => {
    const error = thrownBy(() => assertSendable({ far: { away: { rc: new Rc(1) } }, near: new Cell(1) })) as NotSendableError
    expect(error.path).toMatch(/near$/)
  })
})

/** Nothing but a getter tag. */
function tagSays(answer: boolean): object {
  return { get [sendable]() { return answer } }
}

describe('22: laws of the walk', () => {
  /** A graph of plain objects, arrays, Maps and Sets, with cycles, of at most 40 objects; and where its nodes are. */
  const graph = fc.tuple(
    fc.array(fc.constantFrom('object', 'array', 'map', 'mapKey', 'set'), { minLength: 1, maxLength: 40 }),
    fc.array(fc.tuple(fc.nat(39), fc.nat(39)), { maxLength: 80 }),
  ).map(([shapes, edges]) => {
    const nodes = shapes.map((s): object => (s === 'object' ? {} : s === 'array' ? [] : s === 'set' ? new Set() : new Map()))
    const put = (to: number, v: unknown): void => {
      const node = nodes[to]!
      if (node instanceof Map) node.set(shapes[to] === 'mapKey' ? v : Symbol('k'), shapes[to] === 'mapKey' ? 1 : v)
      else if (node instanceof Set) node.add(v)
      else if (Array.isArray(node)) node.push(v)
      else (node as Record<string, unknown>)[`f${Object.keys(node).length}`] = v
    }
    // Node i hangs on an earlier one, so that all are reached; further edges may lead anywhere.
    for (let i = 1; i < nodes.length; i++) put((i * 7) % i, nodes[i])
    for (const [from, to] of edges) put(from % nodes.length, nodes[to % nodes.length])
    return { nodes, put }
  })

  it('any graph of plain data is sendable; with one Rc anywhere in it, it is not', () => {
    fc.assert(fc.property(graph, fc.nat(39), ({ nodes, put }, at) => {
      expect(isSendable(nodes[0])).toBe(true)
      put(at % nodes.length, new Rc(1))
      expect(isSendable(nodes[0])).toBe(false)
      expect(thrownBy(() => assertSendable(nodes[0]))).toBeInstanceOf(NotSendableError)
    }), { numRuns: 500 })
  })

  it('assertSendable throws exactly when isSendable says no', () => {
    fc.assert(fc.property(fc.anything({ withMap: true, withSet: true, withTypedArray: true, withNullPrototype: true, withBigInt: true, withDate: true }), (value) => {
      let throws = false
      try {
        assertSendable(value)
      } catch {
        throws = true
      }
      expect(throws).toBe(!isSendable(value))
    }), { numRuns: 300 })
  })
})
