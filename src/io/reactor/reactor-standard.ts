/** The standard input and output, where the reactor has them. There is one of each: what was read ahead is there for the next user. */
import type { Failure, SinkPort, SourcePort } from '../io-host.ts'
import { StreamMemory } from './memory.ts'
import type { Handle, Reactor } from './reactor.ts'
import { RingSink } from './ring-sink.ts'
import { RingSource } from './ring-source.ts'
import type { Mail } from './wire.ts'

class Standard implements Handle {
  readonly words: Int32Array
  readonly source: RingSource
  readonly sink: RingSink
  /** Whom to tell. */
  changed: () => void

  constructor(reactor: Reactor, kind: 'stdin' | 'stdout') {
    const memory = new StreamMemory()
    const id = reactor.add(this)
    const ring = (): void => reactor.ring(id, memory.words)
    this.words = memory.words
    this.source = new RingSource(memory, false, ring)
    this.sink = new RingSink(memory, ring)
    this.changed = () => {}
    reactor.send({ kind, id, memory: memory.buffer })
  }

  mail(mail: Mail): void {
    if (mail.kind !== 'failed') return
    this.source.failure = mail.failure
    this.sink.failure = mail.failure
    this.told()
  }

  told(): void {
    const { changed } = this
    changed()
  }

  died(failure: Failure): void {
    this.source.died(failure)
    this.sink.failure ??= failure
    this.told()
  }

  isDelivering(): boolean {
    return this.sink.isDelivering()
  }
}

export class Standards {
  private input: Standard | null
  private output: Standard | null

  constructor() {
    this.input = null
    this.output = null
  }

  stdin(reactor: Reactor, readable: () => void): SourcePort {
    const input = (this.input ??= new Standard(reactor, 'stdin'))
    input.changed = readable
    return input.source
  }

  stdout(reactor: Reactor, writable: () => void): SinkPort {
    const output = (this.output ??= new Standard(reactor, 'stdout'))
    output.changed = writable
    return output.sink
  }
}
