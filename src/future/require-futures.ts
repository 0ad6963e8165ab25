/** What `join`, `select` and their kin ask of their arguments before they take them over. */
import { BorrowError } from './errors.ts'
import { requireFuture, type Future } from './future.ts'
import { nameOf } from './inspect.ts'

/**
 * Up to so many futures each poll of `joinAll` polls every child, as in futures-rs: polling a few for nothing costs less
 * than a slot each. It is also how many are compared pair by pair for one given twice: that costs less than a set.
 */
export const FEW = 30

/**
 * The futures of `futures`, in an array of the caller's own: each a future, and each of them once.
 *
 * @throws TypeError, BorrowError; the futures stay with the caller.
 */
export function takeFutures(futures: Iterable<Future<unknown>>, where: string): Future<unknown>[] {
  const taken = takeMany(futures, where)
  requireEachOnce(taken, where)
  return taken
}

/** As {@link takeFutures}, for who will look for one given twice later, by {@link requireEachOnce}. */
export function takeMany(futures: Iterable<Future<unknown>>, where: string): Future<unknown>[] {
  const taken = [...futures]
  for (let i = 0; i < taken.length; i++) {
    if (typeof (taken[i] as Partial<Future<unknown>> | null | undefined)?.poll !== 'function') requireFuture(taken[i], `${where}, future ${i}`)
  }
  return taken
}

/**
 * Throws if one future is there twice: two owners would each poll and dispose it. (Rust: E0382, use of moved value.)
 *
 * @throws BorrowError that names both places.
 */
export function requireEachOnce(futures: readonly unknown[], where: string): void {
  const again = futures.length > FEW ? repeatAmongMany(futures) : repeatAmongFew(futures)
  if (again === -1) return
  throw new BorrowError(
    `${where}: futures ${futures.indexOf(futures[again])} and ${again} are one and the same ${nameOf(futures[again])}; ` +
      `a future has one owner: make two of them, or lend it to one after the other with byRef(…)`,
  )
}

function repeatAmongFew(futures: readonly unknown[]): number {
  for (let i = 1; i < futures.length; i++) if (futures.indexOf(futures[i]) !== i) return i
  return -1
}

function repeatAmongMany(futures: readonly unknown[]): number {
  if (new Set(futures).size === futures.length) return -1
  const seen = new Set<unknown>()
  return futures.findIndex(future => seen.size === seen.add(future).size)
}
