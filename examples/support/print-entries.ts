/** The loop that most rows end with, as the machine that a compiler would make of it. */
import { Pending, sendable, type Context, type Future, type Poll } from '../../src/index.ts'
import type { KvCursor, KvEntry, KvIterator } from '../../src/iterators/index.ts'

const decoder = new TextDecoder()

/** The bytes as text. */
export function text(bytes: Uint8Array): string {
  return decoder.decode(bytes)
}

/**
 *     async fn print_entries(iter: &mut impl KvIterator) -> usize {
 *         let mut count = 0;
 *         while let Some((key, value)) = iter.next().await { println!(…); count += 1; }
 *         count
 *     }
 *
 * What lives across the suspension is the machine's state: the iterator, the count, and the loan that is being awaited.
 */
export class PrintEntries implements Future<number> {
  private readonly iter: KvIterator
  private count: number
  private loan: Future<KvEntry | null> | null

  constructor(iter: KvIterator) {
    this.iter = iter
    this.count = 0
    this.loan = null
  }

  poll(cx: Context): Poll<number> {
    for (;;) {
      const loan = this.loan ?? this.iter.next()
      const entry = loan.poll(cx)
      if (entry === Pending) {
        this.loan = loan
        return Pending
      }
      this.loan = null
      if (entry === null) return this.count
      this.count += 1
      console.log(text(entry.key), text(entry.value))
    }
  }

  [Symbol.dispose](): void {
    this.loan?.[Symbol.dispose]?.()
    this.loan = null
  }

  get [sendable](): boolean {
    return true
  }
}

/**
 *     async fn print_cursor(cursor: &mut impl KvCursor) -> usize {
 *         let mut count = 0;
 *         loop {
 *             cursor.next().await;
 *             if !cursor.is_valid() { return count }
 *             println!(…, cursor.key(), cursor.value());
 *             count += 1;
 *         }
 *     }
 */
export class PrintCursor implements Future<number> {
  private readonly cursor: KvCursor
  private count: number
  private loan: Future<void> | null

  constructor(cursor: KvCursor) {
    this.cursor = cursor
    this.count = 0
    this.loan = null
  }

  poll(cx: Context): Poll<number> {
    for (;;) {
      const loan = this.loan ?? this.cursor.next()
      if (loan.poll(cx) === Pending) {
        this.loan = loan
        return Pending
      }
      this.loan = null
      if (!this.cursor.isValid()) return this.count
      this.count += 1
      console.log(text(this.cursor.key()), text(this.cursor.value()))
    }
  }

  [Symbol.dispose](): void {
    this.loan?.[Symbol.dispose]?.()
    this.loan = null
  }

  get [sendable](): boolean {
    return true
  }
}
