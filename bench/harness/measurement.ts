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
}

export interface Measurement {
  /** Nanoseconds or bytes an operation: the median of the process's samples. */
  readonly value: number
  readonly samples: number
  /** The quickest and the slowest sample, in the same unit. */
  readonly min: number
  readonly max: number
}
