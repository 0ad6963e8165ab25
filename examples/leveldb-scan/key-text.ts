/** Bytes as text that a terminal can show and a command line can take, both ways. */

const BACKSLASH = 0x5c
const TAB = 0x09
const NEWLINE = 0x0a
const RETURN = 0x0d

/** What a byte below 128 is written as, where that is not itself. */
const ESCAPES: readonly (Uint8Array | null)[] = Array.from({ length: 256 }, (_, byte) => escapeOf(byte))

function escapeOf(byte: number): Uint8Array | null {
  if (byte === BACKSLASH) return Buffer.from('\\\\')
  if (byte === TAB) return Buffer.from('\\t')
  if (byte === NEWLINE) return Buffer.from('\\n')
  if (byte === RETURN) return Buffer.from('\\r')
  if (byte >= 0x20 && byte < 0x7f) return null
  return Buffer.from(`\\x${byte.toString(16).padStart(2, '0')}`)
}

/** Most bytes of text that a byte can become. */
export const WIDEST = 4

/**
 * Writes `source[start, end)` as printable UTF-8 into `target` from `to` on: printable characters as they are, all
 * other bytes as `\xNN`, `\t`, `\n`, `\r` or `\\`. {@link parseKey} takes it back.
 *
 * @returns where the text ends.
 */
export function writePrintable(source: Uint8Array, start: number, end: number, target: Uint8Array, to: number): number {
  for (let at = start; at < end; at++) {
    const byte = source[at]!
    const escape = ESCAPES[byte]!
    if (escape === null) {
      target[to++] = byte
      continue
    }
    const length = byte < 0x80 ? 0 : printableLength(source, at, end)
    if (length > 0) {
      for (let i = 0; i < length; i++) target[to++] = source[at + i]!
      at += length - 1
    } else {
      for (let i = 0; i < escape.length; i++) target[to++] = escape[i]!
    }
  }
  return to
}

/** Controls, unassigned, formatting (it can reverse a line), surrogates, private use, and separators but the space. */
const UNPRINTABLE = /[\p{C}\p{Z}]/u

/** What is known of each code point: nothing yet, printable, or not. */
const known = new Uint8Array(0x110000)
const Printable = 1
const Unprintable = 2

/** The length of the printable character of more than one byte at `at`, or 0 if there is none. */
function printableLength(source: Uint8Array, at: number, end: number): number {
  const lead = source[at]!
  // No character begins with a byte above: their four bytes would be read as another one's.
  if (lead > 0xf7) return 0
  const length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc0 ? 2 : 0
  if (length === 0 || at + length > end) return 0
  let point = lead & (0x7f >> length)
  for (let i = 1; i < length; i++) {
    const byte = source[at + i]!
    if ((byte & 0xc0) !== 0x80) return 0
    point = (point << 6) | (byte & 0x3f)
  }
  // Longer than it need be, or no code point: not UTF-8.
  if (point < SHORTEST[length]! || point > 0x10ffff) return 0
  if (known[point] === 0) known[point] = UNPRINTABLE.test(String.fromCodePoint(point)) ? Unprintable : Printable
  return known[point] === Printable ? length : 0
}

/** The first code point that takes so many bytes. */
const SHORTEST = [0, 0, 0x80, 0x800, 0x10000]

/**
 * The bytes that `text` stands for: `0x` and hex digits, or text with the escapes of {@link writePrintable}.
 *
 * @throws Error with a message for the user.
 */
export function parseKey(text: string): Uint8Array {
  if (text.startsWith('0x')) return parseHex(text)
  const parts: Uint8Array[] = []
  for (const part of text.split(/(\\(?:x[0-9a-fA-F]{2}|[\s\S]|$))/)) {
    parts.push(part.startsWith('\\') ? Uint8Array.of(parseEscape(part, text)) : Buffer.from(part))
  }
  return Buffer.concat(parts)
}

function parseEscape(escape: string, text: string): number {
  if (escape.length === 4) return Number.parseInt(escape.slice(2), 16)
  switch (escape) {
    case '\\\\':
      return BACKSLASH
    case '\\t':
      return TAB
    case '\\n':
      return NEWLINE
    case '\\r':
      return RETURN
    default:
      throw new Error(`the key ${text} has the unknown escape ${escape}; a backslash is written \\\\`)
  }
}

function parseHex(text: string): Uint8Array {
  if (!/^0x(?:[0-9a-fA-F]{2})*$/.test(text)) {
    throw new Error(`the key ${text} begins with 0x, but what follows is no even number of hex digits; for text that begins so, write \\x30x…`)
  }
  return Buffer.from(text.slice(2), 'hex')
}
