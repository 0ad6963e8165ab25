/**
 * The end of a wait for an item: whoever asked a stream for one asks no more, and takes none. What the wait has left behind (a
 * timer, a host's source) is put aside, and no item lost. A loan that is disposed says so to its stream, and operators
 * hand it on to their sources. A symbol: a method of that name on a stream of somebody's own means something else.
 */
export const recall: unique symbol = Symbol('pollux.recall')

/** Recalls a stream, if it is one that can be. */
export function recallStream(stream: object | null): void {
  const recallable = stream as { [recall]?: () => void } | null
  recallable?.[recall]?.()
}
