import { describe, expect, it } from 'vitest'
import { DisposeErrors, dropAll, dropAllSuppressed } from '../../src/future/dispose.ts'
import { drop } from '../../src/future/index.ts'
import { Token } from '../support/token.ts'

/** Throws `error` when it is dropped, after saying so. */
function thrower(name: string, trace: string[], error: unknown): Disposable {
  return {
    [Symbol.dispose]() {
      trace.push(`${name} throws`)
      throw error
    },
  }
}

describe('drop', () => {
  it('6: calls Symbol.dispose where there is one, with its owner as this', () => {
    const token = new Token()
    drop(token)
    expect(token.drops).toBe(1)
    const fn = Object.assign(() => {}, { [Symbol.dispose]: () => void token.drops++ })
    drop(fn)
    expect(token.drops).toBe(2)
  })

  it('6: ignores anything else', () => {
    for (const value of [undefined, null, 0, 'text', 1n, Symbol('s'), true, {}, [], () => {}, { [Symbol.dispose]: 7 }]) drop(value)
    drop(Object.create(null))
  })

  it('5: throws what the dispose throws', () => {
    expect(() => drop(thrower('a', [], new Error('no')))).toThrow('no')
  })
})

describe('dropAll', () => {
  it('5: disposes all in order although some throw; the first error is thrown, the later ones are suppressed', () => {
    const trace: string[] = []
    const [first, second] = [new Error('first'), new Error('second')]
    const values = [new Token('a', trace), thrower('b', trace, first), undefined, 7, thrower('c', trace, second), new Token('d', trace)]
    expect(() => dropAll(values)).toThrow(first)
    expect(trace).toEqual(['a dropped', 'b throws', 'c throws', 'd dropped'])
    expect((first as { suppressed?: unknown }).suppressed).toEqual([second])
  })

  it('5: a falsy error is an error', () => {
    for (const error of [undefined, null, 0, '', false]) {
      let caught: unknown = 'nothing'
      try {
        dropAll([thrower('a', [], error)])
      } catch (thrown) {
        caught = thrown
      }
      expect(caught).toBe(error)
    }
  })
})

describe('dropAllSuppressed', () => {
  it('5: throws nothing; what the drops throw goes onto the error on its way up', () => {
    const trace: string[] = []
    const error = new Error('poll')
    const later = [new Error('a'), new Error('b')]
    dropAllSuppressed([thrower('a', trace, later[0]), new Token('t', trace), thrower('b', trace, later[1])], error)
    expect(trace).toEqual(['a throws', 't dropped', 'b throws'])
    expect((error as { suppressed?: unknown }).suppressed).toEqual(later)
    expect(Object.keys(error), 'not enumerable: it does not clutter what is printed').toEqual([])
  })

  it('5: appends to a list that is there', () => {
    const error = Object.assign(new Error('x'), { suppressed: [1] })
    dropAllSuppressed([thrower('a', [], 2)], error)
    expect(error.suppressed).toEqual([1, 2])
  })

  it('5: an error that can hold no list stays as it is', () => {
    for (const error of ['text', 7, null, undefined, Object.freeze(new Error('frozen')), Object.assign(new Error('x'), { suppressed: Object.freeze([]) })]) {
      dropAllSuppressed([thrower('a', [], new Error('later'))], error)
    }
  })
})

it('5: DisposeErrors throws nothing where nothing failed', () => {
  const errors = new DisposeErrors()
  errors.drop(new Token())
  errors.drop(undefined)
  errors.rethrow()
})
