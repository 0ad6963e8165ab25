/** What `readLine` and `readUntil` of a `BufReader` return, and how a line is made of its bytes. */
import type { Context } from '../future/context.ts'
import { Pending, type Poll } from '../future/poll.ts'
import type { BufReader } from './buf-reader.ts'
import { Reading } from './reading.ts'

export const NEWLINE = 10
const RETURN = 13

const decoder = new TextDecoder('utf-8', { ignoreBOM: true })

/** The next line of `reader`; null after the last. */
export function pollLine(reader: BufReader, cx: Context): Poll<string | null> {
  const piece = reader.pollPiece(cx, NEWLINE)
  if (piece === Pending) return Pending
  return piece.length === 0 ? null : lineOf(piece)
}

/** Without its end. What is no UTF-8 becomes U+FFFD. */
function lineOf(piece: Uint8Array): string {
  let end = piece.length
  if (piece[end - 1] === NEWLINE) {
    end--
    if (end > 0 && piece[end - 1] === RETURN) end--
  }
  return decoder.decode(piece.subarray(0, end))
}

/** See `BufReader.readLine`. */
export class ReadLine extends Reading<string | null> {
  private readonly reader: BufReader

  constructor(reader: BufReader) {
    super(reader)
    this.reader = reader
  }

  protected step(cx: Context): Poll<string | null> {
    return pollLine(this.reader, cx)
  }

  protected get label(): string {
    return 'readLine'
  }
}

/** See `BufReader.readUntil`. */
export class ReadUntil extends Reading<Uint8Array> {
  private readonly reader: BufReader
  private readonly byte: number

  constructor(reader: BufReader, byte: number) {
    super(reader)
    this.reader = reader
    this.byte = byte
  }

  protected step(cx: Context): Poll<Uint8Array> {
    const piece = this.reader.pollPiece(cx, this.byte)
    return piece === Pending ? Pending : piece.slice()
  }

  protected get label(): string {
    return 'readUntil'
  }
}
