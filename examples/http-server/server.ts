/**
 * The server: takes connections in, each a task of a set, until it is told to stop, and then sees them to their ends.
 *
 *     Accepting ──stop──▶ Draining ──the last connection has ended──▶ Finished
 *                            └──grace is over──▶ all are aborted, and have ended ──▶ Finished
 */
import { Done, drop, inspect, Pending, PolledAfterCompletionError, type Context, type Future, type Inspection, type Poll } from '../../src/future/index.ts'
import { IoError, type TcpListener, type TcpStream } from '../../src/io/index.ts'
import { JoinError, JoinSet } from '../../src/runtime/index.ts'
import { CancellationToken } from '../../src/sync/index.ts'
import { sleep, type Sleep } from '../../src/time/index.ts'
import { Connection, type Service } from './connection.ts'
import { LIMITS, type Limits } from './limits.ts'
import type { Handler } from './message.ts'

/** Milliseconds without accepting, after that has failed: the files that are open now may be closed then. */
const RESPITE = 50

export interface ServerOptions {
  /** Cancelled, the server stops: nobody is taken in, idle connections are closed, requests under way are answered. */
  readonly stop?: CancellationToken
  readonly limits?: Partial<Limits>
  /** Told what a handler throws that is no `HttpError`. Default: printed. */
  readonly failed?: (error: unknown) => void
  readonly now?: () => number
}

/** What it has done. */
export interface Totals {
  readonly connections: number
  readonly requests: number
  readonly refused: number
}

/** See {@link serve}. */
export class Server implements Future<Totals>, Disposable {
  private phase: 'Accepting' | 'Draining' | 'Finished'
  private readonly listener: TcpListener
  private readonly service: Service
  private readonly members: JoinSet<void>
  private next: Future<void | Done> | null
  private stopping: Future<void> | null
  private pause: Sleep | null
  private grace: Sleep | null
  private accepted: number

  constructor(listener: TcpListener, handler: Handler, options: ServerOptions) {
    const { stop = new CancellationToken(), limits = {}, failed = console.error, now = Date.now } = options
    this.phase = 'Accepting'
    this.listener = listener
    this.service = { handler, limits: { ...LIMITS, ...limits }, stop, now, failed, requests: 0, refused: 0 }
    this.members = new JoinSet()
    this.next = null
    this.stopping = stop.cancelled()
    this.pause = null
    this.grace = null
    this.accepted = 0
  }

  /** What it has done so far. */
  get totals(): Totals {
    return { connections: this.accepted, requests: this.service.requests, refused: this.service.refused }
  }

  poll(cx: Context): Poll<Totals> {
    if (this.phase === 'Finished') throw new PolledAfterCompletionError('Server', 'finished')
    if (this.stopping !== null && this.stopping.poll(cx) !== Pending) this.drain()
    if (this.grace !== null && this.grace.poll(cx) !== Pending) {
      this.grace = null
      this.members.abortAll()
    }
    this.reap(cx)
    if (this.phase === 'Accepting') {
      this.accept(cx)
      if (this.next === null) this.reap(cx)
      return Pending
    }
    if (this.members.size > 0) return Pending
    this[Symbol.dispose]()
    return this.totals
  }

  private drain(): void {
    this.stopping = null
    this.phase = 'Draining'
    this.listener[Symbol.dispose]()
    this.grace = sleep(this.service.limits.grace)
  }

  private accept(cx: Context): void {
    if (this.pause !== null && this.pause.poll(cx) === Pending) return
    this.pause = null
    try {
      while (this.members.size < this.service.limits.connections) {
        const stream = this.listener.pollAccept(cx)
        if (stream === Pending) return
        this.take(stream)
      }
    } catch (error) {
      if (!(error instanceof IoError)) throw error
      this.pause = sleep(RESPITE)
      this.pause.poll(cx)
    }
  }

  private take(stream: TcpStream): void {
    this.accepted++
    // Responses go out whole, and nothing is gained by holding a small one back.
    stream.setNoDelay()
    this.members.spawnLocal(new Connection(stream, this.service))
  }

  /** Forgets the connections that have ended. */
  private reap(cx: Context): void {
    while (this.members.size > 0) {
      const next = (this.next ??= this.members.joinNext())
      try {
        const ended = next.poll(cx)
        if (ended === Pending) return
      } catch (error) {
        if (!(error instanceof JoinError && error.isCancelled())) this.service.failed(error)
      }
      this.next = null
    }
  }

  /** Closes everything at once. */
  [Symbol.dispose](): void {
    if (this.phase === 'Finished') return
    this.phase = 'Finished'
    for (const owned of [this.next, this.members, this.stopping, this.pause, this.grace, this.listener]) drop(owned)
  }

  [inspect](): Inspection {
    return { name: 'Server', state: this.phase, waitsOn: this.phase === 'Accepting' ? 'a connection' : 'the last of its connections' }
  }
}

/**
 * Answers requests that come to `listener`, which it takes over, with what `handler` makes of them. Ready when it was told to stop and
 * the last connection has ended. Disposed, it cuts them all. For a runtime on `hostLoop()`; spawn it with `spawnLocal`.
 *
 * @example
 * const listener = yield* wait(TcpListener.bind({ port: 8080 }))
 * yield* wait(serve(listener, () => ({ status: 200, body: 'hello\n' }), { stop }))
 */
export function serve(listener: TcpListener, handler: Handler, options: ServerOptions = {}): Server {
  return new Server(listener, handler, options)
}
