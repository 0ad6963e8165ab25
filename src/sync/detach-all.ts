/** Emptying a list of waiters before any of them is woken, as `wake-all.ts` asks. */
import type { Waker } from '../future/waker.ts'
import type { Waiter, WaiterList } from './waiter-list.ts'

/** Takes every waiter out of `list`, oldest first, and gives their wakers, onto the end of `wakers` if that is given. */
export function detachAll(list: WaiterList<Waiter>, wakers: Waker[] = []): Waker[] {
  for (let waiter = list.shift(); waiter !== null; waiter = list.shift()) {
    const waker = waiter.takeWaker()
    if (waker !== null) wakers.push(waker)
  }
  return wakers
}
