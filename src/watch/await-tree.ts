/** Who waits for whom, without the futures inside: `dumpText()` of a runtime shows those too. */
import { awaitRows, formatTree } from '../runtime/await-tree.ts'
import type { Runtime } from '../runtime/runtime.ts'

/**
 * The tree of who awaits whom, as text: a line a task, with its state and what its leaves wait on. Tasks that nobody joins
 * are the roots, the main future first; a task that several wait for stands below each, told in full once.
 *
 * Rust: `async-backtrace`'s `taskdump_tree`, across tasks.
 *
 * @example
 * console.log(awaitTree(runtime))
 * // the main future (Join): waiting, waits on task 1 (Fetch), task 2 (Fetch)
 * // ├─ task 1 (Fetch): waiting, waits on task 3 (Connect)
 * // │  └─ task 3 (Connect): waiting, waits on a timer (due in 40 ms)
 * // └─ task 2 (Fetch): queued
 */
export function awaitTree(runtime: Runtime): string {
  return formatTree(awaitRows(runtime.executor, runtime.main, 0))
}
