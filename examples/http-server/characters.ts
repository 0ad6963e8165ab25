/** Which bytes may stand where: RFC 9110, 5.6.2 and 5.5; RFC 3986. */

export const TAB = 9
export const LF = 10
export const CR = 13
export const SPACE = 32
export const COMMA = 44
export const SLASH = 47
export const COLON = 58
export const SEMICOLON = 59
export const QUESTION = 63

/** Letters, digits and these: what names and methods are made of. */
export const TOKEN = tableOf(byte => isWord(byte) || "!#$%&'*+-.^_`|~".includes(String.fromCharCode(byte)))
/** Of a target: whatever is printed, but no space and nothing beyond ASCII. */
export const TARGET = tableOf(byte => byte > 0x20 && byte < 0x7f)
/** Of a header's value: whatever is printed, spaces and tabs, and old bytes beyond ASCII. No control character, so no CR, LF, NUL. */
export const VALUE = tableOf(byte => byte === TAB || (byte >= 0x20 && byte !== 0x7f))
/** Of `Host`: a name or an address, and a port. */
export const HOST = tableOf(byte => isWord(byte) || "-._~%!$&'()*+,;=:[]".includes(String.fromCharCode(byte)))

function tableOf(has: (byte: number) => boolean): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, byte) => (has(byte) ? 1 : 0))
}

function isWord(byte: number): boolean {
  return /^[0-9A-Za-z]$/.test(String.fromCharCode(byte))
}

/** The bytes as text, one character each. */
export function latin1(bytes: Uint8Array, from: number, to: number): string {
  if (to - from > 16) return String.fromCharCode.apply(null, bytes.subarray(from, to) as unknown as number[])
  let text = ''
  for (let at = from; at < to; at++) text += String.fromCharCode(bytes[at]!)
  return text
}

/** Whether the bytes are `lower`, in whatever case. */
export function isText(bytes: Uint8Array, from: number, to: number, lower: string): boolean {
  if (to - from !== lower.length) return false
  for (let at = from; at < to; at++) {
    const byte = bytes[at]!
    const small = byte >= 65 && byte <= 90 ? byte + 32 : byte
    if (small !== lower.charCodeAt(at - from)) return false
  }
  return true
}
