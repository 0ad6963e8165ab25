/** A place for one call of a file's at a time, used again for call after call, since a call is asked and answered in shared memory. */
import type { Answer, Failure } from '../io-host.ts'
import { ANSWERED, AT, CallMemory, FILE, LENGTH, OP, OP_CLOSE, OP_READ, OP_SYNC, OP_WRITE, RESULT, WANT } from './memory.ts'
import type { Handle, Reactor } from './reactor.ts'
import type { Mail } from './wire.ts'

/** Kept for the next calls; a burst leaves no more than a megabyte behind. */
const MOST_IDLE = 16

export class CallSlot implements Handle {
  readonly words: Int32Array
  readonly memory: CallMemory
  private readonly reactor: Reactor
  private readonly id: number
  private readonly idle: CallSlot[]
  private op: number
  private into: Uint8Array | null
  private done: Answer<number> | null
  private failure: Failure | null

  /** @param idle where it waits for its next call. */
  constructor(reactor: Reactor, idle: CallSlot[]) {
    this.memory = new CallMemory()
    this.words = this.memory.words
    this.reactor = reactor
    this.idle = idle
    this.op = 0
    this.into = null
    this.done = null
    this.failure = null
    this.id = reactor.add(this)
    reactor.send({ kind: 'calls', id: this.id, memory: this.memory.buffer })
  }

  /**
   * Asks for `op` of the file `file`. What is read comes into `into`; what is to be written is in the memory already.
   *
   * @param at in bytes from the start, or null for the file's own place.
   */
  call(op: number, file: number, length: number, at: number | null, into: Uint8Array | null, done: Answer<number>): void {
    const { words, memory } = this
    this.op = op
    this.into = into
    this.done = done
    words[FILE] = file
    words[LENGTH] = length
    memory.numbers[AT] = at ?? -1
    Atomics.store(words, WANT, ANSWERED)
    Atomics.store(words, OP, op)
    this.reactor.ring(this.id, words)
  }

  mail(mail: Mail): void {
    if (mail.kind === 'failed') this.failure = mail.failure
  }

  told(): void {
    const result = this.memory.numbers[RESULT]!
    // Its mail came before.
    if (result < 0) return this.answer(this.failure, 0)
    if (this.op === OP_READ) this.into!.set(this.memory.bytes.subarray(0, result))
    this.answer(null, result)
  }

  private answer(failure: Failure | null, value: number): void {
    const { done } = this
    this.op = 0
    this.into = null
    this.done = null
    this.failure = null
    if (this.idle.length < MOST_IDLE) {
      this.idle.push(this)
    } else {
      this.reactor.remove(this.id)
      this.reactor.send({ kind: 'forget', id: this.id })
    }
    if (done !== null) done(failure, failure === null ? value : null)
  }

  died(failure: Failure): void {
    if (this.op !== 0) this.answer(failure, 0)
  }

  isDelivering(): boolean {
    return this.op === OP_WRITE || this.op === OP_SYNC || this.op === OP_CLOSE
  }
}
