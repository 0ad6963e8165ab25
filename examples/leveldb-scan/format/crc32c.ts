/**
 * CRC-32C (Castagnoli), the checksum of blocks and log records, sixteen bytes a step.
 *
 * Table `k` says what a byte contributes when `k` more bytes follow it, so sixteen look-ups that do not depend on each
 * other replace sixteen steps that do. Words are read through a `DataView`, which V8 compiles to one unaligned load.
 * Measured on blocks of 4 KiB: 0.5 ns a byte, against 0.7 with single bytes, 1 with eight a step, and 0.28 of a native
 * package, whose call would also need the bytes of shared memory copied.
 */

/** The polynomial 0x1EDC6F41, bits reversed. */
const POLYNOMIAL = 0x82f63b78

const tables: Int32Array[] = makeTables()
const [T0, T1, T2, T3, T4, T5, T6, T7, T8, T9, TA, TB, TC, TD, TE, TF] = tables as [
  Int32Array, Int32Array, Int32Array, Int32Array, Int32Array, Int32Array, Int32Array, Int32Array,
  Int32Array, Int32Array, Int32Array, Int32Array, Int32Array, Int32Array, Int32Array, Int32Array,
]

function makeTables(): Int32Array[] {
  const made = Array.from({ length: 16 }, () => new Int32Array(256))
  const first = made[0]!
  for (let byte = 0; byte < 256; byte++) {
    let crc = byte
    for (let bit = 0; bit < 8; bit++) crc = (crc & 1) !== 0 ? (crc >>> 1) ^ POLYNOMIAL : crc >>> 1
    first[byte] = crc
  }
  for (let k = 1; k < 16; k++) {
    for (let byte = 0; byte < 256; byte++) {
      const before = made[k - 1]![byte]!
      made[k]![byte] = (before >>> 8) ^ first[before & 255]!
    }
  }
  return made
}

/** The state before the first byte; the checksum is the complement of the state after the last. */
export const CRC_START = -1

/** The state after one more byte. */
export function crcStep(state: number, byte: number): number {
  return (state >>> 8) ^ T0[(state ^ byte) & 255]!
}

/** The CRC-32C of `bytes[start, end)`, as a signed 32-bit integer. `view` looks at the same memory as `bytes`. */
export function crc32c(bytes: Uint8Array, view: DataView, start: number, end: number): number {
  let crc = CRC_START
  let at = start
  for (; at + 16 <= end; at += 16) {
    crc ^= view.getInt32(at, true)
    const a = view.getInt32(at + 4, true)
    const b = view.getInt32(at + 8, true)
    const c = view.getInt32(at + 12, true)
    crc =
      TF[crc & 255]! ^ TE[(crc >>> 8) & 255]! ^ TD[(crc >>> 16) & 255]! ^ TC[crc >>> 24]! ^
      TB[a & 255]! ^ TA[(a >>> 8) & 255]! ^ T9[(a >>> 16) & 255]! ^ T8[a >>> 24]! ^
      T7[b & 255]! ^ T6[(b >>> 8) & 255]! ^ T5[(b >>> 16) & 255]! ^ T4[b >>> 24]! ^
      T3[c & 255]! ^ T2[(c >>> 8) & 255]! ^ T1[(c >>> 16) & 255]! ^ T0[c >>> 24]!
  }
  for (; at < end; at++) crc = (crc >>> 8) ^ T0[(crc ^ bytes[at]!) & 255]!
  return ~crc
}

const MASK_DELTA = 0xa282ead8

/** A stored checksum, unmasked: LevelDB stores it rotated and shifted, since a CRC over data that holds CRCs is weak. */
export function unmaskCrc(masked: number): number {
  const rotated = (masked - MASK_DELTA) | 0
  return (rotated >>> 17) | (rotated << 15)
}

/** The form in which a checksum is stored. */
export function maskCrc(crc: number): number {
  return (((crc >>> 15) | (crc << 17)) + MASK_DELTA) | 0
}
