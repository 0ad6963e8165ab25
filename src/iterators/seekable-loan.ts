/** A loan whose iterator can also be borrowed by `seek`. */
import { DisposeErrors } from '../future/dispose.ts'
import { Failed, Free, Polling, refuseLoan, refusePoll, Seeking } from './loan-phase.ts'
import { Loan } from './loan.ts'
import type { KvEntry } from './kv-iterator.ts'
import { SeekFuture, type SeekTarget } from './seek-future.ts'

/**
 * The base of loans of iterators that can be sought: as {@link Loan}, with a `move` to write, and `lendSeek` for the
 * iterator's `seek`.
 *
 * @example
 * class BlockNext extends SeekableLoan {
 *   protected move(key: Uint8Array): void {
 *     this.index = this.block.firstNotBelow(key)
 *   }
 *   // … and poll, lend, recall and release, as in Loan
 * }
 * class BlockIterator implements KvIterator<BlockNext>, Seekable {
 *   seek(key: Uint8Array): SeekFuture {
 *     return this.loan.lendSeek(this, key)
 *   }
 *   // …
 * }
 */
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

  /** Asks again for the seeks of children that `recall` took back. */
  protected seekAgain(): void {}

  /**
   * For `recall`: disposes what the children have out. A seek that is taken back has moved nothing, so it is asked for
   * again whatever those disposes throw, or the child's next entry would come from where it stood. A child that refuses
   * the second seek finishes the iterator.
   */
  protected takeBack(inners: readonly unknown[]): void {
    const errors = new DisposeErrors()
    for (const inner of inners) errors.drop(inner)
    try {
      this.seekAgain()
    } catch (error) {
      errors.add(error)
      this.phase = Failed
      for (const held of this.release()) errors.drop(held)
    }
    errors.rethrow()
  }
}
