/** `readFile(path)`: a whole file. */
import type { Context } from '../future/context.ts'
import { drop } from '../future/dispose.ts'
import { Pending, type Poll } from '../future/poll.ts'
import { File } from './file.ts'
import { requirePath, type FileOpen } from './file-open.ts'
import { IoFuture } from './io-future.ts'
import type { ReadToEnd } from './reading.ts'

/** Opens, reads to the end, closes. Disposed, it closes. */
export class ReadFile extends IoFuture<Uint8Array> {
  private readonly path: string
  private opening: FileOpen<File> | null
  private file: File | null
  private reading: ReadToEnd | null

  constructor(path: string) {
    super()
    this.path = path
    this.opening = null
    this.file = null
    this.reading = null
  }

  protected begin(): void {
    this.opening = File.open(this.path)
  }

  protected step(cx: Context): Poll<Uint8Array> {
    const { opening } = this
    if (opening !== null) {
      const file = opening.poll(cx)
      if (file === Pending) return Pending
      this.opening = null
      this.file = file
      this.reading = file.readToEnd()
    }
    return this.reading!.poll(cx)
  }

  protected release(): void {
    const { opening, reading, file } = this
    this.opening = null
    this.reading = null
    this.file = null
    drop(opening)
    drop(reading)
    drop(file)
  }

  protected get label(): string {
    return `readFile(${this.path})`
  }

  protected get waitsFor(): string {
    return `the bytes of ${this.path}`
  }
}

/**
 * The bytes of a file.
 *
 * Rust: `tokio::fs::read`.
 *
 * @throws TypeError at the call; IoError from the poll: `ENOENT`, `EISDIR`, `EACCES` …
 * @example
 * const hosts = new TextDecoder().decode(yield* wait(readFile('/etc/hosts')))
 */
export function readFile(path: string): ReadFile {
  requirePath(path, 'readFile')
  return new ReadFile(path)
}
