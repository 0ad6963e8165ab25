/** Entries and the summary, as text or as JSON. */
import type { UserEntry } from '../iterators/version-iterator.ts'
import { WIDEST, writePrintable } from '../key-text.ts'
import type { Totals } from '../scan.ts'
import type { ByteSink } from './byte-sink.ts'

/** How many bytes are rendered at a time: a value may be longer than any buffer. */
const PIECE = 8192

const TAB = 0x09
const NEWLINE = 0x0a

export interface EntryPrinter {
  entry(entry: UserEntry): void
  summary(totals: Totals, milliseconds: number): void
}

/** A line an entry: key, tab, value. */
export class TextPrinter implements EntryPrinter {
  private readonly sink: ByteSink

  constructor(sink: ByteSink) {
    this.sink = sink
  }

  entry({ internal, keyLength }: UserEntry): void {
    this.field(internal.keyBytes, 0, keyLength, TAB)
    this.field(internal.valueBytes, internal.valueStart, internal.valueStart + internal.valueLength, NEWLINE)
  }

  private field(bytes: Uint8Array, start: number, end: number, after: number): void {
    const { sink } = this
    for (let at = start; at < end; ) {
      const stop = pieceEnd(bytes, at, end)
      sink.reserve((stop - at) * WIDEST)
      sink.at = writePrintable(bytes, at, stop, sink.bytes, sink.at)
      at = stop
    }
    sink.reserve(1)
    sink.bytes[sink.at++] = after
  }

  summary({ entries, bytes }: Totals, milliseconds: number): void {
    const words = [`${count(entries)} ${entries === 1 ? 'entry' : 'entries'}`, `${count(bytes)} bytes`, `${milliseconds.toFixed(1)} ms`]
    this.sink.text(`${words.join(', ')}, ${count(Math.round(perSecond(entries, milliseconds)))} entries/s\n`)
  }
}

/** The end of the piece that begins at `at`, which splits no character. */
function pieceEnd(bytes: Uint8Array, at: number, end: number): number {
  let stop = Math.min(at + PIECE, end)
  if (stop === end) return stop
  for (let back = 0; back < 3 && (bytes[stop]! & 0xc0) === 0x80; back++) stop--
  return stop
}

/** An object a line, keys and values in hex. */
export class JsonPrinter implements EntryPrinter {
  private readonly sink: ByteSink

  constructor(sink: ByteSink) {
    this.sink = sink
  }

  entry({ internal, keyLength }: UserEntry): void {
    const { sink } = this
    sink.copy(BEFORE_KEY)
    this.hex(internal.keyBytes, 0, keyLength)
    sink.copy(BEFORE_VALUE)
    this.hex(internal.valueBytes, internal.valueStart, internal.valueStart + internal.valueLength)
    sink.copy(AFTER_VALUE)
  }

  private hex(bytes: Uint8Array, start: number, end: number): void {
    const { sink } = this
    for (let at = start; at < end; at += PIECE) {
      const stop = Math.min(at + PIECE, end)
      sink.reserve((stop - at) * 2)
      const target = sink.bytes
      let to = sink.at
      for (let i = at; i < stop; i++) {
        const byte = bytes[i]!
        target[to++] = DIGITS[byte >> 4]!
        target[to++] = DIGITS[byte & 15]!
      }
      sink.at = to
    }
  }

  summary({ entries, bytes }: Totals, milliseconds: number): void {
    const entriesPerSecond = Math.round(perSecond(entries, milliseconds))
    this.sink.text(`${JSON.stringify({ entries, bytes, milliseconds: Number(milliseconds.toFixed(3)), entriesPerSecond })}\n`)
  }
}

const BEFORE_KEY = Buffer.from('{"key":"')
const BEFORE_VALUE = Buffer.from('","value":"')
const AFTER_VALUE = Buffer.from('"}\n')
const DIGITS = Buffer.from('0123456789abcdef')

function perSecond(entries: number, milliseconds: number): number {
  return milliseconds > 0 ? (entries * 1000) / milliseconds : 0
}

const format = new Intl.NumberFormat('en-US')

/** A whole number with its thousands apart. */
export function count(number: number): string {
  return format.format(number)
}
