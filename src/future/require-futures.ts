/** What `join`, `select` and their kin ask of their arguments before they take them over. */
import { ByRef } from './by-ref.ts'
import { BorrowError } from './errors.ts'
import { requireFuture, type Future } from './future.ts'
import { nameOf } from './inspect.ts'
import { refusePinned } from './pinned-set.ts'

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

/** @throws TypeError that names the place of what is no future, BorrowError that names the place of what is pinned. */
export function requireEachFuture(futures: readonly unknown[], where: string): void {
  for (let i = 0; i < futures.length; i++) {
    if (typeof (futures[i] as { poll?: unknown } | null | undefined)?.poll !== 'function') requireFuture(futures[i], `${where}, future ${i}`)
    refusePinned(futures[i], where)
  }
}

/** What is taken from an iterable. @throws TypeError if it is none, or holds what is no future. */
export function takeFutures(futures: Iterable<Future<unknown>>, where: string, forArguments: string): Future<unknown>[] {
  if (typeof (futures as Partial<Iterable<unknown>> | null | undefined)?.[Symbol.iterator] !== 'function') {
    throw new TypeError(`${where} takes one iterable of futures; for arguments use ${forArguments}(…)`)
  }
  const taken = [...futures]
  requireEachFuture(taken, where)
  return taken
}

/**
 * Throws if one future is there twice: two owners would each poll and dispose it. (Rust: E0382, use of moved value.) A
 * loan counts as what it lends: of two loans that wait, the future keeps one waker, and nobody would wake the other's
 * owner. (Rust: E0499, two mutable borrows.)
 *
 * @throws BorrowError that names both places.
 */
export function requireEachOnce(futures: readonly unknown[], where: string): void {
  const again = firstRepeat(futures)
  if (again >= 0) {
    const first = futures.indexOf(futures[again])
    throw new BorrowError(
      `${where}: futures ${first} and ${again} are one and the same ${nameOf(futures[again])}; ` +
        `a future has one owner: make two of them, lend it to one after the other with byRef(…), or give its output to both with shared(…)`,
    )
  }
  if (futures.some(isLoan)) requireEachLentOnce(futures.map(lent), where)
}

function requireEachLentOnce(futures: readonly unknown[], where: string): void {
  const again = firstRepeat(futures)
  if (again < 0) return
  throw new BorrowError(
    `${where}: futures ${futures.indexOf(futures[again])} and ${again} lead to one and the same ${nameOf(futures[again])}; ` +
      `it is lent to one at a time: make two of them, or share it with shared(…)`,
  )
}

/** Whether `future` is the loan of another one. */
export function isLoan(future: unknown): boolean {
  return future instanceof ByRef
}

/** The future at the end of a chain of loans: a loan may be lent in its turn. */
function lent(future: unknown): unknown {
  let at = future
  while (at instanceof ByRef && at.lent !== null) at = at.lent
  return at
}

/** The place of the first future that was there before, or −1. */
function firstRepeat(futures: readonly unknown[]): number {
  if (futures.length <= FEW) return futures.findIndex((future, i) => futures.indexOf(future) !== i)
  if (new Set(futures).size === futures.length) return -1
  const seen = new Set<unknown>()
  return futures.findIndex(future => seen.size === seen.add(future).size)
}
