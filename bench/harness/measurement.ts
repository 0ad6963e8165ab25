/** What a measured process is told, and what it answers: one JSON value each way. */

export interface Order {
  /** The module of the workload, as a URL. */
  readonly module: string
  readonly variant: string
  /** What failures call it: `workload/variant`. */
  readonly label: string
  readonly ops: number
  /** Milliseconds to measure, after half as long to warm up. */
  readonly time: number
  /** Fewest samples, where not the workload's own number. */
  readonly fewest?: number
}

export interface Measurement {
  /** Nanoseconds or bytes an operation: the median of the process's samples. */
  readonly value: number
  readonly samples: number
  /** The quickest and the slowest sample, in the same unit. */
  readonly min: number
  readonly max: number
  /** What the collector took; absent where it is not measured (bytes, native) or cannot be (Bun, Deno). */
  readonly gc?: GcFigures
  /** How the warm-up ended; absent where there is none. */
  readonly warmUp?: WarmUp
}

export interface GcFigures {
  /** Collections while it was measured. */
  readonly count: number
  /** Milliseconds that they held the thread. */
  readonly ms: number
  /** The same as a part of the time measured, 0 to 1. */
  readonly share: number
}

export interface WarmUp {
  readonly ms: number
  readonly samples: number
  /** Whether the samples had stopped getting quicker; else the limit ended it. */
  readonly steady: boolean
}
