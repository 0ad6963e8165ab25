/**
 * The reactor's thread: owns sockets, listeners and files, on the event loop of its own, by the very ports that a runtime on `hostLoop()`
 * uses (`../../host/`). Each has a bridge here, which moves bytes between the port and the memory that it shares with main.
 *
 *     bell or message ──▶ bridge.pump() ──▶ port                port's callback ──▶ bridge.pump() ──▶ news, main is woken
 */
import { wakeRemote, type RemoteHandle } from '../../../runtime/remote-handle.ts'
import { openFile } from '../../host/host-file.ts'
import { connectSocket } from '../../host/host-socket.ts'
import { nodeFs, nodeNet, nodeStandard, nodeThreads, type NodePort } from '../../host/node.ts'
import type { FilePort } from '../../io-host.ts'
import { IdQueue } from '../id-queue.ts'
import { CallMemory, ListenerMemory, QUEUED, StreamMemory } from '../memory.ts'
import { MemoryPool } from '../memory-pool.ts'
import { ARMED, FENCES, MAILS, NEWS, type Mail, type ReactorData, type Request } from '../wire.ts'
import { CallBridge } from './call-bridge.ts'
import type { Bridge, Desk } from './desk.ts'
import { ListenerBridge } from './listener-bridge.ts'
import { SocketBridge } from './socket-bridge.ts'
import { StandardBridge } from './standard-bridge.ts'

class ReactorThread implements Desk {
  readonly memories: MemoryPool
  private readonly port: NodePort
  private readonly control: Int32Array
  private readonly asked: IdQueue
  private readonly news: IdQueue
  private readonly bridges: Map<number, Bridge>
  private readonly files: Map<number, FilePort>
  private readonly seats: Map<number, RemoteHandle>
  private lastId: number
  /** Main's process waits for all that was written to be delivered. */
  private draining: boolean

  constructor({ port, control, toReactor, toMain }: ReactorData) {
    this.memories = new MemoryPool()
    this.port = port as NodePort
    this.control = new Int32Array(control)
    this.asked = new IdQueue(toReactor)
    this.news = new IdQueue(toMain)
    this.bridges = new Map()
    this.files = new Map()
    this.seats = new Map()
    this.lastId = -1
    this.draining = false
  }

  /** From here on it hears. */
  start(): void {
    this.port.on('message', message => (typeof message === 'number' ? this.answerBell() : this.serve(message as Request)))
  }

  // ---- from main ----

  private answerBell(): void {
    do {
      this.look()
      Atomics.store(this.control, ARMED, 1)
      // Main may have seen that it was not armed just before.
    } while (!this.asked.isEmpty() && Atomics.exchange(this.control, ARMED, 0) === 1)
    this.settled()
  }

  /** At the handles for which main has rung. */
  private look(): void {
    for (let id; (id = this.asked.pop()) !== -1; ) {
      const bridge = this.bridges.get(id)
      if (bridge !== undefined) lookAt(bridge)
    }
    if (this.asked.takeFull()) for (const bridge of this.bridges.values()) lookAt(bridge)
  }

  private serve(request: Request): void {
    switch (request.kind) {
      case 'seat':
        this.seats.set(request.seat.id, request.seat.handle)
        // There may have been news before.
        return wakeRemote(request.seat.handle)
      case 'gone':
        for (const id of request.gone) this.seats.delete(id)
        return
      case 'open':
        return this.open(request)
      case 'forget':
        return this.forget(request.id)
      case 'fence':
        this.look()
        Atomics.add(this.control, FENCES, 1)
        Atomics.notify(this.control, FENCES)
        return
      case 'drain':
        this.draining = true
        this.look()
        return this.settled()
      default: {
        const bridge = this.bridgeOf(request)
        this.add(request.id, bridge)
        // Main may have rung before anybody was here to hear it.
        lookAt(bridge)
      }
    }
  }

  private bridgeOf(request: Extract<Request, { memory: SharedArrayBuffer }>): Bridge {
    const { id, memory } = request
    switch (request.kind) {
      case 'connect':
        return new SocketBridge(id, connectSocket(nodeNet()!, request.to), new StreamMemory(memory), null, this)
      case 'listen':
        return new ListenerBridge(id, nodeNet()!, request.at, request.backlog, new ListenerMemory(memory), this)
      case 'calls':
        return new CallBridge(id, new CallMemory(memory), this.files, this)
      default:
        return new StandardBridge(request.kind, id, nodeStandard(request.kind), new StreamMemory(memory), this)
    }
  }

  private open({ id, path, mode }: Extract<Request, { kind: 'open' }>): void {
    openFile(nodeFs()!, path, mode, (failure, file) => {
      if (failure !== null) return this.mail({ kind: 'failed', id, failure })
      this.files.set(id, file!)
      this.mail({ kind: 'opened', id, local: null, peer: null })
    })
  }

  // ---- to main ----

  mail(mail: Mail): void {
    this.port.postMessage(mail)
    Atomics.add(this.control, MAILS, 1)
    this.wake()
  }

  announce(id: number): void {
    this.news.push(id)
    this.wake()
  }

  /** Once, until main has looked. */
  private wake(): void {
    if (Atomics.exchange(this.control, NEWS, 1) === 1) return
    for (const handle of this.seats.values()) wakeRemote(handle)
  }

  // ---- handles ----

  nextId(): number {
    return (this.lastId += 2)
  }

  add(id: number, bridge: Bridge): void {
    this.bridges.set(id, bridge)
  }

  forget(id: number): void {
    this.bridges.delete(id)
    this.settled()
  }

  settled(): void {
    if (!this.draining) return
    for (const bridge of this.bridges.values()) if (!bridge.isAtRest()) return
    this.draining = false
    // To the supervisor, which tells main by an event.
    nodeThreads()!.parentPort!.postMessage('drained')
  }
}

/** The mark goes first: a bell that comes while it is looked at counts. */
function lookAt(bridge: Bridge): void {
  Atomics.store(bridge.words, QUEUED, 0)
  bridge.pump()
}

/** Serves until the thread ends. */
export function serve(data: ReactorData): void {
  new ReactorThread(data).start()
}
