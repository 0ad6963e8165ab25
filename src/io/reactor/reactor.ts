/**
 * # The reactor
 *
 * Sockets and files for runtimes that park their thread. A parked thread hears no callback, so another one, the reactor, owns the handles,
 * on an event loop that turns. There is one for each thread of the program that asks for it, made when first needed; it stays, and keeps
 * no process alive. This class is main's end of it; the other end is `thread/serve.ts`.
 *
 *     main                                  shared memory                       the reactor
 *     TcpStream ── ReactorSocket ──▶ ring out, ring in, words of state ──▶ SocketBridge ── HostSocket ── system
 *                                ◀── a queue of numbers each way      ◀──
 *                  connect, open …  ─────── messages ────────────────▶
 *                                   ◀────── mail: addresses, failures, connections
 *
 * **Bytes** are in rings of 64 KiB, one each way (`byte-ring.ts`). What has come stays there until somebody takes it; a full one holds up
 * the socket, or the writer. The rings of a connection that is over serve a later one (`memory-pool.ts`).
 *
 * **How main is heard.** It changes a word of the handle's memory, puts the handle's number into a queue, and rings, unless the reactor is
 * awake. **How it is told**: it says in a word what it wants to hear, looks once more, and waits; the reactor puts the number into the
 * other queue and wakes the runtimes that it knows, as `remoteWaker` does. Their wakers take in what is there (`takeIn`). A runtime is made known by
 * the first leaf that waits in it, its *seat*.
 *
 * **Who keeps what alive.** A leaf that waits does, as one source more on another thread; a reactor that has nothing to do holds nobody.
 * What was written is delivered before the process ends by itself; before `process.exit` as much of it as the system takes at once.
 *
 * **When it dies** (out of memory, say), its supervisor says so, also to a parked thread. Every handle fails then, with the code
 * `ERR_POLLUX_REACTOR_DIED`, and the next that is opened is opened by a new reactor.
 *
 * A handle belongs to whoever holds the stream or the file, not to a runtime: what one `blockOn` has opened the next one reads.
 *
 * Rust: `tokio::runtime::io::Driver`, on a thread of its own, as `async-io` has it.
 */
import { currentRuntime } from '../../runtime/current.ts'
import { JoinError, NO_TASK } from '../../runtime/errors.ts'
import type { Runtime } from '../../runtime/runtime.ts'
import { printUnhandled } from '../../runtime/unhandled.ts'
import type { Failure } from '../io-host.ts'
import { ReactorLink } from './link.ts'
import { QUEUED, TOLD } from './memory.ts'
import { MemoryPool } from './memory-pool.ts'
import { Seat } from './seat.ts'
import { ARMED, BELL, DEAD, FENCES, MAILS, NEWS, type Mail, type Request } from './wire.ts'

/** A handle, on main's side. */
export interface Handle {
  readonly words: Int32Array | null
  /** The reactor has changed what `bits` say. */
  told(bits: number): void
  mail(mail: Mail): void
  /** The reactor has ended. */
  died(failure: Failure): void
  /** Whether something that was written is not with the system yet. */
  isDelivering(): boolean
}

/** Longest that `process.exit` is held up, in milliseconds; the reactor answers in less than one, unless it is about to die. */
const LAST_PATIENCE = 1000

export class Reactor {
  /** For connections that main begins. */
  readonly memories: MemoryPool
  private readonly link: ReactorLink
  private readonly handles: Map<number, Handle>
  private readonly seatOf: WeakMap<Runtime, Seat>
  private readonly seats: Map<number, Seat>
  private lastId: number
  private lastSeat: number
  private over: Failure | null

  /** Starts the thread. @throws what the host throws if it makes no more threads. */
  constructor() {
    this.memories = new MemoryPool()
    this.handles = new Map()
    this.seatOf = new WeakMap()
    this.seats = new Map()
    this.lastId = 0
    this.lastSeat = 0
    this.over = null
    this.link = new ReactorLink({ mail: mail => this.take(mail), ending: () => this.ending(), exiting: () => this.exiting() })
  }

  // ---- out ----

  add(handle: Handle): number {
    const id = (this.lastId += 2)
    this.handles.set(id, handle)
    return id
  }

