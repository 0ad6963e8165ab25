/**
 * Web streams as types: the host's own where its library declares them (the DOM's, Node's, Bun's, Deno's), an empty
 * interface elsewhere, so that these modules compile without any of them.
 */

declare global {
  // Declarations of one interface merge; each must have the same parameters.
  // oxlint-disable-next-line typescript/no-explicit-any
  interface ReadableStream<R = any> {}
  // oxlint-disable-next-line typescript/no-explicit-any
  interface WritableStream<W = any> {}
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

/** The host's `WritableStream`. */
export type HostWritableStream<T> = WritableStream<T>

/** What is asked of a `WritableStream`. */
export interface WritableStreamLike<T> {
  readonly locked: boolean
  getWriter(): WritableStreamWriterLike<T>
}

/** What is asked of a writer. */
export interface WritableStreamWriterLike<T> {
  /** Null once it has failed. */
  readonly desiredSize: number | null
  readonly ready: PromiseLike<unknown>
  readonly closed: PromiseLike<unknown>
  write(chunk: T): PromiseLike<unknown>
  close(): PromiseLike<unknown>
  abort(reason?: unknown): PromiseLike<unknown>
  releaseLock(): void
}
