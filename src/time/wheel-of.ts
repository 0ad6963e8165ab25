/** Where the rooms `runtime` and `time` meet: a runtime's wheel, made when the first timer is set there. */
import type { Runtime } from '../runtime/runtime.ts'
import { TimerWheel } from './wheel.ts'

/** The wheel of `runtime`. This room alone fills the slot, so what is there is a wheel. */
export function wheelOf(runtime: Runtime): TimerWheel {
  const timers = runtime.timers
  return timers !== null ? (timers as TimerWheel) : makeWheel(runtime)
}

function makeWheel(runtime: Runtime): TimerWheel {
  const wheel = new TimerWheel(runtime.now())
  runtime.timers = wheel
  return wheel
}