  /** A connection that was accepted has its number already. */
  adopt(id: number, handle: Handle): void {
    this.handles.set(id, handle)
  }

  remove(id: number): void {
    this.handles.delete(id)
  }

  send(request: Request): void {
    if (this.over === null) this.link.post(request)
  }

  /** The reactor is to look at the handle `id`. */
  ring(id: number, words: Int32Array): void {
    if (this.over !== null || Atomics.exchange(words, QUEUED, 1) === 1) return
    const { link } = this
    link.toReactor.push(id)
    if (Atomics.exchange(link.control, ARMED, 0) === 1) link.post(BELL)
  }

  /** The runtime that polls now is to be woken when there is news. */
  attend(): void {
    const runtime = currentRuntime()
    if (runtime === null || this.over !== null) return
    if (!this.seatOf.has(runtime)) this.seat(runtime)
  }

  private seat(runtime: Runtime): void {
    this.clear()
    const id = ++this.lastSeat
    const seat = new Seat(id, runtime, () => this.takeIn())
    this.seatOf.set(runtime, seat)
    this.seats.set(id, seat)
    this.link.tell({ kind: 'seat', seat: seat.wire })
  }

  /** Seats of runtimes that have gone are forgotten, on all sides. */
  private clear(): void {
    const gone: number[] = []
    for (const [id, seat] of this.seats) if (seat.isGone()) gone.push(id)
    if (gone.length === 0) return
    for (const id of gone) this.seats.delete(id)
    this.link.tell({ kind: 'gone', gone })
  }

  // ---- in ----

  /** Takes in everything that the reactor has said so far. */
  takeIn(): void {
    const { control, toMain } = this.link
    if (this.over !== null) return
    Atomics.store(control, NEWS, 0)
    while (Atomics.load(control, MAILS) > 0) {
      const mail = this.link.receive()
      if (mail === undefined) break
      this.take(mail)
    }
    for (let id; (id = toMain.pop()) !== -1; ) this.look(id)
    if (toMain.takeFull()) for (const id of this.handles.keys()) this.look(id)
    if (this.isDead()) this.end()
  }

  private take(mail: Mail): void {
    Atomics.sub(this.link.control, MAILS, 1)
    this.guarded(() => this.handles.get(mail.id)?.mail(mail))
  }

  private look(id: number): void {
    const handle = this.handles.get(id)
    if (handle === undefined || handle.words === null) return
    const bits = Atomics.exchange(handle.words, TOLD, 0)
    if (bits !== 0) this.guarded(() => handle.told(bits))
  }

  /** What a program's waker throws keeps nobody from being told. */
  private guarded(body: () => void): void {
    try {
      body()
    } catch (error) {
      printUnhandled(JoinError.panic(NO_TASK, 'a waker', error))
    }
  }

  // ---- the end ----

  isDead(): boolean {
    return Atomics.load(this.link.control, DEAD) === 1
  }

  /** Fails whatever is open. */
  end(): void {
    if (this.over !== null) return
    const why = this.link.close()
    const failure: Failure = { code: 'ERR_POLLUX_REACTOR_DIED', syscall: 'the reactor', cause: why }
    this.over = failure
    const handles = [...this.handles.values()]
    this.handles.clear()
    for (const handle of handles) this.guarded(() => handle.died(failure))
  }

  /** Why it is over; null while it lives. */
  get failure(): Failure | null {
    return this.over
  }

  private isDelivering(): boolean {
    if (this.over !== null || this.isDead()) return false
    for (const handle of this.handles.values()) if (handle.isDelivering()) return true
    return false
  }

  /** The process has nothing left to do. True if it is to wait for the reactor. */
  private ending(): boolean {
    // What it has said after the last run.
    this.takeIn()
    if (!this.isDelivering()) return false
    this.send({ kind: 'drain' })
    return true
  }

  /** The process ends now: what was written is at least offered to the system. */
  private exiting(): void {
    if (!this.isDelivering()) return
    const { control } = this.link
    const before = Atomics.load(control, FENCES)
    this.send({ kind: 'fence' })
    Atomics.wait(control, FENCES, before, LAST_PATIENCE)
  }
}
