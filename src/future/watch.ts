/**
 * Where leaves say that they wait. A leaf that keeps a waker tells `watch.current`, if there is one, when it begins to
 * wait and how that ended; a runtime with an observer listens (`runtime/waits.ts`). The rooms of leaves know no runtime, so
 * the two meet here, as they do in `chooser.ts`.
 *
 * With nobody listening a wait costs two tests for null, on the slow path: a lock that is free, a channel with room never
 * come here.
 */

/** Told of leaves, by the objects that wait. Throws nothing. */
export interface Watch {
  /** `leaf` begins to wait, in the poll on the stack. It still is as it was before: asked, it describes itself as unpolled. */
  began(leaf: object): void
  /** What it waited for has come: its waker is about to be called. Does nothing for a leaf that does not wait. */
  ready(leaf: object): void
  /** It waits no more, without having got it. Does nothing for a leaf that does not wait. */
  released(leaf: object): void
}

/** Who listens; null while nobody does. */
export const watch: { current: Watch | null } = { current: null }
