/** Waiting for connections. */
import { hasBudget, spendBudget } from '../future/budget.ts'
import type { Context } from '../future/context.ts'
import { PolledAfterCompletionError } from '../future/errors.ts'
import type { Inspection } from '../future/inspect.ts'
import { Pending, type Poll } from '../future/poll.ts'
import '../future/symbols.ts'
import { inspect, sendable } from '../future/symbols.ts'
import { ioHost } from './current-host.ts'
import { Incoming } from './incoming.ts'
import { Interest } from './interest.ts'
import { addressText, IoError } from './io-error.ts'
import { IoFuture } from './io-future.ts'
import type { Endpoint, ListenerPort, SocketAddress } from './io-host.ts'
import { requireEndpoint } from './tcp-endpoint.ts'
import { TcpStream } from './tcp-stream.ts'

/** Connections that may wait to be accepted, unless told; what Node and many systems have. */
const BACKLOG = 511

/**
 * A TCP server. Disposing it closes it, and cuts connections that nobody accepted; those that were accepted go on.
 *
 * Rust: `tokio::net::TcpListener`.
 *
 * @example
 * using listener = yield* wait(TcpListener.bind({ port: 8087 }))
 * for (;;) {
 *   const stream = yield* wait(listener.accept())
 *   spawn(serve(stream))
 * }
 */
export class TcpListener implements Disposable {
  /** Where it listens: with port 0, the port that the system has chosen. */
  readonly address: SocketAddress
  private port: ListenerPort | null
  private readonly interest: Interest

  /** For the library: `bind` gives listeners. */
  constructor(port: ListenerPort, kind: 'host' | 'thread') {
    const interest = new Interest('TcpListener', `a connection to ${addressText(port.address)}`, kind)
    this.address = port.address
    this.port = port
    this.interest = interest
    port.attach(() => interest.ready())
  }

  /**
   * Listens, once it is polled. `host` is 127.0.0.1 if absent, which nobody reaches from another machine; `port` 0 lets the system choose.
   * Of connections that wait to be accepted, those beyond `backlog` (511) are cut.
   *
   * @throws TypeError, RangeError at the call; IoError from the poll: `EADDRINUSE`, `EACCES`, `EADDRNOTAVAIL` …
   */
  static bind(at: { readonly host?: string; readonly port: number; readonly backlog?: number }): TcpBind {
    const endpoint = requireEndpoint(at, 'TcpListener.bind', 0)
    const { backlog = BACKLOG } = at
    if (!Number.isInteger(backlog) || backlog < 1) throw new RangeError(`TcpListener.bind: expected a backlog of at least 1, and got ${String(backlog)}`)
    return new TcpBind(endpoint, backlog)
  }

  /** The connection that has waited longest. Disposed, it has lost none. @throws IoError from the poll: `EMFILE` … The listener goes on. */
  accept(): TcpAccept {
    return new TcpAccept(this)
  }

  /** All connections, as a stream, which owns the listener from now on. A failure to accept one is thrown and does not end it. */
  incoming(): Incoming {
    return new Incoming(this)
  }

  pollAccept(cx: Context): Poll<TcpStream> {
    const port = this.live()
    if (!port.isOpen()) return this.interest.wait(cx)
    if (!hasBudget(cx)) return Pending
    const accepted = port.accept()
    if (accepted === null) return this.interest.wait(cx)
    spendBudget()
    if (!('close' in accepted)) throw new IoError('TcpListener.accept', accepted)
    return new TcpStream(accepted, this.interest.kind)
  }

  private live(): ListenerPort {
    if (this.port === null) throw new PolledAfterCompletionError('TcpListener', 'disposed')
    return this.port
  }

  beginAccept(by: object): void {
    this.live()
    this.interest.borrow(by)
  }

  endAccept(by: object): void {
    this.interest.end(by)
  }

  /** Nobody waits any more. */
  recall(): void {
    this.interest.forget()
  }

  [Symbol.dispose](): void {
    const { port } = this
    this.port = null
    port?.close()
    this.interest.ready()
  }

  get [sendable](): boolean {
    return true
  }

  [inspect](): Inspection {
    const name = `TcpListener(${addressText(this.address)})`
    return this.port === null ? { name, state: 'Disposed' } : { name, waitsOn: this.interest.what }
  }
}

/** What `TcpListener.bind` returns. Disposed, it closes what there is. */
export class TcpBind extends IoFuture<TcpListener> {
  private readonly endpoint: Endpoint
  private readonly backlog: number
  private port: ListenerPort | null
  private interest: Interest | null

  constructor(endpoint: Endpoint, backlog: number) {
    super()
    this.endpoint = endpoint
    this.backlog = backlog
    this.port = null
    this.interest = null
  }

  protected begin(): void {
    const host = ioHost()
    const interest = new Interest('TcpListener.bind', this.waitsFor, host.kind)
    interest.borrow(this)
    const port = host.listen(this.endpoint, this.backlog)
    this.interest = interest
    this.port = port
    port.attach(() => interest.ready())
  }

  protected step(cx: Context): Poll<TcpListener> {
    const port = this.port!
    if (port.failure !== null) throw new IoError('TcpListener.bind', port.failure)
    if (!port.isOpen()) return this.interest!.wait(cx)
    this.port = null
    return new TcpListener(port, this.interest!.kind)
  }

  protected release(): void {
    this.interest?.forget()
    this.port?.close()
    this.port = null
  }

  protected get label(): string {
    return `TcpListener.bind(${addressText({ address: this.endpoint.host, port: this.endpoint.port })})`
  }

  protected get waitsFor(): string {
    return `the port ${this.endpoint.port} of ${this.endpoint.host}`
  }
}

/** What `listener.accept()` returns. */
export class TcpAccept extends IoFuture<TcpStream> {
  private readonly listener: TcpListener

  constructor(listener: TcpListener) {
    super()
    this.listener = listener
  }

  protected begin(): void {
    this.listener.beginAccept(this)
  }

  protected step(cx: Context): Poll<TcpStream> {
    return this.listener.pollAccept(cx)
  }

  protected release(): void {
    this.listener.endAccept(this)
  }

  protected get label(): string {
    return 'TcpListener.accept'
  }

  protected get waitsFor(): string {
    return `a connection to ${addressText(this.listener.address)}`
  }
}
