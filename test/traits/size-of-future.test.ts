// The model of Rust's layout: values, places, states; what it cannot see; the heap beside it.
import { describe, expect, it } from 'vitest'
import fc from 'fast-check'
import { asyncBlock, boxed, byRef, inspect, join, lazy, map, noopWaker, Pending, pin, ready, Runtime, select, shared, sleep, wait, type Future, type Poll } from '../../src/index.ts'
import { dynStar, opaque, sizeOfFuture, states, type DeclaredStates } from '../../src/traits/index.ts'
import { arrange, type Member } from '../../src/traits/arrange.ts'

/** A future with these fields. */
function holding(fields: Record<string, unknown>): Future<never> {
  return Object.assign(Object.create({ poll: () => Pending }) as Future<never>, fields)
}

/** One that declares its states and is in the given one. */
function declaring(told: DeclaredStates, state: string | undefined): Future<never> {
  return Object.assign(Object.create({ poll: () => Pending, [states]: () => told, [inspect]: () => ({ name: 'Told', state }) }) as Future<never>)
}

describe('values', () => {
  it.each<[unknown, number, string]>([
    [true, 1, 'bool'],
    [1, 8, 'f64'],
    [1n, 16, 'i128'],
    ['text', 24, 'String'],
    [Symbol('s'), 8, "&'static"],
    [() => 1, 8, 'fn'],
    [[1, 2], 24, 'Vec'],
    [new Map(), 48, 'Map'],
    [new Set([1]), 48, 'Set'],
    [noopWaker(), 16, 'Waker'],
    [{ bytes: new Uint8Array(72) }, 8, '&Object'],
    [new Uint8Array(72), 72, '[u8; 72]'],
    [new Float64Array(3), 24, '[f64; 3]'],
    [new Uint8Array(72).subarray(1), 16, '&[u8]'],
    [null, 8, 'Option<&>'],
    [undefined, 8, 'Option<&>'],
  ])('%o takes %i bytes: %s', (value, bytes, type) => {
    const { fields } = sizeOfFuture(holding({ value }))
    expect(fields).toEqual([{ name: 'value', type, bytes, align: expect.any(Number), offset: 0 }])
  })

  it('of a future: itself in place, behind a box or a reference a word or two', () => {
    using runtime = new Runtime()
    const child = (): Future<never> => holding({ a: new Uint8Array(72) })
    const sizes = [child(), opaque(child()), boxed(child()), dynStar(child()), pin(child()), byRef(child()), shared(child()), runtime.spawnLocal(child())]
    expect(sizes.map(future => sizeOfFuture(future).bytes)).toEqual([72, 72, 16, 16, 8, 8, 8, 8])
    expect(sizeOfFuture(holding({ child: child() })).fields).toEqual([{ name: 'child', type: 'Object', bytes: 72, align: 1, offset: 0 }])
  })
})

describe('a future without declared states', () => {
  it('lies in descending order of alignment, and is rounded up', () => {
    const { bytes, maxBytes, align, fields, declared } = sizeOfFuture(holding({ small: true, wide: 1n, word: 1, bytes: new Uint8Array(3) }))
    expect([bytes, maxBytes, align, declared]).toEqual([32, 32, 16, false])
    expect(fields.map(({ name, offset }) => [name, offset])).toEqual([['wide', 0], ['word', 16], ['small', 24], ['bytes', 25]])
  })

  it('has a byte for a phase', () => {
    expect(sizeOfFuture(holding({ phase: 0, n: 1 })).fields.map(({ name, type, offset }) => [name, type, offset])).toEqual([['n', 'f64', 0], ['state', 'tag', 8]])
    expect(sizeOfFuture(holding({ phase: 0, n: 1 })).bytes).toBe(16)
  })

  it('has the fields of a state that is an object, in the state it is in', () => {
    const reading = holding({ n: 1, state: { kind: 'Reading', buffer: new Uint8Array(100), left: null } })
    const done = holding({ n: 1, state: { kind: 'Done' } })
    expect([sizeOfFuture(reading).bytes, sizeOfFuture(done).bytes]).toEqual([112, 16])
    expect(sizeOfFuture(reading).fields.map(({ name, offset }) => [name, offset])).toEqual([['n', 0], ['state', 8], ['buffer', 9]])
  })

  it('knows the tag of such a state by its being a text or a number: a buffer of that name is a field', () => {
    const reading = holding({ state: { kind: 'Reading', type: new Uint8Array(100), at: new Uint8Array(20) } })
    expect(sizeOfFuture(reading).fields.map(({ name, bytes }) => [name, bytes])).toEqual([['state', 1], ['type', 100], ['at', 20]])
    const numbered = holding({ state: { at: 'Reading', phase: 3 } })
    expect(sizeOfFuture(numbered).fields.map(({ name, type }) => [name, type])).toEqual([['state', 'tag'], ['phase', 'f64']])
  })

  it('runs no getter, and no poll', () => {
    const future = holding({ n: 1 })
    Object.defineProperty(future, 'got', { get: () => { throw new Error('run') }, enumerable: true })
    expect(sizeOfFuture(future).bytes).toBe(8)
  })

  it('of the library: combinators hold their children, a block what it owns and waits for', () => {
    const child = (n: number): Future<never> => holding({ a: new Uint8Array(n) })
    expect(sizeOfFuture(join(child(10), child(20))).fields.map(({ name, bytes }) => [name, bytes])).toEqual([['0', 10], ['1', 20], ['state', 1]])
    expect(sizeOfFuture(select(child(10), child(20))).bytes).toBe(31)
    expect(sizeOfFuture(map(child(80), x => x)).bytes).toBe(96)
    const block = asyncBlock({ own: [new Uint8Array(7)] }, function* () { yield* wait(child(20)) })
    const before = sizeOfFuture(block).bytes
    block.poll({ waker: noopWaker() })
    expect([before, sizeOfFuture(block).bytes]).toEqual([8, 28])
  })
})

