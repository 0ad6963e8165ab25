/** The room's public names. */
export { Elapsed } from './elapsed.ts'
export { Instant } from './instant.ts'
export { interval, Interval, type IntervalOptions } from './interval.ts'
export type { MissedTickBehavior } from './missed-tick.ts'
export { sleep, Sleep, sleepUntil } from './sleep.ts'
export type { Tick } from './tick.ts'
export { timeout, Timeout } from './timeout.ts'
