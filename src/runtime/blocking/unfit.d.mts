/** See `unfit.mjs`. */
export interface Unfit {
  /** From the root to the part, as it would be written after the root's name: `.cache.rc`. */
  readonly path: string
  /** The part's type. */
  readonly type: string
}

export function findUnfit(root: unknown, transferred: ReadonlySet<unknown>): Unfit | null
