import { describe, expect, it } from 'vitest'
import { blockOn, Boxed, isSendable, ready } from '../../src/index.ts'
import { asyncTrait, DynStar, dynStar, dynTrait, NotDynCompatibleError, opaque, returnsSendable, variant, type DynTrait } from '../../src/traits/index.ts'
import { thrownBy } from '../support/thrown.ts'

class One {
  disposes = 0
  get(n: number): ReturnType<typeof ready<number>> {
    return ready(n + 1)
  }
  close(): string {
    return 'closed'
  }
  [Symbol.dispose](): void {
    this.disposes += 1
  }
}

class Other {
  get(n: number): ReturnType<typeof opaque<ReturnType<typeof ready<number>>>> {
    return opaque(ready(n + 2))
  }
}

describe('dynTrait', () => {
  it('takes what asyncTrait, dynStar and variant made, and gives two words for a future', () => {
    const handles = [asyncTrait(new One()), asyncTrait(new One(), { send: false }), dynStar(new One()), variant(new One(), { send: true }), variant(new One())].map(adapter => dynTrait(adapter))
    expect(handles.map(handle => blockOn(handle.get(1)))).toEqual([2, 2, 2, 2, 2])
    expect(handles.map(handle => handle.get(1)).map(future => [future instanceof Boxed, future instanceof DynStar])).toEqual([[true, false], [true, false], [false, true], [true, false], [true, false]])
    expect(handles.map(handle => isSendable(handle.get(1)))).toEqual([true, false, true, true, false])
    expect(handles[0]!.close()).toBe('closed')
  })

  it('is one type for all implementations', () => {
    const all: DynTrait<Other>[] = [dynTrait(asyncTrait(new One())), dynTrait(asyncTrait(new Other()))]
    expect(all.map(handle => blockOn(handle.get(1)))).toEqual([2, 3])
  })

  it('refuses anything else, with the methods and the remedy', () => {
    const error = thrownBy(() => dynTrait(new One())) as NotDynCompatibleError
    expect(error).toBeInstanceOf(NotDynCompatibleError)
    expect([error.code, error.methods]).toEqual(['ERR_POLLUX_NOT_DYN_COMPATIBLE', ['get', 'close']])
    expect(error.message).toBe(
      'One is not dyn compatible: a handle needs a table of methods whose results are all of one size, and what get(), close() give is another type, ' +
        'of another size, in each implementation; put its futures behind pointers first: dynTrait(asyncTrait(impl)), or dynStar(impl), or variant(impl, { send: true })',
    )
    expect((thrownBy(() => dynTrait(new Other())) as Error).message).toContain('what get() gives is another type')
    expect((thrownBy(() => dynTrait(returnsSendable(new Other(), 'get'))) as Error).message).toContain('Other is not dyn compatible')
    expect(() => dynTrait(dynTrait(asyncTrait(new One())))).toThrow(new TypeError('dynTrait: it is a handle already; use it as it is'))
    expect(() => dynTrait(null as never)).toThrow(new TypeError('dynTrait: expected an adapter, and got null'))
  })

  it('4: owns the adapter, and that the implementation', () => {
    const impl = new One()
    const handle = dynTrait(asyncTrait(impl))
    handle[Symbol.dispose]()
    handle[Symbol.dispose]()
    expect(impl.disposes).toBe(1)
  })
})
