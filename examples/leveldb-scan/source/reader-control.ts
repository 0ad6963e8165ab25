/**
 * The one piece of memory by which the main thread knows whether its reader thread lives:
 *
 *     words[0]   Starting ──▶ Up ──▶ Broken           words[1]   the length of the text       then: why it broke
 *                    └──────────────▶ Broken
 *
 * `reader-boot.mjs` writes it too, by the same layout.
 */

export const Starting = 0
export const Up = 1
export const Broken = 2

const SIZE = 4096

export class ReaderControl {
  readonly buffer: SharedArrayBuffer
  private readonly words: Int32Array

  constructor(buffer: SharedArrayBuffer = new SharedArrayBuffer(SIZE)) {
    this.buffer = buffer
    this.words = new Int32Array(buffer, 0, 2)
  }

  get state(): number {
    return Atomics.load(this.words, 0)
  }

  up(): void {
    this.set(Up)
  }

  break(why: string): void {
    const text = Buffer.from(why).subarray(0, SIZE - 8)
    new Uint8Array(this.buffer, 8).set(text)
    this.words[1] = text.length
    this.set(Broken)
  }

  private set(state: number): void {
    Atomics.store(this.words, 0, state)
    Atomics.notify(this.words, 0)
  }

  /** Why it broke: the first line of an error's stack. */
  get why(): string {
    const text = Buffer.from(this.buffer, 8, this.words[1]).toString()
    return text.split('\n', 1)[0]!
  }

  /** Blocks until the thread is up or broken, or until `ms` milliseconds have gone by. */
  wait(ms: number): void {
    Atomics.wait(this.words, 0, Starting, ms)
  }
}
