/** The threads of a reactor, as Node makes them, and all that goes between them and main. */
import { nodeProcess, nodeThreads, type NodePort, type NodeWorker, type ThreadsModule } from '../host/node.ts'
import { IdQueue } from './id-queue.ts'
import { ARMED, CONTROL_BYTES, DEAD, WATCHED, type BELL, type Mail, type ReactorData, type Request } from './wire.ts'

/** Whom it tells, from main's event loop, or at the end of the process. */
export interface LinkEvents {
  mail(mail: Mail): void
  /** The process would end. True: not before the reactor has delivered. */
  ending(): boolean
  /** The process ends. */
  exiting(): void
}

/** The end of the reactor, as the supervisor reports it. */
interface Report {
  readonly code: number | null
  readonly text: string
}

/** How long to wait for the supervisor to come up, in milliseconds; if it cannot, no event tells a parked thread. */
const START_PATIENCE = 10_000

/** What is to be done for the reactor that there is when the process ends: one listener each, however many there have been. */
const ends = { listening: false, atEnd: (): void => {}, atExit: (): void => {} }

function watchEnds(): void {
  if (ends.listening) return
  ends.listening = true
  const process = nodeProcess()!
  process.on('beforeExit', () => {
    const { atEnd } = ends
    atEnd()
  })
  process.on('exit', () => {
    const { atExit } = ends
    atExit()
  })
}

/** Whether this host has what a reactor needs. */
export function canLink(): boolean {
  return typeof SharedArrayBuffer === 'function' && typeof nodeThreads()?.receiveMessageOnPort === 'function'
}

export class ReactorLink {
  readonly control: Int32Array
  readonly toReactor: IdQueue
  readonly toMain: IdQueue
  private readonly node: ThreadsModule
  private readonly port: NodePort
  private readonly reports: NodePort
  private readonly supervisor: NodeWorker

  constructor(events: LinkEvents) {
    const node = nodeThreads()!
    const [mails, reports] = [new node.MessageChannel(), new node.MessageChannel()]
    this.node = node
    this.control = new Int32Array(new SharedArrayBuffer(CONTROL_BYTES))
    this.toReactor = new IdQueue()
    this.toMain = new IdQueue()
    this.port = mails.port1
    this.reports = reports.port1
    Atomics.store(this.control, ARMED, 1)
    const { control, toReactor, toMain } = this
    const data: ReactorData = { port: mails.port2, control: control.buffer as SharedArrayBuffer, toReactor: toReactor.memory, toMain: toMain.memory }
    this.supervisor = new node.Worker(new URL('./thread/supervisor.mjs', import.meta.url), {
      name: 'pollux reactor supervisor',
      workerData: { reports: reports.port2, data },
      transferList: [reports.port2, mails.port2],
      // What the program's flags load is of no use there, takes time, and may fail.
      execArgv: [],
      env: withoutOptions(nodeProcess()!.env),
    })
    this.listen(events)
    this.waitForSupervisor()
  }

  /** Nothing of it keeps the process alive, but while it delivers at the end. */
  private listen(events: LinkEvents): void {
    const { supervisor, port } = this
    // To listen keeps the process alive, so not to comes after.
    supervisor.on('message', () => supervisor.unref())
    supervisor.on('error', () => void Atomics.store(this.control, DEAD, 1))
    supervisor.unref()
    port.on('message', mail => events.mail(mail as Mail))
    port.unref()
    ends.atEnd = () => {
      if (events.ending()) supervisor.ref()
    }
    ends.atExit = () => events.exiting()
    watchEnds()
  }

  /** From there on, whatever happens is reported. It takes some hundredths of a second, once; not to get there may be for want of files. */
  private waitForSupervisor(): void {
    if (Atomics.wait(this.control, WATCHED, 0, START_PATIENCE) === 'timed-out') Atomics.store(this.control, DEAD, 1)
  }

  post(message: Request | typeof BELL): void {
    this.port.postMessage(message)
  }

  /** To the supervisor as well. */
  tell(message: Request): void {
    this.port.postMessage(message)
    this.supervisor.postMessage(message)
  }

  /** Mail that came while nobody heard. */
  receive(): Mail | undefined {
    return this.node.receiveMessageOnPort(this.port)?.message as Mail | undefined
  }

  /** After the end of the reactor: why that was, as far as anybody knows. */
  close(): Error {
    const report = this.node.receiveMessageOnPort(this.reports)?.message as Report | undefined
    this.port.close()
    this.reports.close()
    void this.supervisor.terminate()
    if (report === undefined) return new Error('the reactor could not begin: this process can make no more threads, or open no more files')
    const how = report.code === null ? 'it could not begin' : `exit code ${report.code}`
    return new Error(`the reactor has ended: ${how}${report.text === '' ? '' : `\n${report.text}`}`)
  }
}

function withoutOptions(env: Record<string, string | undefined>): Record<string, string | undefined> {
  const { NODE_OPTIONS: _, ...others } = env
  return others
}
