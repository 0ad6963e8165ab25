/** `pollux/interop`: the border to the host's promises, async iterables and abort signals. */
export type { AbortSignalLike } from './abort-signal.ts'
export { FromAbortSignal, fromAbortSignal } from './from-abort-signal.ts'
export { FromAsyncIterable, fromAsyncIterable } from './from-async-iterable.ts'
export { FromPromise, fromPromise } from './from-promise.ts'
export { StreamItems, toAsyncIterable, type ToAsyncIterableOptions } from './to-async-iterable.ts'
export { toPromise, type ToPromiseOptions } from './to-promise.ts'
