/**
 * Events in the format of Chrome's tracing, which Perfetto and DevTools open. What is used of it here:
 *
 *     B, E      a slice begins, ends; on one track they nest
 *     X         a slice with its duration
 *     s, f      a flow's arrow: from the slice around `s` to the slice around `f`, by `cat`, `name` and `id`
 *     b, e      something that lasts beside the slices, by `cat` and `id`
 *     C         a counter's value from here on
 *     M         names of processes and tracks
 *
 * The document: "Trace Event Format", by the authors of Chrome's tracing.
 */

/** One event; `ts` and `dur` are in microseconds, `tid` is a track. */
export interface ChromeEvent {
  name: string
  ph: 'B' | 'E' | 'X' | 's' | 'f' | 'b' | 'e' | 'C' | 'M'
  ts: number
  pid: number
  tid: number
  cat?: string
  id?: string
  dur?: number
  /** At a flow's end: to the slice around it, not to the next one. */
  bp?: 'e'
  args?: Record<string, string | number>
}
