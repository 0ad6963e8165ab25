import { afterEach, describe, expect, it } from 'vitest'
import { blockOn, NestedBlockOnError, Pending, pollFn, Runtime, spawnLocal, wakerFn } from '../../src/index.ts'
import type { Poll } from '../../src/index.ts'
import { Printed } from '../support/printed.ts'
import { Probe } from '../support/probe.ts'
import { thrownBy } from '../support/thrown.ts'

afterEach(() => { expect(Runtime.current(), 'left behind').toBe(null) })

/** Every way to nest a run on `runtime` in what is going on. */
function nestedRuns(runtime: Runtime): [string, () => unknown][] {
  return [
    ['blockOn', () => runtime.blockOn(new Probe<number>().willBe(1))],
    ['runUntilStalled', () => runtime.runUntilStalled()],
    ['tryRunOne', () => runtime.tryRunOne()],
  ]
}

const freeBlockOn = (): unknown => blockOn(new Probe<number>().willBe(1))
const otherBlockOn = (): unknown => new Runtime().blockOn(new Probe<number>().willBe(1))

/** A place where user code is called by a running runtime; `inside` must be called there, within `run`. */
type Place = { name: string; run: (runtime: Runtime, inside: () => void) => void }

const places: Place[] = [
  { name: 'the poll of a task', run: (runtime, inside) => {
    runtime.spawnLocal(pollFn((): Poll<void> => inside()))
    runtime.runUntilStalled()
  } },
  { name: 'the poll of a task under tryRunOne', run: (runtime, inside) => {
    runtime.spawnLocal(pollFn((): Poll<void> => inside()))
    runtime.tryRunOne()
  } },
  { name: 'the poll of a main future', run: (runtime, inside) => { runtime.blockOn(pollFn((): Poll<void> => inside())) } },
  { name: 'the poll of a task under blockOn', run: (runtime, inside) => {
    const main = new Probe<number>()
    runtime.spawnLocal(pollFn((): Poll<void> => {
      inside()
      main.complete(1)
    }))
    runtime.blockOn(main)
  } },
  { name: 'the dispose of an aborted task', run: (runtime, inside) => {
    const probe = new Probe()
    probe.onDispose = inside
    runtime.spawnLocal(probe).abort()
    runtime.runUntilStalled()
  } },
  { name: 'the dispose of a stuck main future', run: (runtime, inside) => {
    const probe = new Probe()
    probe.onDispose = inside
    expect(() => runtime.blockOn(probe)).toThrow()
  } },
  { name: 'the dispose of a task at shutdown', run: (runtime, inside) => {
    const probe = new Probe()
    probe.onDispose = inside
    runtime.spawnLocal(probe)
    runtime[Symbol.dispose]()
  } },
  { name: 'the drop of a detached task’s output', run: (runtime, inside) => {
    runtime.spawnLocal(pollFn((): Poll<Disposable> => ({ [Symbol.dispose]: inside })))[Symbol.dispose]()
    runtime.runUntilStalled()
  } },
  { name: 'a joiner’s waker', run: (runtime, inside) => {
    const handle = runtime.spawnLocal(new Probe<number>().willBe(1))
    handle.poll({ waker: wakerFn(inside) })
    runtime.runUntilStalled()
  } },
]

describe('27: nesting', () => {
  for (const place of places) {
    it(`27: in ${place.name} no run of the same runtime and no blockOn at all begins`, () => {
      using runtime = new Runtime()
      let called = 0
      place.run(runtime, () => {
        called++
        expect(Runtime.current()).toBe(runtime)
        for (const [name, nested] of [...nestedRuns(runtime), ['free blockOn', freeBlockOn], ['blockOn of another runtime', otherBlockOn]] as const) {
          expect(thrownBy(nested), name).toBeInstanceOf(NestedBlockOnError)
          expect(Runtime.current(), name).toBe(runtime)
        }
      })
      expect(called).toBe(1)
    })
  }

  it('27: nor in the callback for unhandled errors', () => {
    const thrown: unknown[] = []
    const runtime: Runtime = new Runtime({
      onUnhandledError: () => {
        for (const [, nested] of nestedRuns(runtime)) thrown.push(thrownBy(nested))
        thrown.push(thrownBy(freeBlockOn))
      },
    })
    runtime.spawnLocal(new Probe().willThrow(new Error('boom')))[Symbol.dispose]()
    runtime.runUntilStalled()
    runtime[Symbol.dispose]()
    expect(thrown.length).toBe(4)
    for (const error of thrown) expect(error).toBeInstanceOf(NestedBlockOnError)
  })

  it('27: the error has a stable code, and the refused futures are left with the caller', () => {
    const main = new Probe<string>().willBe('later')
    let error: unknown
    blockOn(pollFn((): Poll<void> => { error = thrownBy(() => blockOn(main)) }))
    expect((error as { code: string }).code).toMatch(/^ERR_POLLUX_/)
    expect([main.polls, main.disposes]).toEqual([0, 0])
    expect(blockOn(main)).toBe('later')
  })

  it('27: a nested run that was refused and not caught fails the task only', () => {
    using runtime = new Runtime()
    const handle = runtime.spawnLocal(pollFn((): Poll<number> => blockOn(new Probe<number>().willBe(1))))
    runtime.runUntilStalled()
    const error = thrownBy(() => handle.poll({ waker: wakerFn(() => {}) })) as { cause: unknown }
    expect(error.cause).toBeInstanceOf(NestedBlockOnError)
    expect(runtime.blockOn(new Probe<string>().willBe('still works'))).toBe('still works')
  })

  it('27: runs of another runtime that do not block may nest, and give the outer one back', () => {
    const trace: string[] = []
    using outer = new Runtime()
    using inner = new Runtime()
    inner.spawnLocal(pollFn((): Poll<void> => {
      trace.push(`inner ${Runtime.current() === inner}`)
      expect(() => outer.tryRunOne()).toThrow(NestedBlockOnError)
      expect(() => outer.runUntilStalled()).toThrow(NestedBlockOnError)
    }))
    outer.spawnLocal(pollFn((): Poll<void> => {
      expect(inner.runUntilStalled()).toBe(1)
      trace.push(`outer ${Runtime.current() === outer}`)
      expect(inner.tryRunOne()).toBe(false)
      trace.push(`outer ${Runtime.current() === outer}`)
    }))
    outer.runUntilStalled()
    expect(trace).toEqual(['inner true', 'outer true', 'outer true'])
  })

  it('27: after a run, a refused run and a throw, the next run works', () => {
    using runtime = new Runtime()
    expect(() => runtime.blockOn(new Probe<void>().willThrow(new Error('boom')))).toThrow('boom')
    expect(Runtime.current()).toBe(null)
    expect(() => runtime.blockOn(pollFn((): Poll<void> => { runtime.blockOn(new Probe<void>()) }))).toThrow(NestedBlockOnError)
    expect(Runtime.current()).toBe(null)
    expect(runtime.blockOn(new Probe<number>().willBe(3))).toBe(3)
  })
})

