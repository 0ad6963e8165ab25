/**
 * What iterators over iterators ask of their children. What a constructor can see is refused there; what a child gives
 * is looked at only where it was not an entry, which the hot path finds out anyway.
 */
import { BorrowError } from '../future/errors.ts'
import { nameOf } from '../future/inspect.ts'
import { kindOf } from '../future/kind-of.ts'
import { canSeek, hasSeek } from './kv-iterator.ts'

/**
 * The children as an array of the owner's own; `where` names the class that was given them.
 *
 * @throws TypeError unless each is an iterator; BorrowError if one is there twice.
 */
export function ownChildren<I extends object>(children: Iterable<I>, where: string): I[] {
  const owned = arrayOf(children, where)
  for (const [at, child] of owned.entries()) {
    requireNext(child, at, where)
    if (isCursor(child)) {
      throw new TypeError(`${where}: child ${at} is ${nameOf(child)}, a cursor, whose next() gives no entry; ConcatCursor takes cursors`)
    }
  }
  return owned
}

/**
 * As {@link ownChildren}, for cursors.
 *
 * @throws TypeError unless each is a cursor; BorrowError if one is there twice.
 */
export function ownCursors<C extends object>(cursors: Iterable<C>, where: string): C[] {
  const owned = arrayOf(cursors, where)
  for (const [at, child] of owned.entries()) {
    requireNext(child, at, where)
    if (isCursor(child)) continue
    throw new TypeError(
      `${where}: expected cursors, objects with next(), key(), value() and isValid(); child ${at} is ${nameOf(child)}; ConcatIterator takes iterators`,
    )
  }
  return owned
}

/** Two owners would each ask and dispose what is there twice. (Rust: E0382, use of moved value.) */
function arrayOf<I>(children: Iterable<I>, where: string): I[] {
  if (typeof (children as { [Symbol.iterator]?: unknown } | null | undefined)?.[Symbol.iterator] !== 'function') {
    throw new TypeError(`${where}: expected its children in an array or another iterable, and got ${kindOf(children)}`)
  }
  const owned = Array.from(children)
  if (new Set(owned).size === owned.length) return owned
  const again = owned.findIndex((child, at) => owned.indexOf(child) < at)
  throw new BorrowError(
    `${where}: children ${owned.indexOf(owned[again]!)} and ${again} are one and the same ${nameOf(owned[again])}; ` +
      `an iterator has one owner: make two of them`,
  )
}

function requireNext(child: unknown, at: number, where: string): void {
  if (typeof (child as { next?: unknown } | null | undefined)?.next === 'function') return
  throw new TypeError(`${where}: expected iterators, objects with a next method; child ${at} is ${kindOf(child)}`)
}

function isCursor(child: object): boolean {
  const { key, value, isValid } = child as { key?: unknown; value?: unknown; isValid?: unknown }
  return typeof key === 'function' && typeof value === 'function' && typeof isValid === 'function'
}

/** Why the poll of `loan`, which `child` lent, could not work: it is no future. Null if it is one. */
export function loanMistake(owner: object, child: object, loan: unknown): TypeError | null {
  const { poll, then } = Object(loan) as { poll?: unknown; then?: unknown }
  if (typeof poll === 'function') return null
  const what = `${nameOf(owner)}: next() of its child ${nameOf(child)} gave`
  if (Symbol.iterator in child) {
    return new TypeError(`${what} no future: that is an iterator of the language; write a KvIterator around it, whose next() lends a future`)
  }
  const got = typeof then === 'function' ? 'a promise; fromPromise(…) makes a future of one' : kindOf(loan)
  return new TypeError(`${what} no future, an object with a poll method, but ${got}`)
}

/** What `child` gave instead of an entry has to be the null of its end. @throws TypeError if it is not. */
export function requireEnd(owner: object, child: object, answer: unknown): void {
  if (answer === null) return
  throw new TypeError(
    `${nameOf(owner)}: its child ${nameOf(child)} gave ${String(answer)}, which is no entry; ` +
      `an iterator gives an object { key, value }, and null after the last`,
  )
}

/** @throws TypeError unless every one of `children` can be sought; null stands for one that could not, and is disposed. */
export function requireSeekable(owner: object, children: readonly (object | null)[]): void {
  for (const [at, child] of children.entries()) {
    if (child !== null && canSeek(child)) continue
    throw new TypeError(`${nameOf(owner)}: seek(key) needs children with a seek method; child ${at} ${whyUnseekable(child)}`)
  }
}

function whyUnseekable(child: object | null): string {
  if (child === null) return 'had none and is disposed'
  return hasSeek(child) ? `is ${nameOf(child)}, which itself has a child without one` : `is ${nameOf(child)}`
}