describe('declared states', () => {
  const told: DeclaredStates = {
    Start: { x: 'i32' },
    Reading: { x: 'i32', buffer: 72, child: ready(1) },
    Waiting: { x: 'i32', waker: 'Waker', n: { bytes: 2, align: 2 } },
    Done: {},
  }

  it('take the largest, not the sum; what several hold has one place', () => {
    const report = sizeOfFuture(declaring(told, 'Waiting'))
    const child = sizeOfFuture(ready(1)).bytes
    expect([report.declared, report.state, report.bytes, report.align]).toEqual([true, 'Waiting', 24, 8])
    expect(report.maxBytes).toBe(Math.ceil((5 + 72) / 8) * 8 + child)
    expect(report.states).toEqual({ Start: 8, Reading: report.maxBytes, Waiting: 24, Done: 8 })
    expect(report.fields.map(({ name, offset }) => [name, offset])).toEqual([['x', 0], ['state', 4], ['n', 6], ['waker', 8]])
  })

  it('count as the largest where the present one is not told', () => {
    const report = sizeOfFuture(declaring(told, 'elsewhere'))
    expect(report.bytes).toBe(report.maxBytes)
    expect(report.fields.map(({ name }) => name)).toContain('buffer')
  })

  it.each<[unknown, string]>([
    [null, '[states]() gives null; give an object: states by name, each with its fields'],
    [{ A: null }, '[states]() gives null for A; give an object: its fields by name, {} if it has none'],
    [{ A: { x: null } }, 'A.x is null, and no type; name one, give bytes, { bytes, align }, or a future: this.read ?? { bytes: 32, align: 8 }'],
    [{ A: { x: undefined } }, 'A.x is undefined, and no type; name one, give bytes, { bytes, align }, or a future: this.read ?? { bytes: 32, align: 8 }'],
    [{ A: { x: {} } }, 'A.x is of undefined bytes, aligned to undefined; bytes are a whole number, an alignment is 1, 2, 4, 8 …'],
    [{ A: { x: -5 } }, 'A.x is of -5 bytes, aligned to 1; bytes are a whole number, an alignment is 1, 2, 4, 8 …'],
    [{ A: { x: { bytes: 3, align: 3 } } }, 'A.x is of 3 bytes, aligned to 3; bytes are a whole number, an alignment is 1, 2, 4, 8 …'],
    [{ A: { x: { bytes: 3, align: 0 } } }, 'A.x is of 3 bytes, aligned to 0; bytes are a whole number, an alignment is 1, 2, 4, 8 …'],
  ])('%j are refused, with the place', (told, what) => {
    expect(() => sizeOfFuture(declaring(told as never, 'A'))).toThrow(new TypeError(`sizeOfFuture: Object: ${what}`))
  })

  it('know no type by the name of a member of every object', () => {
    expect(() => sizeOfFuture(declaring({ A: { x: 'toString' as never } }, 'A'))).toThrow(/^sizeOfFuture: toString is no type that is known/)
  })

  it('that are one have no tag; a type that is not known is refused', () => {
    expect(sizeOfFuture(declaring({ Only: { x: 'i32' } }, 'Only')).bytes).toBe(4)
    expect(() => sizeOfFuture(declaring({ Only: { x: 'int' as never } }, 'Only'))).toThrow(/^sizeOfFuture: int is no type that is known; name one of \(\), bool, u8/)
  })
})

