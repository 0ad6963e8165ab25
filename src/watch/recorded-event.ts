/** What a recorder tells: the calls of an `Observer` as data, one plain object an event. */
import type { FoundState, TaskEnd, TaskKind, WakeCause } from '../runtime/observer.ts'

/** When it happened. */
interface Moment {
  /** The event's number: 0, 1, 2 … since the recorder was made or cleared, those that were dropped counted too. */
  seq: number
  /** By the recorder's clock, or null if it has none. */
  at: number | null
}

/**
 * An event of {@link Recorder.events}. `type` is the method of `Observer` that was called, the other fields are its
 * parameters. Plain data: print it, post it, compare it.
 *
 * Rust: what the layers of `console-subscriber` send.
 *
 * @example
 * for (const event of recorder.events()) if (event.type === 'taskSpawned') console.log(event.id, event.name)
 */
export type RecordedEvent = Moment & EventFields

export type EventFields =
  | { type: 'taskSpawned'; id: number; name: string; parent: number | null; kind: TaskKind }
  | { type: 'taskFound'; id: number; name: string; kind: TaskKind; state: FoundState }
  | { type: 'taskWoken'; id: number; by: number | null; cause: WakeCause }
  | { type: 'taskPolled' | 'taskSuspended'; id: number }
  | { type: 'taskAborted'; id: number; by: number | null }
  | { type: 'taskCompleted'; id: number; how: TaskEnd }
  | { type: 'resourceRegistered'; id: number; task: number | null; kind: string; waitsOn: string }
  | { type: 'resourceReady' | 'resourceReleased'; id: number }
  | { type: 'timerRegistered'; id: number; task: number | null; deadline: number; name: string }
  | { type: 'timerFired' | 'timerCancelled'; id: number }
  | { type: 'jobStarted'; id: number; worker: number }
  | { type: 'jobEnded'; id: number }
  | { type: 'parked'; deadline: number | null }
  | { type: 'unparked' }
