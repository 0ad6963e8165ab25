/** `fetch` as types: the host's own where its library declares it, something looser elsewhere. */

type HostFetch = typeof globalThis extends { fetch: (...args: infer A) => PromiseLike<infer R> } ? { args: A; response: R } : { args: [input: unknown, init?: unknown]; response: unknown }

/** What the host's `fetch` takes. */
export type FetchArguments = HostFetch['args']

/** A `Response` of the host's that can be dropped: that lets go of the connection, if the body was not read to its end. */
export type FetchResponse = HostFetch['response'] & { [Symbol.dispose](): void }
