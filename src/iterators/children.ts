/** What iterators over iterators ask of their children. */
import { nameOf } from '../future/inspect.ts'
import { canSeek } from './kv-iterator.ts'

/**
 * The children as an array of the owner's own.
 *
 * @throws TypeError unless each has a `next` method; `where` names the class that was given them.
 */
export function ownChildren<I extends object>(children: Iterable<I>, where: string): I[] {
  const owned = Array.from(children)
  for (const [at, child] of owned.entries()) {
    if (typeof (child as { next?: unknown } | null | undefined)?.next === 'function') continue
    throw new TypeError(`${where}: expected iterators, objects with a next method; child ${at} is ${child === null ? 'null' : typeof child}`)
  }
  return owned
}

/** @throws TypeError unless every one of `children` can be sought; null stands for one that could not, and is disposed. */
export function requireSeekable(owner: object, children: readonly (object | null)[]): void {
  for (const [at, child] of children.entries()) {
    if (child !== null && canSeek(child)) continue
    throw new TypeError(
      `${nameOf(owner)}: seek(key) needs children with a seek method; child ${at} ${child === null ? 'had none and is disposed' : `is ${nameOf(child)}`}`,
    )
  }
}
