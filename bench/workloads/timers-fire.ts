/** What it costs when a timer fires: off the queue, its waiter woken and told. */
import { timerWorkload, withinAnHourOf } from '../support/timer-workload.ts'
import { firing } from '../support/timers.ts'

export const workload = timerWorkload('timers-fire', 'a million timers come due', firing, {
  'pollux hour': withinAnHourOf(firing),
})