describe('27: enter', () => {
  it('27: makes the runtime current until released, in nested order', () => {
    using a = new Runtime()
    using b = new Runtime()
    const first = a.enter()
    expect(Runtime.current()).toBe(a)
    const second = b.enter()
    const third = a.enter()
    expect(Runtime.current()).toBe(a)
    third[Symbol.dispose]()
    expect(Runtime.current()).toBe(b)
    second[Symbol.dispose]()
    expect(Runtime.current()).toBe(a)
    first[Symbol.dispose]()
    expect(Runtime.current()).toBe(null)
  })

  it('27: guards released out of order throw', () => {
    using a = new Runtime()
    using b = new Runtime()
    const first = a.enter()
    const second = b.enter()
    expect(() => first[Symbol.dispose]()).toThrow()
    expect(Runtime.current()).toBe(b)
    second[Symbol.dispose]()
    expect(Runtime.current()).toBe(a)
    first[Symbol.dispose]()
    expect(Runtime.current()).toBe(null)
  })

  it('27: a guard of outside cannot be released from within a run, and guards within nest as ever', () => {
    const seen: unknown[] = []
    using a = new Runtime()
    using b = new Runtime()
    const outside = a.enter()
    b.spawnLocal(pollFn((): Poll<void> => {
      expect(() => outside[Symbol.dispose]()).toThrow()
      seen.push(Runtime.current())
      {
        using _ = a.enter()
        expect(() => outside[Symbol.dispose]()).toThrow()
        seen.push(Runtime.current())
      }
      seen.push(Runtime.current())
    }))
    b.runUntilStalled()
    seen.push(Runtime.current())
    outside[Symbol.dispose]()
    seen.push(Runtime.current())
    expect(seen).toEqual([b, a, b, a, null])
  })

  it('4, 27: a guard released twice does nothing the second time', () => {
    using a = new Runtime()
    using b = new Runtime()
    const first = a.enter()
    first[Symbol.dispose]()
    const second = b.enter()
    first[Symbol.dispose]()
    expect(Runtime.current()).toBe(b)
    second[Symbol.dispose]()
  })

  it('27: entering is not running: runs of the entered runtime work, and leave it entered', () => {
    using runtime = new Runtime()
    using _ = runtime.enter()
    spawnLocal(new Probe())
    expect(runtime.runUntilStalled()).toBe(1)
    expect(runtime.blockOn(new Probe<number>().willBe(2))).toBe(2)
    expect(blockOn(new Probe<number>().willBe(3))).toBe(3)
    expect(Runtime.current()).toBe(runtime)
  })

  it('27: the ambient runtime is restored whatever a poll, a dispose or the whole run throws', () => {
    using _ = new Printed()
    using outer = new Runtime()
    using runtime = new Runtime({ onUnhandledError: () => { throw new Error('callback') } })
    const guard = outer.enter()
    const failing = new Probe()
    failing.onDispose = () => { throw new Error('dispose') }
    runtime.spawnLocal(failing).abort()
    runtime.spawnLocal(new Probe().willThrow(new Error('poll')))
    runtime.runUntilStalled()
    expect(Runtime.current()).toBe(outer)
    expect(() => runtime.blockOn(new Probe().willThrow(new Error('main')))).toThrow('main')
    expect(Runtime.current()).toBe(outer)
    expect(() => runtime.blockOn(pollFn(() => Pending))).toThrow()
    expect(Runtime.current()).toBe(outer)
    guard[Symbol.dispose]()
  })
})
