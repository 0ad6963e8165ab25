/** What `join`, `select` and their kin ask of their arguments before they take them over. */
import { BorrowError } from './errors.ts'
import { requireFuture } from './future.ts'
import { nameOf } from './inspect.ts'

/**
 * Up to so many futures each poll of `joinAll` polls every child, as in futures-rs: polling a few for nothing costs less
 * than a slot each. It is also how many are compared pair by pair for one given twice: that costs less than a set.
 */
export const FEW = 30

/**
 * Throws unless `futures` are futures, each of them there once. They stay with the caller then.
 *
 * @throws TypeError, BorrowError
 */
export function requireFutures(futures: readonly unknown[], where: string): void {
  requireEachFuture(futures, where)
  requireEachOnce(futures, where)
}

/** @throws TypeError that names the place of what is no future. */
export function requireEachFuture(futures: readonly unknown[], where: string): void {
  for (let i = 0; i < futures.length; i++) {
    if (typeof (futures[i] as { poll?: unknown } | null | undefined)?.poll !== 'function') requireFuture(futures[i], `${where}, future ${i}`)
  }
}

/**
 * Throws if one future is there twice: two owners would each poll and dispose it. (Rust: E0382, use of moved value.)
 *
 * @throws BorrowError that names both places.
 */
export function requireEachOnce(futures: readonly unknown[], where: string): void {
  if (futures.length > FEW) {
    if (new Set(futures).size < futures.length) refuseRepeat(futures, firstRepeat(futures), where)
    return
  }
  for (let i = 1; i < futures.length; i++) {
    if (futures.indexOf(futures[i]) !== i) refuseRepeat(futures, i, where)
  }
}

function firstRepeat(futures: readonly unknown[]): number {
  const seen = new Set<unknown>()
  return futures.findIndex(future => seen.size === seen.add(future).size)
}

function refuseRepeat(futures: readonly unknown[], again: number, where: string): never {
  throw new BorrowError(
    `${where}: futures ${futures.indexOf(futures[again])} and ${again} are one and the same ${nameOf(futures[again])}; ` +
      `a future has one owner: make two of them, or lend it to one after the other with byRef(…)`,
  )
}
