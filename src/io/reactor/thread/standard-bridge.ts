/** The standard input, and the standard output, of the reactor's. */
import type { NodeStream } from '../../host/node.ts'
import { hostStdin, hostStdout } from '../../host/host-stdio.ts'
import type { SinkPort, SourcePort } from '../../io-host.ts'
import { READABLE, WRITABLE, type StreamMemory } from '../memory.ts'
import type { Bridge, Desk } from './desk.ts'
import { Inflow } from './inflow.ts'
import { Outflow } from './outflow.ts'
import { Teller } from './teller.ts'

export class StandardBridge implements Bridge {
  readonly words: Int32Array
  private readonly id: number
  private readonly desk: Desk
  private readonly teller: Teller
  private readonly port: SourcePort | SinkPort
  private readonly flow: Inflow | Outflow
  private failed: boolean

  constructor(kind: 'stdin' | 'stdout', id: number, stream: NodeStream, memory: StreamMemory, desk: Desk) {
    const teller = new Teller(id, memory.words, desk)
    this.words = memory.words
    this.id = id
    this.desk = desk
    this.teller = teller
    this.failed = false
    if (kind === 'stdin') {
      const port = hostStdin(stream, () => this.pump())
      this.port = port
      this.flow = new Inflow(memory, port, teller, false)
    } else {
      const port = hostStdout(stream, () => this.pump())
      this.port = port
      this.flow = new Outflow(memory, port, teller)
    }
  }

  pump(): void {
    const { failure } = this.port
    if (failure !== null && !this.failed) {
      this.failed = true
      this.desk.mail({ kind: 'failed', id: this.id, failure })
      this.teller.tell(READABLE | WRITABLE)
    }
    this.flow.pump()
    this.desk.settled()
  }

  isAtRest(): boolean {
    return this.failed || this.flow instanceof Inflow || this.flow.isAtRest()
  }
}
