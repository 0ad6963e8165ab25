import { Pending, type Future, type Waker } from '../../src/index.ts'
import type { KvCursor, KvEntry } from '../../src/iterators/index.ts'
import { KvProbe, type KvStep } from './kv-probe.ts'

/** A {@link KvProbe} in the cursor form, which counts the same and writes the same misuses down. */
export class CursorProbe implements KvCursor {
  private readonly probe: KvProbe
  private entry: KvEntry | null = null

  constructor(name: string, steps: readonly KvStep[], trace: string[] = []) {
    this.probe = new KvProbe(name, steps, trace)
  }

  get misuse(): string[] {
    return this.probe.misuse
  }

  /** The waker of the poll that waits, or null. */
  get waker(): Waker | null {
    return this.probe.waker
  }

  get recalls(): number {
    return this.probe.recalls
  }

  next(): Future<void> {
    const loan = this.probe.next()
    return {
      poll: (cx) => {
        const entry = loan.poll(cx)
        if (entry === Pending) return Pending
        this.entry = entry
      },
      [Symbol.dispose]: () => loan[Symbol.dispose]!(),
    }
  }

  key(): Uint8Array {
    return this.entry!.key
  }

  value(): Uint8Array {
    return this.entry!.value
  }

  isValid(): boolean {
    return this.entry !== null
  }

  [Symbol.dispose](): void {
    this.probe[Symbol.dispose]()
  }
}
