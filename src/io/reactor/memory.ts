/**
 * What two threads share of one handle: a connection, a standard stream, a listener, or a place for the calls of files. `main` is
 * whoever polls, `reactor` the thread that owns the handle.
 */
import { ByteRing, RING } from './byte-ring.ts'

// ---- words that every handle has ----

/** 1: the handle's number is in the queue to the reactor. Set by main, cleared by the reactor before it looks. */
export const QUEUED = 0
/** What main has been told of and not looked at: bits as in WANT. Not 0: the number is in the queue to main. */
export const TOLD = 1
/** What main wants to be told of. Set by main before it looks for the last time and waits; cleared by the reactor when it tells. */
export const WANT = 2
/** 1: main will ask for nothing any more. What is in the ring out is still delivered. */
export const CLOSED = 3

/** Bits of WANT and TOLD. */
export const READABLE = 1
export const WRITABLE = 2
/** All that was written is with the system. */
export const FLUSHED = 4
/** The call is answered. */
export const ANSWERED = 8

// ---- streams ----

const IN = 4
const OUT = 6
/** No more comes behind what is in the ring in: one of the two below. Set by the reactor. */
export const END = 8
export const ENDED = 1
/** Why is told by mail. */
export const BROKEN = 2
/** How far the shutdown of a connection is: asked for by main, done by the reactor. */
export const SHUT = 9
export const SHUT_ASKED = 1
export const SHUT_DONE = 2
/** `setNoDelay`: 0 for nothing to do, 1 off, 2 on. Set by main, cleared by the reactor. */
export const NO_DELAY = 10
/** 1: the ring in is full, and the reactor wants to hear of room. */
export const PAUSED = 11
/** 1: the side that did not make this memory will not touch it any more. */
export const LEFT = 12

// ---- listeners ----

/** Connections and failures that main has taken, of those that the reactor has told it of. */
export const TAKEN = 4

const HEAD = 64

/** Of a connection or a standard stream. */
export class StreamMemory {
  readonly buffer: SharedArrayBuffer
  readonly words: Int32Array
  /** From the system to main. */
  readonly incoming: ByteRing
  readonly outgoing: ByteRing

  constructor(buffer: SharedArrayBuffer = new SharedArrayBuffer(HEAD + 2 * RING)) {
    const words = new Int32Array(buffer, 0, HEAD / 4)
    this.buffer = buffer
    this.words = words
    this.incoming = new ByteRing(words, IN, new Uint8Array(buffer, HEAD, RING))
    this.outgoing = new ByteRing(words, OUT, new Uint8Array(buffer, HEAD + RING, RING))
  }

  /** As it was when it was made: empty, and nothing said. Only while nobody else has it. */
  clear(): void {
    this.words.fill(0)
  }
}

/** Of a listener, whose connections come by mail. */
export class ListenerMemory {
  readonly buffer: SharedArrayBuffer
  readonly words: Int32Array

  constructor(buffer: SharedArrayBuffer = new SharedArrayBuffer(HEAD)) {
    this.buffer = buffer
    this.words = new Int32Array(buffer)
  }
}

// ---- calls of files ----

/** What is asked: an `OP_…`, and 0 from when the reactor has seen it. */
export const OP = 4
export const OP_READ = 1
export const OP_WRITE = 2
export const OP_SIZE = 3
export const OP_SYNC = 4
export const OP_CLOSE = 5
/** The file's number. */
export const FILE = 5
/** Bytes to be read or written. */
export const LENGTH = 6

/** Among the numbers: where in the file, -1 for the place of its own; and the answer, -1 for a failure, which comes by mail. */
export const AT = 0
export const RESULT = 1
const NUMBERS = 32

/** Room for one call at a time, and its bytes. */
export class CallMemory {
  readonly buffer: SharedArrayBuffer
  readonly words: Int32Array
  readonly numbers: Float64Array
  readonly bytes: Uint8Array

  constructor(buffer: SharedArrayBuffer = new SharedArrayBuffer(HEAD + RING)) {
    this.buffer = buffer
    this.words = new Int32Array(buffer, 0, NUMBERS / 4)
    this.numbers = new Float64Array(buffer, NUMBERS, 2)
    this.bytes = new Uint8Array(buffer, HEAD, RING)
  }
}
