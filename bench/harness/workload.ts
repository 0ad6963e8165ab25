/**
 * # What is measured
 *
 * A workload is one question ("what does a turn of a task cost?"), asked of several variants: pollux, promises,
 * generators, a plain loop. It lives in a file of its own that exports `workload`, and its variants are functions that
 * import what they need when they are called: each runs in a process of its own, which so loads only its own code.
 *
 * One call of a {@link Run} does `ops` operations and gives its answer. Every call's answer is compared with
 * `workload.answer(ops)`, so that a variant which skips work cannot win.
 */

/** What a run computes; compared with `Object.is`. */
export type Answer = number | string

/** Does all operations of one sample. */
export type Run = () => Answer | Promise<Answer>

/** A run between two steps that are not measured; each sample takes all three. */
export interface Staged {
  before?(): void
  readonly run: Run
  after?(): void
}

/** Builds a run of `ops` operations. What it does itself is not measured. */
export type TimeVariant = (ops: number) => Run | Staged | Promise<Run | Staged>

/** Something that stays in memory until it is released. */
export interface Held {
  /** What is held, counted: proof that it exists and waits. */
  count(): number
  /** Lets everything go, so that the next sample starts from nothing. */
  release(): void | Promise<void>
}

/** Builds a function that makes `count` things and holds them. */
export type BytesVariant = () => Hold | Promise<Hold>
export type Hold = (count: number) => Held | Promise<Held>

/** The variants that the others are compared with, where the workload has them. */
export interface Baselines {
  readonly promises?: string
  readonly plain?: string
  /** Rust, where it is measured: {@link NATIVE}. Never among a workload's own variants. */
  readonly native?: string
}

/** The variant that `--native` adds: the same work on tokio's `current_thread`. */
export const NATIVE = 'tokio (native)'

interface Question {
  /** The file's name without its extension. */
  readonly name: string
  readonly title: string
  /** What one operation is, as in "ns per turn". */
  readonly per: string
  /** Operations in one sample. */
  readonly ops: number
  /** The same under `--quick`, where a sample of `ops` would take too long. */
  readonly quickOps?: number
  /**
   * Most operations in one sample under `--scaling`, a power of ten; by default {@link LARGEST}. Less where all are alive at once
   * and ten million do not fit the heap, or where one takes microseconds.
   */
  readonly largest?: number
  readonly baselines: Baselines
  /** Variants that are so slow that a sample of theirs has a part of the operations: what `ops` is divided by. */
  readonly fewer?: Readonly<Record<string, number>>
  /** Packages that variants need, by variant. A variant is left out where its package is not installed. */
  readonly packages?: Readonly<Record<string, string>>
}

export interface TimeWorkload extends Question {
  readonly kind: 'time'
  /** Fewest samples a process takes, where a sample takes most of a second; by default {@link MIN_SAMPLES}. */
  readonly minSamples?: number
  answer(ops: number): Answer
  readonly variants: Readonly<Record<string, TimeVariant>>
}

export interface BytesWorkload extends Question {
  readonly kind: 'bytes'
  readonly variants: Readonly<Record<string, BytesVariant>>
}

export type Workload = TimeWorkload | BytesWorkload

/** Fewest samples behind one process's median: below about ten, a single garbage collection moves it. */
export const MIN_SAMPLES = 11

/** The largest size of a curve. */
export const LARGEST = 10_000_000

/** Operations in one sample; of `variant`, which may be one that does fewer. */
export function opsOf(workload: Workload, quick: boolean, variant?: string): number {
  const ops = quick ? (workload.quickOps ?? workload.ops) : workload.ops
  return variant === undefined ? ops : ops / (workload.fewer?.[variant] ?? 1)
}

/** The unit of a workload's figures. */
export function unitOf(workload: Workload): string {
  return `${workload.kind === 'time' ? 'ns' : 'bytes'} per ${workload.per}`
}
