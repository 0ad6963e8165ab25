/** How much of a client's is taken before it is refused, and how long it is waited for. */

export interface Limits {
  /** Bytes of the line with the method and the target; a longer one is answered with 414. */
  readonly requestLine: number
  /** Bytes of the whole head, and of the trailers after a chunked body; 431. */
  readonly head: number
  /** Header lines, and trailer lines; 431. */
  readonly headers: number
  /** Bytes of a body, which is held in memory until it is whole; 413. */
  readonly body: number
  /** Connections at once; who comes later waits until one has gone. */
  readonly connections: number
  /** Milliseconds without a byte of the next request, after which the connection is closed. */
  readonly idle: number
  /** Milliseconds from the first byte of a head to its last; 408. A head that trickles in would hold a connection for ever. */
  readonly headTime: number
  /** Milliseconds from the end of a head to the end of its body; 408. */
  readonly bodyTime: number
  /** Milliseconds without room for another byte of an answer, after which the connection is cut. */
  readonly stall: number
  /** Milliseconds, and bytes, that are still read and thrown away after a last answer: a socket that is closed over unread bytes takes it back. */
  readonly linger: number
  readonly lingerBytes: number
  /** Milliseconds that answers under way are given once the server is asked to stop. */
  readonly grace: number
}

export const LIMITS: Limits = {
  requestLine: 8192,
  head: 16_384,
  headers: 100,
  body: 1_048_576,
  connections: 10_000,
  idle: 5000,
  headTime: 10_000,
  bodyTime: 30_000,
  stall: 30_000,
  linger: 1000,
  lingerBytes: 1_048_576,
  grace: 10_000,
}
