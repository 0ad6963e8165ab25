/** What it costs to set a timer while a million others are pending. */
import { timerWorkload } from '../support/timer-workload.ts'
import { inserting } from '../support/timers.ts'

export const workload = timerWorkload('timers-insert', 'set a million timers', inserting)
