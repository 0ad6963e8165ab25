/** A loan whose iterator can also be borrowed by `seek`. */
import { Free, Polling, refuseLoan, refusePoll, Seeking } from './loan-phase.ts'
import { Loan } from './loan.ts'
import type { KvEntry } from './kv-iterator.ts'
import { SeekFuture, type SeekTarget } from './seek-future.ts'

export abstract class SeekableLoan extends Loan<KvEntry | null> implements SeekTarget {
  /** Moves to `key`, which is borrowed. Calls no child's poll. */
  protected abstract move(key: Uint8Array): void

  /** For the iterator's `seek(key)`. */
  lendSeek(owner: object, key: Uint8Array): SeekFuture {
    refuseLoan(owner, this.phase, 'seek(key)')
    if (!(key instanceof Uint8Array)) throw new TypeError('seek: expected the key as a Uint8Array')
    if (this.phase === Free) this.phase = Seeking
    return new SeekFuture(this, key)
  }

  moveTo(key: Uint8Array): void {
    if (this.phase !== Seeking) refusePoll(this, this.phase)
    this.phase = Polling
    try {
      this.move(key)
    } catch (error) {
      this.fail(error)
    }
    this.phase = Free
  }

  stay(): void {
    if (this.phase === Seeking) this.phase = Free
  }
}
