// The message of a NotSendableError says where, what, since which suspension, and what to do: contract 23.
import { describe, expect, it } from 'vitest'
import { assertSendable, Cell, inspect, NotSendableError, Pending, Rc, sendable } from '../../src/index.ts'
import type { Context, Future, Inspection, Poll } from '../../src/index.ts'
import { thrownBy } from '../support/thrown.ts'

class Inner {
  rc = new Rc(1)
}

class ConcatNext implements Future<number> {
  inner = new Inner()
  polled = false
  poll(_cx: Context): Poll<number> {
    this.polled = true
    return Pending
  }

  [inspect](): Inspection {
    return { name: 'ConcatNext', state: this.polled ? 'awaiting inner.next()' : 'unpolled' }
  }
}

const refused = (value: unknown, what?: string): NotSendableError => {
  const error = thrownBy(() => assertSendable(value, what))
  expect(error).toBeInstanceOf(NotSendableError)
  return error as NotSendableError
}

describe('23: the path', () => {
  it('leads from the root’s type through the fields to the offender', () => {
    const error = refused(new ConcatNext())
    expect(error.path).toBe('ConcatNext.inner.rc')
    expect(error.message).toContain('ConcatNext.inner.rc')
  })

  it('is the type alone when the root itself offends', () => {
    expect(refused(new Rc(1)).path).toBe('Rc')
    expect(refused(new Cell(1)).path).toBe('Cell')
  })

  class Holder {
    held: unknown
    constructor(held: unknown) {
      this.held = held
    }
  }

  it.each<[string, unknown, RegExp]>([
    ['an array', [0, 0, 0, new Rc(1)], /^Holder\.held\b.*3/],
    ['nested arrays', [[0, [new Rc(1)]]], /^Holder\.held\b.*0.*1.*0/],
    ['a Map’s value', new Map([['theKey', new Rc(1)]]), /^Holder\.held\b.*theKey/],
    ['a Map’s key', new Map([[new Rc(1), 1]]), /^Holder\.held\b./],
    ['a Set', new Set([new Rc(1)]), /^Holder\.held\b./],
    ['a field under a symbol', { [Symbol('hidden')]: new Rc(1) }, /^Holder\.held\b.*hidden/],
    ['a field that is no identifier', { 'a b': new Rc(1) }, /^Holder\.held\b.*a b/],
  ])('goes through %s', (_, held, expected) => {
    const error = refused(new Holder(held))
    expect(error.path).toMatch(expected)
    expect(error.message).toContain(error.path)
  })

  it('is given for an object without a class, too', () => {
    expect(refused({ a: { rc: new Rc(1) } }).path).toMatch(/a\.rc$/)
    expect(refused(Object.assign(Object.create(null) as object, { rc: new Rc(1) })).path).toMatch(/rc$/)
  })
})

describe('23: the type', () => {
  class Connection {
    readonly [sendable] = false
  }

  class Guarded {
    readonly held: boolean
    constructor(held: boolean) {
      this.held = held
    }

    get [sendable](): boolean {
      return !this.held
    }
  }

  it.each<[string, unknown]>([
    ['Rc', new Rc(1)],
    ['Cell', new Cell(1)],
    ['Connection', new Connection()],
    ['Guarded', new Guarded(true)],
    ['Promise', Promise.resolve()],
    ['ReadableStream', new ReadableStream()],
  ])('%s is named', (name, value) => {
    expect(refused({ deep: { field: value } }).message).toMatch(new RegExp(`\\b${name}\\b`))
  })
})

describe('23: the suspension point', () => {
  it('is the state that the future’s [inspect] gives, where there is one', () => {
    const f = new ConcatNext()
    f.poll({ waker: { wake() {}, willWake: () => false } })
    expect(refused(f).message).toContain('awaiting inner.next()')
  })

  it('is left out where it is not known', () => {
    expect(refused(new Inner()).message).not.toMatch(/undefined|null/)
  })
})

describe('23: the remedies', () => {
  it.each<[string, unknown]>([['a structural offender', new ConcatNext()], ['a tag', { [sendable]: false }], ['an Rc', new Rc(1)]])('both are told for %s', (_, value) => {
    const { message } = refused(value)
    expect(message).toMatch(/release|drop|before|sendable/i)
    expect(message).toContain('spawnLocal')
  })
})

describe('23: the error', () => {
  it('is an Error with a name, a stable code and the path', () => {
    const error = refused(new ConcatNext())
    expect(error).toBeInstanceOf(Error)
    expect([error.name, (error as { code?: unknown }).code]).toEqual(['NotSendableError', 'ERR_POLLUX_NOT_SENDABLE'])
  })

  it('says what the value was for, when told', () => {
    expect(refused(new ConcatNext(), 'the second argument').message).toContain('the second argument')
  })
})
