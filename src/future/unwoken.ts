/**
 * Where the two futures say so that answer Pending and keep no waker on purpose, `pending()` and a `fuse` that has ended: to
 * whoever looks for lost wakeups, that would look like one, and what stands around them need not show them.
 */

/** Such answers so far. */
export const unwoken: { answers: number } = { answers: 0 }
