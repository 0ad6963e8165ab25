import { pending, type Future } from '../../src/index.ts'
import type { KvEntry, KvIterator } from '../../src/iterators/index.ts'

/** An iterator that never has an entry, writes its dispose down, and throws from it if told to. */
export class DisposeTrace implements KvIterator {
  private readonly name: string
  private readonly trace: string[]
  private readonly error: unknown

  constructor(name: string, trace: string[], error?: unknown) {
    this.name = name
    this.trace = trace
    this.error = error
  }

  next(): Future<KvEntry | null> {
    return pending()
  }

  [Symbol.dispose](): void {
    this.trace.push(`${this.name} disposed`)
    if (this.error !== undefined) throw this.error
  }
}
