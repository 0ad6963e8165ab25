/** The order of keys: bytewise, as `memcmp`, a prefix before what it begins. */

/**
 * Below 0 if `a` comes first, above 0 if `b` does, 0 if they hold the same bytes.
 *
 * Rust: `<[u8] as Ord>::cmp`.
 *
 * @example
 * compareBytes(Uint8Array.of(1), Uint8Array.of(1, 0)) // below 0
 */
export function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const shared = a.length < b.length ? a.length : b.length
  for (let at = 0; at < shared; at++) {
    const difference = a[at]! - b[at]!
    if (difference !== 0) return difference
  }
  return a.length - b.length
}
