/**
 * The one interface for whatever watches a runtime: traces, metrics, dumps, the stepper. A runtime holds one observer
 * or null and asks `!== null` before each call, so that watching costs nothing when nobody does.
 *
 * Events carry the task's id, 0 for the main future. They come in the order in which things happen; who needs times
 * reads a clock.
 */
export interface Observer {
  taskSpawned?(id: number, name: string): void
  /** `by` is the task whose poll woke it, 0 for the main future, null from outside any poll. */
  taskWoken?(id: number, by: number | null): void
  taskPolled?(id: number): void
  taskSuspended?(id: number): void
  taskCompleted?(id: number, how: 'value' | 'panic' | 'cancelled'): void
}
