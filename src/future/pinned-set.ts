/**
 * Which futures are pinned: `pin` has them, and nobody else may own them until it lets go.
 *
 * Every function that takes a future over asks here. As long as nothing is pinned, that is one comparison with a number
 * (spawning is too hot for a look into a set); and a future that was never in a weak set is found out without a search.
 */
import { BorrowError } from './errors.ts'
import { nameOf } from './inspect.ts'

const pinned = new WeakSet<object>()

/** How many are pinned. One that is lost together with its pin, undisposed, is counted on, and costs the others a look. */
let count = 0

/** `future` does not move from now on. */
export function holdInPlace(future: object): void {
  pinned.add(future)
  count++
}

/** The pin has let go of `future`: it has ended, or was given back. */
export function letMove(future: object): void {
  if (pinned.delete(future)) count--
}

/** Throws if `future` is pinned; `where` names who was to own it. (Rust: E0382, use of moved value.) */
export function refusePinned(future: unknown, where: string): void {
  if (count === 0 || !pinned.has(future as object)) return
  throw new BorrowError(
    `${where}: the ${nameOf(future)} was given to pin(…), and does not move any more; ` +
      `lend it with the pin's asMut(), or hand over the pin itself`,
  )
}
