/**
 * # A connection
 *
 * One future, polled by one task, from the first byte to the last. It owns the stream of bytes.
 *
 *     Reading ──head──▶ Receiving ──body──▶ Handling ──response──▶ Sending ──▶ Reading …       (1)
 *        └──────no body──────────────────────▲                       └──last──▶ Closing       (2)
 *     Reading, Receiving ──a bad request, or too slow──▶ Closing                               (3)
 *     Closing ──all sent, shut down──▶ Lingering ──the client too, or enough──▶ Closed         (4)
 *     Reading ──idle, stopped, or the client has gone──▶ Closed;  any ──IoError──▶ Closed      (5)
 *
 * A handler that answers at once passes (1) without a suspension, and so do requests that came together: their responses are sent
 * together, when there is no whole request left. Nothing is read while a response waits to be taken, so a client that does not
 * read is not read from.
 *
 * After a request that is refused nothing else is understood, only thrown away: where it ends cannot be known.
 */
import { drop, inspect, Pending, PolledAfterCompletionError, type Context, type Future, type Inspection, type Poll } from '../../src/future/index.ts'
import { IoError, type AsyncRead, type AsyncWrite } from '../../src/io/index.ts'
import type { CancellationToken } from '../../src/sync/index.ts'
import { Body } from './body.ts'
import { ChunkedBody } from './chunked-body.ts'
import { Deadline } from './deadline.ts'
import { HeadParser } from './head-parser.ts'
import { bad, HttpError } from './http-error.ts'
import { Input } from './input.ts'
import type { Limits } from './limits.ts'
import { HeadRequest, type Handler, type Response } from './message.ts'
import { Output } from './output.ts'
import { Reply } from './reply.ts'

type State = 'Reading' | 'Receiving' | 'Handling' | 'Sending' | 'Closing' | 'Lingering' | 'Closed'

/** What time is running out for. */
type Timed = 'nothing' | 'idle' | 'headTime' | 'bodyTime' | 'stall' | 'linger'

export type Duplex = AsyncRead & AsyncWrite & Disposable

/** What all connections of a server share. */
export interface Service {
  readonly handler: Handler
  readonly limits: Limits
  /** Told to stop: what is under way is finished, and nothing else is begun. */
  readonly stop: CancellationToken
  /** Milliseconds since 1970, for the `Date` of responses. */
  now(): number
  /** A handler, or its stream, has thrown what is no `HttpError`. */
  failed(error: unknown): void
  /** Counted: responses of handlers, and requests refused. */
  requests: number
  refused: number
}

export class Connection implements Future<void>, Disposable {
  private state: State
  private readonly io: Duplex
  private readonly service: Service
  private readonly input: Input
  private readonly head: HeadParser
  private readonly body: Body
  private readonly chunks: ChunkedBody
  private readonly request: HeadRequest
  private readonly output: Output
  private readonly reply: Reply
  private readonly deadline: Deadline
  private timed: Timed
  private readonly stopping: Future<void>
  private stopped: boolean
  /** No request follows the one that is answered. */
  private isLast: boolean
  /** Of the request under way; 0 before its head is whole. */
  private headLength: number
  /** What the handler has promised. */
  private answer: Future<Response> | null
  private lingered: number
  private readonly wentOn: () => void

  constructor(io: Duplex, service: Service) {
    this.state = 'Reading'
    this.io = io
    this.service = service
    this.input = new Input()
    this.head = new HeadParser(service.limits)
    this.body = new Body()
    this.chunks = new ChunkedBody(service.limits)
    this.request = new HeadRequest(this.input, this.head)
    this.output = new Output()
    this.reply = new Reply(this.output)
    this.deadline = new Deadline()
    this.timed = 'nothing'
    this.stopping = service.stop.cancelled()
    this.stopped = false
    this.isLast = false
    this.headLength = 0
    this.answer = null
    this.lingered = 0
    this.wentOn = () => void this.goOn()
  }

