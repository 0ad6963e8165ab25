// The types of spawnBlocking: what a job may be called with, and what its task gives.
import { describe, expectTypeOf, it } from 'vitest'
import { spawnBlocking, transfer, type BlockingTarget, type JoinHandle, type Runtime } from '../../src/index.ts'

interface Page {
  readonly text: string
}

/** For the types alone: calling anything would start threads. */
const typesOnly = (_types: (runtime: Runtime) => void): void => {}

describe('spawnBlocking', () => {
  it('a function: its arguments are checked, and its output is the task’s', () => {
    typesOnly(runtime => {
      expectTypeOf(spawnBlocking((a: number, b: string) => `${a}${b}`, 1, 'x')).toEqualTypeOf<JoinHandle<string>>()
      expectTypeOf(runtime.spawnBlocking(() => ({ text: '' }) as Page)).toEqualTypeOf<JoinHandle<Page>>()
      // @ts-expect-error too few
      spawnBlocking((a: number, b: string) => `${a}${b}`, 1)
      // @ts-expect-error of the wrong type
      spawnBlocking((a: number) => a, 'x')
      // @ts-expect-error too many
      runtime.spawnBlocking((a: number) => a, 1, 2)
    })
  })

  it('an async function: its promise is awaited there', () => {
    typesOnly(runtime => {
      expectTypeOf(spawnBlocking((a: number): Promise<Page> => Promise.resolve({ text: String(a) }), 1)).toEqualTypeOf<JoinHandle<Page>>()
      expectTypeOf(runtime.spawnBlocking((): Page | Promise<Page> => ({ text: '' }))).toEqualTypeOf<JoinHandle<Page>>()
    })
  })

  it('a module’s export: the output is named, else unknown', () => {
    typesOnly(runtime => {
      const target: BlockingTarget = { module: new URL('file:///jobs.ts'), export: 'page' }
      expectTypeOf(spawnBlocking<Page>(target, 1, 'x')).toEqualTypeOf<JoinHandle<Page>>()
      expectTypeOf(runtime.spawnBlocking(target)).toEqualTypeOf<JoinHandle<unknown>>()
      // @ts-expect-error no name
      spawnBlocking({ module: 'x' })
    })
  })

  it('memory that is handed over keeps its type', () => {
    typesOnly(runtime => {
      const bytes = new Uint8Array(8)
      expectTypeOf(runtime.spawnBlocking((given: Uint8Array) => given.length, transfer(bytes, [bytes.buffer]))).toEqualTypeOf<JoinHandle<number>>()
    })
  })
})
