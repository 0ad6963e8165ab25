/**
 * Internal keys: what tables are sorted by. A user key, then eight bytes, little-endian: the sequence number of the
 * write in the upper seven, its type in the lowest.
 *
 * They ascend by user key, bytewise; of one user key the latest write comes first. So the first entry of a user key is
 * the one that counts, and the rest is history.
 */

/** The trailer's length in bytes. */
export const TRAILER = 8

/** The type of a write that removes its key. */
export const Deletion = 0
/** The type of a write that sets its key. */
export const Value = 1

/**
 * Below 0 if internal key `a` comes first, above 0 if `b` does. Both have at least {@link TRAILER} bytes.
 */
export function compareInternalKeys(a: Uint8Array, b: Uint8Array): number {
  return compareInternal(a, 0, a.length, b, b.length)
}

/** As {@link compareInternalKeys}, for a key of `aLength` bytes at `aStart` and one of `bLength` at the start of `b`. */
export function compareInternal(a: Uint8Array, aStart: number, aLength: number, b: Uint8Array, bLength: number): number {
  const aUser = aLength - TRAILER
  const bUser = bLength - TRAILER
  const shared = aUser < bUser ? aUser : bUser
  for (let i = 0; i < shared; i++) {
    const difference = a[aStart + i]! - b[i]!
    if (difference !== 0) return difference
  }
  if (aUser !== bUser) return aUser - bUser
  for (let i = TRAILER - 1; i >= 0; i--) {
    const difference = b[bUser + i]! - a[aStart + aUser + i]!
    if (difference !== 0) return difference
  }
  return 0
}

/** The internal key that comes before every write of `user`: where a seek to that key goes. */
export function seekKey(user: Uint8Array): Uint8Array {
  const key = new Uint8Array(user.length + TRAILER).fill(0xff)
  key.set(user)
  key[user.length] = Value
  return key
}

/** The user key inside an internal key, as a view. */
export function userKey(internal: Uint8Array): Uint8Array {
  return internal.subarray(0, internal.length - TRAILER)
}

/**
 * Writes the trailer of sequence number `high` × 2^32 + `low` at `to`. In halves, because 56 bits are more than a number
 * holds exactly.
 */
export function writeTrailer(key: Uint8Array, to: number, high: number, low: number, type: number): void {
  key[to] = type
  for (let i = 0; i < 4; i++) key[to + 1 + i] = low >>> (8 * i)
  for (let i = 0; i < 3; i++) key[to + 5 + i] = high >>> (8 * i)
}
