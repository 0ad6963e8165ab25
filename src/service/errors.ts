/** The failures that this room raises: each says which service, and the remedy. */

/**
 * A service was called although its `pollReady` had not been ready since the last call: what the call needs was not
 * reserved.
 *
 * Rust: tower's panics "service not ready; poll_ready must be called first" and "max requests in-flight; …".
 */
export class NotReadyError extends Error {
  override readonly name = 'NotReadyError'
  readonly code = 'ERR_POLLUX_NOT_READY'

  /** @param what the service's name. */
  constructor(what: string) {
    super(
      `${what}: call() came without a pollReady that was ready before it; each call needs one of its own, on the same instance (a clone ` +
        `starts without): poll pollReady first, or use oneshotCall(service, request), which does`,
    )
  }
}

/**
 * A `LoadShed` has refused a request, because the service inside it was not ready: an answer at once, instead of a queue.
 *
 * Rust: `tower::load_shed::error::Overloaded`.
 */
export class OverloadedError extends Error {
  override readonly name = 'OverloadedError'
  readonly code = 'ERR_POLLUX_OVERLOADED'

  /** @param inner the name of the service that was not ready. */
  constructor(inner: string) {
    super(`LoadShed: ${inner} was not ready, so the request was refused; try again later, or leave loadShedLayer() out to wait for it instead`)
  }
}

/**
 * A `RateLimit` was called although all calls of its period are used.
 *
 * Rust: tower's panic "service not ready; poll_ready must be called first".
 */
export class RateLimitedError extends Error {
  override readonly name = 'RateLimitedError'
  readonly code = 'ERR_POLLUX_RATE_LIMITED'
  /** Milliseconds until the next period begins. */
  readonly retryAfter: number

  constructor(calls: number, ms: number, retryAfter: number) {
    const used = calls === 1 ? 'the one call' : `all ${calls} calls`
    super(
      `RateLimit: ${used} of a period of ${ms} ms ${calls === 1 ? 'is' : 'are'} used, and the next begins in ${retryAfter} ms; call only after ` +
        `pollReady was ready, which it will be then; to refuse what is too much instead of waiting, put loadShedLayer() outside`,
    )
    this.retryAfter = retryAfter
  }
}
