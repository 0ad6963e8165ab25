/** What a program tells `pollux top` of itself, at one moment: plain data, written as JSON and read by another process. */

/** Changes when a reader of the old form would misread the new one. */
export const VERSION = 1

/** A task, at that moment or when it ended. */
export interface TaskRow {
  /** The runtime's name. */
  readonly runtime: string
  /** As messages call it: `main`, `3`, `local 1`. */
  readonly id: string
  readonly name: string
  /** `queued`, `polling`, `waiting`; or how it ended: `value`, `panic`, `cancelled`. */
  readonly state: string
  readonly polls: number
  readonly wakes: number
  /** Wakes by itself, among those. */
  readonly selfWakes: number
  /** Milliseconds spent in its polls. */
  readonly busy: number
  /** What it waits on, in words. */
  readonly waitsOn: string
  /** The tree of its futures, a line each. */
  readonly tree: readonly string[]
  /** How many things the lints found in it. */
  readonly lints: number
}

export interface Snapshot {
  readonly version: typeof VERSION
  readonly pid: number
  /** Milliseconds since the program began to serve. */
  readonly at: number
  /** Written as the thread was about to sleep: nothing changes until it wakes up. */
  readonly parked: boolean
  /** Unfinished tasks, those first that were busiest; then those that ended last, the latest first. */
  readonly tasks: readonly TaskRow[]
  /** Unfinished tasks that are not among them. */
  readonly more: number
  readonly spawned: number
  readonly ended: number
  readonly polls: number
  /** What the lints found, as text, the latest last. */
  readonly lints: readonly string[]
}

/** @returns null for what is no snapshot of this version. */
export function parseSnapshot(text: string): Snapshot | null {
  try {
    const parsed = JSON.parse(text) as Snapshot | null
    return parsed !== null && typeof parsed === 'object' && parsed.version === VERSION && Array.isArray(parsed.tasks) ? parsed : null
  } catch {
    return null
  }
}
