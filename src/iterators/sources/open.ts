/** Which stage `Stream.from` makes of what it was given. */
import { kindOf } from '../../future/kind-of.ts'
import { ownStream } from '../operators/own.ts'
import type { Stage } from '../operators/stage.ts'
import type { PollNext } from '../stream.ts'
import { FromArray } from './from-array.ts'
import { FromIterable } from './from-iterable.ts'

/** @throws TypeError for what is neither iterable nor a stream. */
export function openSource<T>(source: Iterable<T> | PollNext<T>): Stage<T> {
  const given = (source ?? {}) as Partial<Iterable<T> & PollNext<T>>
  if (typeof given.pollNext === 'function') return ownStream(source as PollNext<T>, 'Stream.from')
  const open = given[Symbol.iterator]
  if (typeof open !== 'function') refuseSource(source)
  const plain = Array.isArray(source) && open === Array.prototype[Symbol.iterator]
  return plain ? new FromArray<T>(source) : new FromIterable(source as Iterable<T>)
}

function refuseSource(source: unknown): never {
  const { then, poll } = (source ?? {}) as Record<string, unknown>
  const future = typeof poll === 'function' ? 'for the output of a future use Stream.once(…)' : 'for an async iterable use fromAsyncIterable(…)'
  const remedy = typeof then === 'function' ? 'for a promise use Stream.once(fromPromise(…))' : future
  throw new TypeError(`Stream.from: expected an iterable or an object with a pollNext method, and got ${kindOf(source)}; ${remedy}`)
}
