/**
 * # Bytes in and out
 *
 * Between the futures of this room and whoever really owns sockets and files stands one interface, {@link IoHost}. It knows no
 * waker and no budget. There are two of it: the host's event loop (`host/`), for a runtime that this turns; and the reactor
 * (`reactor/`), a thread that owns the handles while this one is parked. Which of them opens something is up to the runtime that polls
 * first (`current-host.ts`), and what is open stays there, whoever polls it later.
 *
 *     TcpStream, File, stdin …      futures, wakers, budget, loans             this folder
 *     ────────────────────────      IoHost and its ports                       this file
 *     HostSocket, HostFile …        the host's callbacks                       host/
 *     ReactorSocket …               shared memory; HostSocket … over there     reactor/
 *
 * **Sockets, listeners and standard streams tell when they are ready**, as an operating system's poller does. The owner asks
 * `canRead()`; if the answer is no, the port has the bytes fetched and calls `readable()`; then the owner takes them. Nobody asks: nothing is
 * fetched, so the sender is held up, which is all there is to back-pressure. **Files tell when they are done**: they are always ready.
 *
 * **Who owns which bytes, and when.**
 *  - A caller's buffer is read and written inside the poll that it is given to and at no other time. So a read that is dropped leaves
 *    nobody writing into memory that is used for something else by then.
 *  - What has arrived and was not taken stays in the port: a dropped read loses no byte.
 *  - What `write` took is the port's to deliver, also when the stream is dropped right after: at most {@link STAGE} bytes, and it
 *    takes no more until those are with the system.
 *
 * **Who keeps the process alive.** A port never does by itself, except while it delivers. The leaf that waits does, by registering
 * with its runtime as a source (`interest.ts`).
 *
 * **Failures are data** ({@link Failure}), because they may come from another thread. The poll that finds one throws it as an
 * `IoError`, and so with a stack that leads to whoever polled.
 *
 * Rust: `mio` below `tokio::net`; the thread pool below `tokio::fs`.
 */

/** Most bytes that one operation moves. What Node's own reads take at once, and a pipe of Linux holds. */
export const STAGE = 65_536

/** What `read` and `write` of a port answer when it has failed: why is in its `failure`. */
export const FAILED = -1

/** Why something failed, as the system says it. */
export interface Failure {
  /** The system's name for it: `ECONNREFUSED`. */
  readonly code: string
  /** The call that failed: `connect`. */
  readonly syscall: string
  /** For sockets: `127.0.0.1:80`. */
  readonly address?: string | undefined
  /** For files. */
  readonly path?: string | undefined
  /** What it was, where the usual meaning of the code would mislead. */
  readonly words?: string
  readonly cause?: unknown
}

/** One end of a connection, or where a listener listens. Rust: `std::net::SocketAddr`. */
export interface SocketAddress {
  readonly address: string
  readonly port: number
  readonly family: 'IPv4' | 'IPv6'
}

/** Where bytes come from. */
export interface SourcePort {
  /** Set once `read` answers `FAILED`. */
  readonly failure: Failure | null
  /** Whether `read` has an answer. If not, bytes are fetched, and `readable` is called once it has. */
  canRead(): boolean
  /** Only after `canRead`. The bytes put into `into`, 0 at the end, or `FAILED`. */
  read(into: Uint8Array): number
  /** Whoever asked has gone: nothing more is fetched. */
  ignore(): void
}

/** Where bytes go. */
export interface SinkPort {
  readonly failure: Failure | null
  /** Whether `write` has an answer. If not, `writable` is called once it has. */
  canWrite(): boolean
  /** Only after `canWrite`. The bytes taken from `from`, at least one, or `FAILED`. */
  write(from: Uint8Array): number
  /** Whether all that was taken is with the system, or has failed. If not, `writable` is called once it is. */
  isFlushed(): boolean
}

/** Told of changes, by a call that is made when the port's state is settled. Throw nothing. */
export interface SocketEvents {
  /** Connected, or failed to. */
  opened(): void
  readable(): void
  /** Room for a write, all of it gone, or shut down. */
  writable(): void
}

/** A connection. */
export interface SocketPort extends SourcePort, SinkPort {
  /** Known once it is open. */
  readonly local: SocketAddress
  readonly peer: SocketAddress
  /** From now on these are told. What changed before can be asked. */
  attach(events: SocketEvents): void
  /** Whether the connection stands. False for ever if there is a `failure`. */
  isOpen(): boolean
  /** Says to the other side that no more will be written, once what was written has gone. Repeats do nothing. */
  shutdown(): void
  /** Whether that was asked; then nothing may be written. */
  isShutting(): boolean
  isShut(): boolean
  setNoDelay(on: boolean): void
  /** Delivers what it took, or gives up after a minute in which nothing went, and closes. Tells nobody of anything any more. */
  close(): void
}

/** What waits for connections. */
export interface ListenerPort {
  readonly address: SocketAddress
  /** Why it could not listen. */
  readonly failure: Failure | null
  isOpen(): boolean
  /** The connection that has waited longest, a failure to accept one, or null: `acceptable` is called once there is one. */
  accept(): SocketPort | Failure | null
  /** `acceptable` is also called when it is open, or has failed to be. */
  attach(acceptable: () => void): void
  /** Also closes the connections that nobody accepted. */
  close(): void
}

/** Called once: later, or from inside the call that it is given to if that has failed already. */
export type Answer<T> = (failure: Failure | null, value: T | null) => void

/** An open file. Buffers belong to it until it has answered. */
export interface FilePort {
  /** Into `into`, from `at`, or from where the last sequential read or write ended if that is null. Answers 0 at the end. */
  read(into: Uint8Array, at: number | null, done: Answer<number>): void
  write(from: Uint8Array, at: number | null, done: Answer<number>): void
  size(done: Answer<number>): void
  /** What was written is on the disk. */
  sync(done: Answer<void>): void
  /** Waits for what is under way. Nothing may be asked of it afterwards. */
  close(done: Answer<void>): void
}

/** How a file is opened: as it is, to read; emptied or made new, to write; made if it is not there, to write at its end; or both. */
export type OpenMode = 'read' | 'create' | 'append' | 'read-write'

export interface Endpoint {
  readonly host: string
  readonly port: number
}

/** Who owns sockets and files. */
export interface IoHost {
  /** What has to turn for its calls to come: this thread's event loop, or another thread. */
  readonly kind: 'host' | 'thread'
  connect(to: Endpoint): SocketPort
  /** `backlog`: the connections that may wait to be accepted; later ones are cut. */
  listen(at: Endpoint, backlog: number): ListenerPort
  open(path: string, mode: OpenMode, done: Answer<FilePort>): void
  /** The process's, of which there is one each: the last to ask is told. */
  stdin(readable: () => void): SourcePort
  stdout(writable: () => void): SinkPort
}
