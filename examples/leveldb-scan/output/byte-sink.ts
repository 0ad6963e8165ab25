/**
 * Bytes on their way to a file descriptor, gathered into writes of 64 KiB.
 *
 * Written synchronously: a stream would keep what it cannot write yet, and a scan fills memory faster than a terminal
 * empties it.
 */
import { writeSync } from 'node:fs'
import { systemCode } from '../errors.ts'

const SIZE = 65536

/** Whoever reads the output has enough of it: `| head`. */
export class OutputClosed extends Error {
  override readonly name = 'OutputClosed'
}

export class ByteSink {
  /** Write from `at` on, after `reserve`. */
  bytes: Uint8Array
  at: number
  /** Called before each write. */
  beforeWrite: (() => void) | null
  private readonly fd: number

  constructor(fd: number) {
    this.bytes = new Uint8Array(SIZE)
    this.at = 0
    this.beforeWrite = null
    this.fd = fd
  }

  /** Makes room for `length` more bytes, at most 64 KiB. @throws OutputClosed, or what the system says. */
  reserve(length: number): void {
    if (this.at + length > SIZE) this.flush()
  }

  text(text: string): void {
    const bytes = Buffer.from(text)
    for (let start = 0; start < bytes.length; start += SIZE) this.copy(bytes.subarray(start, start + SIZE))
  }

  /** Appends `bytes`, at most 64 KiB. */
  copy(bytes: Uint8Array): void {
    this.reserve(bytes.length)
    this.bytes.set(bytes, this.at)
    this.at += bytes.length
  }

  /** Writes all that is there. @throws OutputClosed, or what the system says. */
  flush(): void {
    if (this.at > 0 && this.beforeWrite !== null) this.beforeWrite()
    let done = 0
    try {
      while (done < this.at) done += this.write(done)
    } finally {
      this.at = 0
    }
  }

  private write(from: number): number {
    try {
      return writeSync(this.fd, this.bytes, from, this.at - from)
    } catch (error) {
      if (systemCode(error) === 'EPIPE') throw new OutputClosed('nobody reads the output any more')
      if (systemCode(error) !== 'EAGAIN') throw error
      // A pipe that somebody made non-blocking, and that is full.
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5)
      return 0
    }
  }
}