describe('the arrangement', () => {
  const member = fc.record({ bytes: fc.integer({ min: 0, max: 64 }), power: fc.integer({ min: 0, max: 4 }) })
  const fields = fc.array(member, { maxLength: 5 }).map(all => all.map(({ bytes, power }, i): Member => ({ name: `f${i}`, type: 't', align: 2 ** power, bytes: Math.ceil(bytes / 2 ** power) * 2 ** power })))

  it('aligns every field, overlaps none of one state, and is as large as the largest state', () => {
    fc.assert(fc.property(fields, fc.array(fields, { minLength: 1, maxLength: 4 }), (common, alone) => {
      const named = new Map(alone.map((members, i) => [`s${i}`, members.map(one => ({ ...one, name: `${i}${one.name}` }))]))
      const { prefix, states: placed, bytes, align } = arrange(common, named, true)
      for (const state of placed) {
        const all = [...prefix, ...state.fields].sort((a, b) => a.offset - b.offset || a.bytes - b.bytes)
        let end = 0
        for (const field of all) {
          expect([field.offset % field.align, field.offset >= end]).toEqual([0, true])
          end = field.offset + field.bytes
        }
        expect([state.bytes >= end, state.bytes - end < align]).toEqual([true, true])
      }
      expect([bytes, bytes % align]).toEqual([Math.max(...placed.map(state => state.bytes)), 0])
    }))
  })

  it('grows by exactly the bytes of an array that is added, where they are a multiple of the alignment', () => {
    fc.assert(fc.property(fields, fc.integer({ min: 0, max: 20 }), (common, n) => {
      const wide = common.map(one => ({ ...one, align: Math.min(one.align, 8) }))
      const before = arrange(wide, new Map([['now', []]]), true).bytes
      const after = arrange([...wide, { name: 'added', type: 't', bytes: 8 * n, align: 1 }], new Map([['now', []]]), true)
      expect(after.bytes - before).toBe(8 * n)
    }))
  })
})

describe('1.3', () => {
  class Foo implements Future<void> {
    nap: Future<void> | null = sleep(1000)
    poll(): Poll<void> { return Pending }
  }
  class Bar extends Foo {
    readonly a = new Uint8Array(72)
  }

  it('bar − foo = 72, and boxed both are two words', () => {
    expect(sizeOfFuture(new Bar()).bytes - sizeOfFuture(new Foo()).bytes).toBe(72)
    expect([boxed(new Foo()), boxed(new Bar())].map(future => sizeOfFuture(future).bytes)).toEqual([16, 16])
  })
})

describe('the report', () => {
  it('prints as a table', () => {
    expect(String(sizeOfFuture(declaring({ A: { n: 'u64', on: 'bool' }, B: {} }, 'A')))).toBe(
      'Told (A): 16 bytes, 16 at most; JavaScript heap: about 24\n      0  state  1 bytes  tag\n      1  on     1 bytes  bool\n      8  n      8 bytes  u64',
    )
  })

  it('estimates the heap: the object, its numbers, its buffers and the futures in it', () => {
    const heap = (fields: Record<string, unknown>): number => sizeOfFuture(holding(fields)).heapBytes
    const one = holding({ a: 1 })
    expect([heap({}), heap({ a: 1 }), heap({ a: 0.5 }), heap({ a: new Uint8Array(72) }), heap({ a: one, b: one, c: [one] })]).toEqual([24, 32, 48, 288, 24 + 24 + 56 + 32])
  })

  it('counts on the heap what the object that is the state holds', () => {
    const child = holding({ a: 1 })
    const reading = holding({ state: { at: 'Reading', buffer: new Uint8Array(72), child }, other: { buffer: new Uint8Array(72) } })
    expect(sizeOfFuture(reading).heapBytes).toBe(24 + 2 * 8 + (24 + 3 * 8 + 184 + 72) + (24 + 8))
  })

  it('comes to an end in a circle, and deep down', () => {
    const circle = holding({}) as Future<never> & { self?: unknown }
    circle.self = circle
    expect(sizeOfFuture(circle).bytes).toBeGreaterThan(0)
    let chain: Future<unknown> = lazy(() => 1)
    for (let i = 0; i < 3000; i++) chain = map(chain, x => x)
    expect(sizeOfFuture(chain).bytes).toBeGreaterThan(200 * 8)
  })

  it('counts one that it is within as a reference, however many children point back', () => {
    const parent = holding({}) as Future<never> & { children?: unknown }
    for (let i = 0; i < 12; i++) Object.assign(parent, { [`child${i}`]: holding({ parent, a: true }) })
    const { bytes, fields } = sizeOfFuture(parent)
    expect([bytes, fields[0]]).toEqual([12 * 16, { name: 'child0', type: 'Object', bytes: 16, align: 8, offset: 0 }])
    expect(sizeOfFuture(holding({ parent })).bytes).toBe(bytes)
  })

  it('measures what is held twice once', () => {
    let shared: Future<never> = holding({ a: true })
    for (let i = 0; i < 60; i++) shared = holding({ left: shared, right: shared })
    expect(sizeOfFuture(shared).bytes).toBe(2 ** 60)
  })

  it('asks for a future', () => expect(() => sizeOfFuture(1 as never)).toThrow(/^sizeOfFuture: expected a future/))
})
