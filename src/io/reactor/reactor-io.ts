/** Sockets and files on the reactor, for runtimes that park their thread. */
import type { Answer, Endpoint, FilePort, IoHost, ListenerPort, OpenMode, SinkPort, SocketPort, SourcePort } from '../io-host.ts'
import { present, reactorSlot } from './current-reactor.ts'
import { Reactor } from './reactor.ts'
import { Opening, type Slots } from './reactor-file.ts'
import { ReactorListener } from './reactor-listener.ts'
import { ReactorSocket } from './reactor-socket.ts'
import { Standards } from './reactor-standard.ts'

export class ReactorIo implements IoHost {
  readonly kind = 'thread'
  /** Of the reactor that there is. */
  private slots: Slots
  private standards: Standards

  constructor() {
    this.slots = []
    this.standards = new Standards()
  }

  /** One that has died is replaced. */
  private reactor(): Reactor {
    const living = present()
    if (living !== null) return living
    this.slots = []
    this.standards = new Standards()
    return (reactorSlot.reactor = new Reactor())
  }

  connect(to: Endpoint): SocketPort {
    const reactor = this.reactor()
    return new ReactorSocket(reactor, reactor.memories.take(), null).connect(to)
  }

  listen(at: Endpoint, backlog: number): ListenerPort {
    return new ReactorListener(this.reactor(), at, backlog)
  }

  open(path: string, mode: OpenMode, done: Answer<FilePort>): void {
    const reactor = this.reactor()
    new Opening(reactor, this.slots, done).ask(path, mode)
  }

  stdin(readable: () => void): SourcePort {
    const reactor = this.reactor()
    return this.standards.stdin(reactor, readable)
  }

  stdout(writable: () => void): SinkPort {
    const reactor = this.reactor()
    return this.standards.stdout(reactor, writable)
  }
}