  poll(cx: Context): Poll<void> {
    if (this.state === 'Closed') throw new PolledAfterCompletionError('Connection', 'finished')
    try {
      while (!this.isClosed()) {
        if (!this.advance(cx) && !this.isInterrupted(cx)) return Pending
      }
    } catch (error) {
      this[Symbol.dispose]()
      // The client has gone, which is his right.
      if (!(error instanceof IoError)) throw error
    }
  }

  private isClosed(): boolean {
    return this.state === 'Closed'
  }

  /** Goes as far as it can to the next state. False if it has to wait. */
  private advance(cx: Context): boolean {
    try {
      return this.step(cx)
    } catch (error) {
      if (error instanceof HttpError) return this.refuse(error)
      throw error
    }
  }

  private step(cx: Context): boolean {
    switch (this.state) {
      case 'Reading':
        return this.readHead(cx)
      case 'Receiving':
        return this.receive(cx)
      case 'Handling':
        return this.handle(cx)
      case 'Sending':
        return this.send(cx)
      case 'Closing':
        return this.shutDown(cx)
      default:
        return this.linger(cx)
    }
  }

  private readHead(cx: Context): boolean {
    const { input, output } = this
    if (!output.isFull()) {
      const length = this.head.parse(input)
      if (length > 0) return this.begin(length)
    }
    if (!output.isEmpty()) return this.flush(cx)
    if (this.stopped && input.length === 0) return this.close()
    const count = this.io.pollRead(cx, input.room())
    if (count === Pending) return this.waitFor(input.length === 0 ? 'idle' : 'headTime')
    input.arrived(count)
    if (count === 0 && input.length > 0) bad('the request has no end')
    return count > 0 || this.close()
  }

  /** The head is whole. */
  private begin(length: number): boolean {
    const { framing } = this.head
    this.headLength = length
    // Whoever sends the body at once does not wait to be told.
    if (framing.expectsContinue && this.input.length === length) this.output.text('HTTP/1.1 100 Continue\r\n\r\n')
    if (!framing.chunked && framing.length === 0) return this.call()
    this.state = 'Receiving'
    return true
  }

  private receive(cx: Context): boolean {
    const { input, body } = this
    const { chunked, length } = this.head.framing
    if (chunked ? this.takeChunks() : this.takeBody(length)) return this.call()
    if (!this.output.isEmpty()) return this.flush(cx)
    const count = this.io.pollRead(cx, chunked ? input.room() : body.room(length))
    if (count === Pending) return this.waitFor('bodyTime')
    if (count === 0) bad('the body has no end')
    if (chunked) input.arrived(count)
    else body.arrived(count)
    return true
  }

  private takeChunks(): boolean {
    const { input, headLength, chunks } = this
    const from = input.start + headLength
    const at = chunks.decode(input.bytes, from, input.end, this.body)
    if (at > from) input.cut(headLength, at - input.start)
    return chunks.isOver()
  }

  private takeBody(length: number): boolean {
    const { input, body, headLength } = this
    const count = Math.min(length - body.length, input.length - headLength)
    if (count > 0) {
      const from = input.start + headLength
      body.add(input.bytes.subarray(from, from + count))
      input.cut(headLength, headLength + count)
    }
    return body.length === length
  }

  /** The request is whole. */
  private call(): boolean {
    const { request, service } = this
    const { handler } = service
    request.body = this.body.take()
    try {
      const answer = handler(request)
      if (!('poll' in answer)) return this.respond(answer)
      this.answer = answer
      this.state = 'Handling'
      return this.goOn()
    } catch (error) {
      return this.respondTo(error)
    }
  }

  /** Responses to the requests before go out meanwhile. */
  private handle(cx: Context): boolean {
    if (!this.output.isEmpty()) this.flush(cx)
    let response: Poll<Response>
    try {
      response = this.answer!.poll(cx)
    } catch (error) {
      this.answer = null
      return this.respondTo(error)
    }
    if (response === Pending) return false
    this.answer = null
    return this.respond(response)
  }

