/** How streams that are given to an operator become stages. */
import { BorrowError } from '../../future/errors.ts'
import { nameOf } from '../../future/inspect.ts'
import { kindOf } from '../../future/kind-of.ts'
import { Source } from '../sources/source.ts'
import type { PollNext } from '../stream.ts'
import type { Stage } from './stage.ts'

interface Movable<T> {
  mayMove(where: string): void
  moveOut(where: string): Stage<T>
}

/**
 * Takes `stream` over: the chain out of one that has a chain, else the stream itself.
 *
 * @throws TypeError if it is no stream; BorrowError if it was moved before, or is lent.
 */
export function ownStream<T>(stream: PollNext<T>, where: string): Stage<T> {
  requireStream(stream, where)
  return isMovable(stream) ? stream.moveOut(where) : new Source(stream)
}

function isMovable<T>(stream: PollNext<T>): stream is PollNext<T> & Movable<T> {
  return typeof (stream as Partial<Movable<T>>).moveOut === 'function'
}

/**
 * For methods that take several streams over: throws while all of them are still the caller's.
 *
 * @throws TypeError for what is no stream; BorrowError for one that was moved before, is lent, or is there twice.
 */
export function requireMovable(streams: readonly unknown[], where: string): void {
  for (const stream of streams) {
    requireStream(stream, where)
    if (isMovable(stream as PollNext<unknown>)) (stream as Movable<unknown>).mayMove(where)
  }
  const twice = streams.find((stream, at) => streams.indexOf(stream) !== at)
  if (twice === undefined) return
  throw new BorrowError(`${where}: ${nameOf(twice)} is there twice; a stream has one owner: make two of them`)
}

/** @throws TypeError unless `value` has a `pollNext` method. */
export function requireStream(value: unknown, where: string): void {
  const given = (value ?? {}) as Record<PropertyKey, unknown>
  if (typeof given['pollNext'] === 'function') return
  const remedy =
    typeof given[Symbol.iterator] === 'function' ? 'an iterable; wrap it in Stream.from(…)'
    : typeof given['poll'] === 'function' ? 'a future; wrap it in Stream.once(…)'
    : typeof given['then'] === 'function' ? 'a promise; wrap it in Stream.once(fromPromise(…))'
    : kindOf(value)
  throw new TypeError(`${where}: expected a stream, an object with a pollNext method, and got ${remedy}`)
}

/** @throws TypeError unless `fn` is a function. */
export function requireFunction(fn: unknown, where: string): void {
  if (typeof fn !== 'function') throw new TypeError(`${where}: expected a function, and got ${kindOf(fn)}`)
}

/** @throws TypeError for no number; RangeError for one that is not whole and at least `least` (`Infinity` is, unless told). */
export function requireCount(n: number, least: number, where: string, finite = false): void {
  if (typeof n !== 'number') throw new TypeError(`${where}: expected a number of items, and got ${kindOf(n)}`)
  if (n >= least && (Number.isInteger(n) || (n === Infinity && !finite))) return
  throw new RangeError(`${where}: expected a whole number of items, at least ${least}, and got ${n}`)
}
