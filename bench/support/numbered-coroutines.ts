/** The tasks of `numbered.ts` as coroutines. */
/* oxlint-disable require-yield -- ready at once is what is asked for */
import type { Body, Scheduler } from './coroutines.ts'

/** Outputs its number in its first turn. */
export function* numbered(value: number): Body {
  return value
}

/** Starts one and awaits it, then the next. */
export function* oneByOne(scheduler: Scheduler, tasks: number): Body {
  let sum = 0
  for (let i = 0; i < tasks; i++) sum += yield scheduler.spawn(numbered(i))
  return sum
}

/** Starts all, and awaits them in order. */
export function* sumInOrder(scheduler: Scheduler, tasks: number): Body {
  const started = []
  for (let i = 0; i < tasks; i++) started.push(scheduler.spawn(numbered(i)))
  let sum = 0
  for (const one of started) sum += yield one
  return sum
}
