/**
 * Web streams as types: the host's own where its library declares them (the DOM's, Node's, Bun's, Deno's), an empty
 * interface elsewhere, so that these modules compile without any of them.
 */

declare global {
  // Declarations of one interface merge; each must have the same parameters.
  // oxlint-disable-next-line typescript/no-explicit-any
  interface ReadableStream<R = any> {}
}

/** The host's `ReadableStream`. */
export type HostReadableStream<T> = ReadableStream<T>

/** What is asked of a `ReadableStream`; those that `node:stream/web` exports, and those of another realm, have it too. */
export interface ReadableStreamLike<T> {
  readonly locked: boolean
  getReader(): ReadableStreamReaderLike<T>
}

/** What is asked of a reader. */
export interface ReadableStreamReaderLike<T> {
  read(): PromiseLike<{ readonly done: boolean; readonly value?: T | undefined }>
  cancel(reason?: unknown): PromiseLike<unknown>
  releaseLock(): void
}
