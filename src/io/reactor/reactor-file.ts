/** A file that the reactor owns. */
import { STAGE, type Answer, type Failure, type FilePort, type OpenMode } from '../io-host.ts'
import { CallSlot } from './call-slot.ts'
import { OP_CLOSE, OP_READ, OP_SIZE, OP_SYNC, OP_WRITE } from './memory.ts'
import type { Handle, Reactor } from './reactor.ts'
import type { Mail } from './wire.ts'

/** Places for calls that are free, of one reactor. */
export type Slots = CallSlot[]

export class ReactorFile implements FilePort {
  private readonly reactor: Reactor
  private readonly slots: Slots
  private readonly id: number

  constructor(reactor: Reactor, slots: Slots, id: number) {
    this.reactor = reactor
    this.slots = slots
    this.id = id
  }

  read(into: Uint8Array, at: number | null, done: Answer<number>): void {
    this.call(OP_READ, Math.min(into.length, STAGE), at, into, done)
  }

  write(from: Uint8Array, at: number | null, done: Answer<number>): void {
    const length = Math.min(from.length, STAGE)
    const slot = this.slot(done)
    slot?.memory.bytes.set(from.subarray(0, length))
    slot?.call(OP_WRITE, this.id, length, at, null, done)
  }

  size(done: Answer<number>): void {
    this.call(OP_SIZE, 0, null, null, done)
  }

  sync(done: Answer<void>): void {
    this.call(OP_SYNC, 0, null, null, failure => done(failure, null))
  }

  close(done: Answer<void>): void {
    this.call(OP_CLOSE, 0, null, null, failure => done(failure, null))
  }

  private call(op: number, length: number, at: number | null, into: Uint8Array | null, done: Answer<number>): void {
    this.slot(done)?.call(op, this.id, length, at, into, done)
  }

  /** Null if there is no reactor to ask: `done` knows that by then. */
  private slot(done: Answer<number>): CallSlot | null {
    const { reactor, slots } = this
    if (reactor.isDead()) reactor.end()
    if (reactor.failure === null) return slots.pop() ?? new CallSlot(reactor, slots)
    done(reactor.failure, null)
    return null
  }
}

/** The opening of a file; it hears of nothing else. */
export class Opening implements Handle {
  readonly words: null
  private readonly reactor: Reactor
  private readonly slots: Slots
  private readonly done: Answer<FilePort>
  private readonly id: number

  constructor(reactor: Reactor, slots: Slots, done: Answer<FilePort>) {
    this.words = null
    this.reactor = reactor
    this.slots = slots
    this.done = done
    this.id = reactor.add(this)
  }

  ask(path: string, mode: OpenMode): void {
    this.reactor.send({ kind: 'open', id: this.id, path, mode })
  }

  mail(mail: Mail): void {
    const { done } = this
    this.reactor.remove(this.id)
    if (mail.kind === 'failed') done(mail.failure, null)
    else done(null, new ReactorFile(this.reactor, this.slots, this.id))
  }

  told(): void {}

  died(failure: Failure): void {
    const { done } = this
    done(failure, null)
  }

  isDelivering(): boolean {
    return false
  }
}
