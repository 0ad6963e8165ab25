/** What errors and dumps are told of a value, whatever it answers. */
import { describe, expect, it } from 'vitest'
import { inspect } from '../../src/future/index.ts'
import { className, inspectionOf, nameOf, waitsOn } from '../../src/future/inspect.ts'

const refuse = (): never => {
  throw new Error('asked')
}

class Answering {
  readonly answer: unknown

  constructor(answer: unknown) {
    this.answer = answer
  }

  [inspect](): unknown {
    return this.answer
  }
}

describe('inspectionOf', () => {
  it('gives what the value says of itself', () => {
    const told = { name: 'recv', state: 'waiting', waitsOn: 'an item', children: [{}, () => {}], fields: { size: 1 } }
    expect(inspectionOf(new Answering(told))).toEqual(told)
  })

  it.each<[string, unknown]>([
    ['undefined', undefined],
    ['null', null],
    ['a string', 'recv'],
    ['a number', 7],
    ['an object without a name', { state: 'waiting' }],
    ['an empty name', { name: '' }],
    ['a name that is no string', { name: 7 }],
    ['a name that throws', { get name() { return refuse() } }],
    ['children that throw', { name: 'a', get children() { return refuse() } }],
    ['a proxy that refuses', new Proxy({}, { get: refuse })],
  ])('goes by the class where the answer is %s', (_, answer) => {
    expect(inspectionOf(new Answering(answer))).toEqual({ name: 'Answering' })
  })

  it.each<[string, object]>([
    ['a state', { state: 7 }],
    ['a waitsOn', { waitsOn: ['x'] }],
    ['children', { children: 7 }],
    ['children', { children: new Set([{}]) }],
    ['fields', { fields: 'x' }],
  ])('leaves out %s that is not of its type', (_, wrong) => {
    expect(inspectionOf(new Answering({ name: 'recv', ...wrong }))).toEqual({ name: 'recv' })
  })

  it('leaves out children that are no objects', () => {
    const child = {}
    expect(inspectionOf(new Answering({ name: 'a', children: [null, child, 7, undefined] })).children).toEqual([child])
  })

  it.each<[string, object]>([
    ['a method that throws', { [inspect]: refuse }],
    ['a getter in its place that throws', { get [inspect]() { return refuse() } }],
    ['something else in its place', { [inspect]: 7 }],
    ['a constructor that throws', { get constructor() { return refuse() } }],
    ['a constructor that is none', { constructor: 7 }],
    ['a name of the class that throws', { constructor: Object.defineProperty(() => {}, 'name', { get: refuse }) }],
    ['a name of the class that is a method', { constructor: Object.defineProperty(() => {}, 'name', { value: () => 'x' }) }],
    ['no prototype', Object.create(null) as object],
    ['a proxy that refuses everything', new Proxy({}, { get: refuse, getPrototypeOf: refuse, has: refuse })],
  ])('%s: the name is Object', (_, value) => {
    expect([inspectionOf(value), nameOf(value), className(value)]).toEqual([{ name: 'Object' }, 'Object', 'Object'])
  })

  it.each([[undefined, 'undefined'], [null, 'null'], [7, '7'], ['x', 'x'], [Symbol('s'), 'Symbol(s)'], [1n, '1']])('names %s by its text', (value, name) => {
    expect(inspectionOf(value)).toEqual({ name })
  })
})

describe('waitsOn', () => {
  it('gathers what the leaves say, each once, past answers that are none', () => {
    const leaf = (what: unknown): Answering => new Answering({ name: 'leaf', waitsOn: what })
    const whole = new Answering({ name: 'whole', children: [leaf('a'), leaf(7), leaf(''), new Answering(undefined), leaf('b'), leaf('a')] })
    expect(waitsOn(whole)).toBe('a, b')
  })

  it('finds the leaf below a deep chain, and looks at 64 of many side by side', () => {
    const leaf = new Answering({ name: 'leaf', waitsOn: 'a timer' })
    let chain = leaf
    for (let i = 0; i < 5000; i++) chain = new Answering({ name: 'map', children: [chain] })
    expect(waitsOn(chain)).toBe('a timer')
    let asked = 0
    const leaves = Array.from({ length: 1000 }, () => ({ [inspect]: () => (asked++, { name: 'leaf', waitsOn: 'x' }) }))
    expect(waitsOn(new Answering({ name: 'joinAll', children: leaves }))).toBe('x')
    expect(asked).toBeLessThan(100)
  })
})
