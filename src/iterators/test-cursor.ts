/** `TestCursor(from, to)`: the entries of `TestIterator` through the cursor form. */
import type { Context } from '../future/context.ts'
import type { Inspection } from '../future/inspect.ts'
import type { Poll } from '../future/poll.ts'
import { inspect, sendable } from '../future/symbols.ts'
import type { KvCursor } from './kv-iterator.ts'
import { Free, Lent, loanPhaseName, refuseLoan, refusePoll, refuseRead } from './loan-phase.ts'
import { Loan } from './loan.ts'
import { NumberedPair } from './numbered-pair.ts'
import { requireBounds } from './test-iterator.ts'

/** What a {@link TestCursor} lends. Never pending. */
export class TestCursorNext extends Loan<void> {
  private index: number
  private readonly to: number
  private valid: boolean
  private readonly pair: NumberedPair

  constructor(from: number, to: number) {
    super()
    this.index = from
    this.to = to
    this.valid = false
    this.pair = new NumberedPair()
  }

  poll(_cx: Context): Poll<void> {
    if (this.phase !== Lent) refusePoll(this, this.phase)
    this.phase = Free
    const index = this.index
    this.valid = index < this.to
    if (!this.valid) return
    this.index = index + 1
    this.pair.write(index)
  }

  /** For the cursor's `next()`. */
  lend(owner: object): this {
    if (this.phase === Free) this.phase = Lent
    else refuseLoan(owner, this.phase)
    return this
  }

  /** For the cursor's `key()` and `value()`. */
  entry(owner: object, method: string): NumberedPair {
    if (this.phase !== Free || !this.valid) refuseRead(owner, this.phase, method)
    return this.pair
  }

  isValid(owner: object): boolean {
    if (this.phase === Lent) refuseRead(owner, this.phase, 'isValid()')
    return this.valid
  }

  protected recall(): void {}

  protected release(): unknown[] {
    this.valid = false
    return []
  }

  get [sendable](): true {
    return true
  }

  [inspect](): Inspection {
    return { name: 'TestCursorNext', state: loanPhaseName(this.phase), fields: { index: this.index, to: this.to } }
  }
}

/**
 * The entries of `TestIterator(from, to)`, as a cursor.
 *
 * @throws RangeError unless both bounds are whole numbers not below 0.
 * @example
 * using cursor = new TestCursor(0, 10)
 * for (blockOn(cursor.next()); cursor.isValid(); blockOn(cursor.next())) use(cursor.key(), cursor.value())
 */
export class TestCursor implements KvCursor<TestCursorNext> {
  private readonly loan: TestCursorNext

  constructor(from: number, to: number) {
    requireBounds(from, to, 'TestCursor')
    this.loan = new TestCursorNext(from, to)
  }

  next(): TestCursorNext {
    return this.loan.lend(this)
  }

  key(): Uint8Array {
    return this.loan.entry(this, 'key()').key
  }

  value(): Uint8Array {
    return this.loan.entry(this, 'value()').value
  }

  isValid(): boolean {
    return this.loan.isValid(this)
  }

  [Symbol.dispose](): void {
    this.loan.close(this)
  }

  get [sendable](): true {
    return true
  }

  [inspect](): Inspection {
    return { name: 'TestCursor', children: [this.loan] }
  }
}
