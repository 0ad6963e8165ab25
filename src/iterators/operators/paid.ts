/** The budget of loops over items. */
import { budget, hasBudget, spendBudget } from '../../future/budget.ts'
import type { Context } from '../../future/context.ts'

/**
 * Spends one for an item that a loop got when `before` was left, unless whoever gave it (a channel, an inner loop) has: one an
 * item, however many loops it passes. False when nothing is left: the task has been woken, and the caller answers `Pending`.
 */
export function paid(before: number, cx: Context): boolean {
  if (budget.left === before) spendBudget()
  return hasBudget(cx)
}
