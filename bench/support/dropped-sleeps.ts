/** Sleeps that are made, registered and dropped, one after the other. */
import { Pending, pollFn, sleep, type Runtime } from '../../src/index.ts'

/** Gives how many were pending in between. */
export function dropSleeps(runtime: Runtime, count: number, ms: number): number {
  const all = pollFn(cx => {
    let dropped = 0
    for (let i = 0; i < count; i++) {
      const one = sleep(ms)
      if (one.poll(cx) === Pending) dropped += 1
      one[Symbol.dispose]()
    }
    return dropped
  })
  return runtime.blockOn(all)
}
