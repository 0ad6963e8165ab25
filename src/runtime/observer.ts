/**
 * The one interface for whatever watches a runtime: traces, metrics, dumps, the stepper. A runtime holds one observer
 * or null and asks `!== null` before each call, so that watching costs nothing when nobody does.
 *
 * Events carry the task's id, 0 for the main future. They come in the order in which things happen, except that a task
 * which wakes itself is told of at its suspension; who needs times reads a clock. What an observer throws is printed:
 * who watches must not change what is watched.
 *
 * @example
 * new Runtime({ observer: { taskPolled: id => console.log('poll', id) } })
 */
export interface Observer {
  /**
   * Also of the main future, when `blockOn` begins, and of the unfinished tasks of a `LocalSet` that comes to this runtime,
   * under the numbers that they have here.
   */
  taskSpawned?(id: number, name: string): void
  /** `by` is the task whose poll woke it, 0 for the main future, null from outside any poll. */
  taskWoken?(id: number, by: number | null): void
  taskPolled?(id: number): void
  /** Its poll answered `Pending`. */
  taskSuspended?(id: number): void
  taskCompleted?(id: number, how: 'value' | 'panic' | 'cancelled'): void
}

const EVENTS = ['taskSpawned', 'taskWoken', 'taskPolled', 'taskSuspended', 'taskCompleted'] as const

/** `observer`, whose throws are printed and go no further. */
export function guarded(observer: Observer): Observer {
  const safe: Partial<Record<(typeof EVENTS)[number], (...args: never[]) => void>> = {}
  for (const event of EVENTS) {
    if (typeof observer[event] !== 'function') continue
    safe[event] = (...args) => {
      try {
        ;(observer[event] as (...args: never[]) => void)(...args)
      } catch (error) {
        console.error(`pollux: the observer's ${event} threw`, error)
      }
    }
  }
  return safe as Observer
}
