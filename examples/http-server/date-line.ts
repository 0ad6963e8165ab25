/** The line with the date, which is made once a second for all connections. */

const encoder = new TextEncoder()
const latest = { second: NaN, bytes: new Uint8Array(0) }

export function dateLine(now: number): Uint8Array {
  const second = Math.floor(now / 1000)
  if (second !== latest.second) {
    latest.second = second
    latest.bytes = encoder.encode(`Date: ${new Date(second * 1000).toUTCString()}\r\n`)
  }
  return latest.bytes
}
