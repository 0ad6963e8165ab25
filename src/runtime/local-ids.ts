/**
 * The numbers of a `LocalSet`'s tasks. Its tasks are seen beside those of the runtime that polls it, in dumps, errors
 * and by observers, so no two may share a number: the set draws from the runtime's own counter. Where there is no
 * runtime yet, numbers come from below zero, where no runtime ever counts; messages call those "local task 1". Those stay
 * when a runtime adopts the set, since no two sets share one. A set that moves from one runtime to another has its
 * unfinished tasks numbered anew there.
 *
 * Within one set they only grow, wherever they come from: order by number is order of spawning.
 */

/** Before the first number below zero. Small enough that numbers remain small integers to every engine. */
export const BEFORE_LOCAL_IDS = -(2 ** 30)

/** Who counts for others, too. `lentIds`: the numbers that are none of its own. */
interface Counter {
  lastId: number
  lentIds: number
}

/** The counter of tasks that were spawned outside every runtime, one for all sets. */
const outside: Counter = { lastId: BEFORE_LOCAL_IDS, lentIds: 0 }

/** Moves `counter` to where its next number is new to it and to `host`, which counts it too. */
export function shareNextId(counter: { lastId: number }, host: Counter | null): void {
  const shared = host ?? outside
  const last = Math.max(counter.lastId, shared.lastId)
  counter.lastId = last
  shared.lentIds += last + 1 - shared.lastId
  shared.lastId = last + 1
}
