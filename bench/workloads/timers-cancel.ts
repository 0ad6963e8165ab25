/** What it costs to cancel a timer while a million are pending. */
import { timerWorkload } from '../support/timer-workload.ts'
import { cancelling } from '../support/timers.ts'

export const workload = timerWorkload('timers-cancel', 'cancel a million timers', cancelling)
