/**
 * The entries of one block, one `advance` each: the innermost loop of everything here, synchronous, shared by all that
 * `--compare` measures.
 *
 *     entry*  restart*  count (4)            a restart (4) is the offset of an entry that shares nothing
 *     entry:  shared, unshared, value length (varints), the key's unshared end, the value
 *
 * A key is stored as what differs from the key before it, so the reader keeps one key buffer and writes the end of it.
 * A seek searches the restarts for the last that begins below the target, and walks from there.
 */
import { LevelDbError } from '../errors.ts'
import { InternalEntry } from './internal-entry.ts'
import { compareInternal, TRAILER, Value } from './internal-key.ts'

export class BlockReader {
  /** The current entry, after `advance` answered true. */
  readonly entry: InternalEntry
  private bytes: Uint8Array
  private start: number
  /** Where the next entry begins. */
  private at: number
  /** Where the entries end and the restarts begin. */
  private limit: number
  private restarts: number
  private file: string
  private offset: number
  /** What `readHeader` reads, and where it is. */
  private cursor: number
  private shared: number
  private unshared: number
  private valueLength: number

  /** A reader of no block, at its end. */
  constructor() {
    this.entry = new InternalEntry()
    this.bytes = this.entry.keyBytes
    this.start = 0
    this.at = 0
    this.limit = 0
    this.restarts = 0
    this.file = ''
    this.offset = 0
    this.cursor = 0
    this.shared = 0
    this.unshared = 0
    this.valueLength = 0
  }

  /**
   * Begins the block in `bytes[start, end)`, which stays where it is while it is read. `file` and `offset` are where it
   * comes from, for errors.
   *
   * @throws LevelDbError `TABLE` if it cannot be one.
   */
  load(bytes: Uint8Array, start: number, end: number, file: string, offset: number): void {
    this.bytes = bytes
    this.file = file
    this.offset = offset
    const length = end - start
    if (length < 8) this.fail('a block is too short')
    const restarts = this.fixed32(end - 4)
    if (restarts < 1 || restarts > (length - 4) / 4) this.fail(`a block cannot have ${restarts} restarts`)
    this.start = start
    this.limit = end - 4 - 4 * restarts
    this.restarts = restarts
    this.rewind(start)
  }

  /** Lets go of the block: the reader is at its end. */
  clear(): void {
    this.bytes = this.entry.keyBytes
    this.limit = 0
    this.rewind(0)
  }

  private rewind(at: number): void {
    this.at = at
    this.entry.keyLength = 0
  }

  /**
   * Moves to the next entry; false after the last.
   *
   * @throws LevelDbError `TABLE` for an entry that cannot be one.
   */
  advance(): boolean {
    let at = this.at
    if (at >= this.limit) return false
    const { bytes, entry } = this
    let shared = bytes[at]!
    let unshared = bytes[at + 1]!
    let valueLength = bytes[at + 2]!
    if ((shared | unshared | valueLength) < 128) {
      at += 3
    } else {
      at = this.readHeader(at)
      shared = this.shared
      unshared = this.unshared
      valueLength = this.valueLength
    }
    const keyLength = shared + unshared
    const valueStart = at + unshared
    const next = valueStart + valueLength
    if (next > this.limit || shared > entry.keyLength || keyLength < TRAILER) this.fail('an entry of a block is damaged')
    if (keyLength > entry.keyBytes.length) entry.growKey(keyLength, shared)
    const key = entry.keyBytes
    for (let to = shared; at < valueStart; at++, to++) key[to] = bytes[at]!
    if (key[keyLength - TRAILER]! > Value) this.fail('an entry of a block is of no known type')
    entry.keyLength = keyLength
    entry.valueBytes = bytes
    entry.valueStart = valueStart
    entry.valueLength = valueLength
    this.at = next
    return true
  }

  /** Reads the three lengths at `at` where one takes more than a byte. Returns where the key begins. */
  private readHeader(at: number): number {
    this.cursor = at
    this.shared = this.varint32()
    this.unshared = this.varint32()
    this.valueLength = this.varint32()
    return this.cursor
  }

  private varint32(): number {
    const { bytes } = this
    let value = 0
    for (let scale = 1, i = 0; i < 5; i++, scale *= 128) {
      const byte = bytes[this.cursor++]!
      value += (byte & 127) * scale
      if (byte < 128) return value
    }
    return this.fail('an entry of a block is damaged')
  }

  /**
   * Moves before the first entry whose internal key is not below `target`, so that `advance` gives it next.
   *
   * @throws LevelDbError `TABLE` for an entry that cannot be one.
   */
  seek(target: Uint8Array): void {
    let low = 0
    let high = this.restarts - 1
    while (low < high) {
      const middle = (low + high + 1) >>> 1
      if (this.restartIsBelow(middle, target)) low = middle
      else high = middle - 1
    }
    this.rewind(this.restart(low))
    const { entry } = this
    for (;;) {
      const at = this.at
      if (!this.advance()) return
      if (compareInternal(entry.keyBytes, 0, entry.keyLength, target, target.length) >= 0) {
        // One back: the key's buffer holds what the entry shares with the one before it, since it is that entry's own.
        this.at = at
        return
      }
    }
  }

  private restartIsBelow(restart: number, target: Uint8Array): boolean {
    const at = this.readHeader(this.restart(restart))
    const { shared, unshared } = this
    if (shared !== 0 || unshared < TRAILER || at + unshared > this.limit) this.fail('a restart of a block is damaged')
    return compareInternal(this.bytes, at, unshared, target, target.length) < 0
  }

  /** Where the entry of a restart begins. */
  private restart(restart: number): number {
    const at = this.start + this.fixed32(this.limit + 4 * restart)
    if (at >= this.limit && this.limit > this.start) this.fail('a restart of a block is damaged')
    return at
  }

  private fixed32(at: number): number {
    const { bytes } = this
    return (bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)) >>> 0
  }

  private fail(what: string): never {
    throw new LevelDbError('ERR_LEVELDB_TABLE', this.file, this.offset, what)
  }
}
