/**
 * What a timer costs that fires: made, set, fired, its waiter told; a million of them pending at once. The parts are in
 * `timers-insert` and `timers-fire`.
 */
import { soon } from '../support/delays.ts'
import { timerWorkload, withinAnHourOf } from '../support/timer-workload.ts'
import { wholeLife } from '../support/timers.ts'

export const workload = timerWorkload('timers', 'set a million timers, and let them fire', wholeLife, {
  'pollux hour': withinAnHourOf(wholeLife),

  /** A task for each, spawned and joined. */
  async 'pollux tasks'(timers) {
    const { sleepingTasks } = await import('../support/sleeps.ts')
    return sleepingTasks(soon(timers))
  },
})
