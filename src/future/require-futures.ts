/** What `join`, `select` and their kin ask of their arguments before they take them over. */
import { BorrowError } from './errors.ts'
import { requireFuture } from './future.ts'
import { nameOf } from './inspect.ts'

/**
 * Most futures among which one given twice is looked for: comparing all pairs of 30 costs less than a set would. It is
 * also the number up to which `joinAll` polls every child, as futures-rs does.
 */
export const FEW = 30

/**
 * Throws unless `futures` are futures, each of them once: two owners would each poll and dispose it. (Rust: E0382, use
 * of moved value.) Among more than {@link FEW} nobody looks for one given twice; its second owner's poll will throw.
 *
 * @throws TypeError, BorrowError; the futures stay with the caller.
 */
export function requireFutures(futures: readonly unknown[], where: string): void {
  for (let i = 0; i < futures.length; i++) {
    if (typeof (futures[i] as { poll?: unknown } | null | undefined)?.poll !== 'function') requireFuture(futures[i], `${where}, future ${i}`)
  }
  if (futures.length > FEW) return
  for (let i = 1; i < futures.length; i++) {
    const first = futures.indexOf(futures[i])
    if (first !== i) {
      throw new BorrowError(
        `${where}: futures ${first} and ${i} are one and the same ${nameOf(futures[i])}; a future has one owner: ` +
          `make two of them, or lend it to one after the other with byRef(…)`,
      )
    }
  }
}