  private respondTo(error: unknown): boolean {
    if (error instanceof HttpError) return this.respond(responseOf(error))
    this.service.failed(error)
    return this.respond(responseOf(new HttpError(500, 'the server has failed')))
  }

  private respond(response: Response): boolean {
    const { head, service } = this
    const keepAlive = head.framing.keepAlive && !service.stop.isCancelled() && response.status !== 500
    try {
      this.isLast = !this.reply.begin(response, { method: head.method, minor: head.minor, keepAlive }, service.now())
    } catch (error) {
      return this.respondTo(error)
    }
    service.requests++
    this.input.consume(this.headLength)
    this.headLength = 0
    head.reset()
    this.chunks.reset()
    return this.responded()
  }

  private responded(): boolean {
    this.state = this.reply.isStreaming() ? 'Sending' : this.isLast || this.service.stop.isCancelled() ? 'Closing' : 'Reading'
    return true
  }

  private send(cx: Context): boolean {
    if (this.output.isFull()) return this.flush(cx)
    let took: boolean
    try {
      took = this.reply.take(cx)
    } catch (error) {
      // It has begun to look well and cannot end so: cut off, it is seen to be incomplete.
      this.service.failed(error)
      return this.close()
    }
    if (took) return this.responded()
    if (!this.output.isEmpty()) this.flush(cx)
    return false
  }

  /** Answers that the request will not be. */
  private refuse(error: HttpError): boolean {
    const { head, output, input, service } = this
    service.refused++
    this.reply.begin(responseOf(error), { method: head.method, minor: 1, keepAlive: false }, service.now())
    input.consume(input.length)
    this.state = 'Closing'
    return !output.isEmpty()
  }

  private flush(cx: Context): boolean {
    return this.output.pollFlush(cx, this.io, this.wentOn) !== Pending || this.waitFor('stall')
  }

  private shutDown(cx: Context): boolean {
    if (!this.output.isEmpty()) return this.flush(cx)
    if (this.io.pollShutdown(cx) === Pending) return this.waitFor('stall')
    this.state = 'Lingering'
    return true
  }

  private linger(cx: Context): boolean {
    const count = this.io.pollRead(cx, this.input.bytes)
    if (count === Pending) return this.waitFor('linger')
    this.lingered += count
    return count === 0 || this.lingered > this.service.limits.lingerBytes ? this.close() : true
  }

  /** Time runs for this from now on, unless it does already. False, for whoever has to wait. */
  private waitFor(timed: Exclude<Timed, 'nothing'>): false {
    if (this.timed !== timed) {
      this.timed = timed
      this.deadline.set(this.service.limits[timed])
    }
    return false
  }

  /** Time does not run, or starts over with the next wait. */
  private goOn(): true {
    this.timed = 'nothing'
    this.deadline.clear()
    return true
  }

  /** Before it waits: whether time has run out, or everything is to stop. */
  private isInterrupted(cx: Context): boolean {
    if (this.deadline.hasPassed(cx)) return this.expire()
    if (this.stopped || this.stopping.poll(cx) === Pending) return false
    this.stopped = true
    return true
  }

  private expire(): boolean {
    const isSlow = this.timed === 'headTime' || this.timed === 'bodyTime'
    return isSlow ? this.refuse(new HttpError(408, 'the request did not come in time')) : this.close()
  }

  private close(): boolean {
    this[Symbol.dispose]()
    return true
  }

  [Symbol.dispose](): void {
    if (this.state === 'Closed') return
    this.state = 'Closed'
    const { answer } = this
    this.answer = null
    for (const owned of [answer, this.reply, this.stopped ? null : this.stopping, this.deadline, this.io]) drop(owned)
  }

  [inspect](): Inspection {
    const { state, answer } = this
    if (state === 'Closed') return { name: 'Connection', state }
    return { name: 'Connection', state, ...(answer === null ? { waitsOn: 'the client' } : { children: [answer] }) }
  }
}

function responseOf(error: HttpError): Response {
  return { status: error.status, headers: [['Content-Type', 'text/plain'], ...error.headers], body: `${error.message}\n` }
}
