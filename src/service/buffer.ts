/** `Buffer`: a queue before a service, and any number of handles on it. */
import { hasBudget, spendBudget } from '../future/budget.ts'
import type { Context } from '../future/context.ts'
import { drop, dropAll, dropAllSuppressed } from '../future/dispose.ts'
import { BorrowError } from '../future/errors.ts'
import type { Inspection } from '../future/inspect.ts'
import { Pending as PendingSymbol, type Poll } from '../future/poll.ts'
import '../future/symbols.ts'
import { inspect, sendable } from '../future/symbols.ts'
import { requireRuntime } from '../runtime/current.ts'
import type { SendPermit } from '../sync/mpsc-permit.ts'
import type { Reserve } from '../sync/mpsc-reserve.ts'
import type { Sender } from '../sync/mpsc-sender.ts'
import { mpsc } from '../sync/mpsc.ts'
import { oneshot } from '../sync/oneshot.ts'
import { BufferFate, BufferMessage, type Reply } from './buffer-message.ts'
import { BufferResponse } from './buffer-response.ts'
import { BufferWorker } from './buffer-worker.ts'
import { NotReadyError } from './errors.ts'
import { genericLayer, type GenericLayer, type InnerOf, type LayerKind } from './layer.ts'
import { requireService, type AnyService, type RequestOf, type ResponseOf, type Service } from './service.ts'

/** A constant of this module: V8 folds it, an imported one it loads. See `poll.ts`. */
const Pending: typeof PendingSymbol = PendingSymbol

/** The ends of a buffer that is being made. */
interface Ends {
  readonly sender: Sender<BufferMessage>
  readonly fate: BufferFate
}

/**
 * Gives a service to a task of its own, its worker, and hands requests to that through a channel of `bound` places. So any
 * service can be cloned: handles share it, and wait in one queue. `pollReady` takes a place, and `call` fills it.
 *
 * The response's future is made by the worker and polled by the caller. A response that is dropped while its request waits
 * takes it out: the service never sees it. If the service's `pollReady` throws, it is broken: that error reaches every
 * caller, those that wait and those that come. The worker ends, and disposes the service, when the last handle is disposed
 * and the queue is empty.
 *
 * An instance that is ready and never called keeps its place: let `bound` be as large as there are callers at once.
 *
 * Rust: `tower::buffer::Buffer`.
 *
 * @param bound a whole number from 1.
 * @throws NoRuntimeError outside any runtime: the worker is a task of the current one, spawned as by `Runtime.spawnLocal`.
 * @throws RangeError for another bound; TypeError if `inner` is no service. In each case `inner` is left with the caller.
 * @example
 * const db = new Buffer(new RateLimit(connection, 100, 1000), 32)
 * spawn(report(db.clone()))
 * spawn(cleanup(db.clone()))
 */
export class Buffer<S extends AnyService> implements Service<RequestOf<S>, ResponseOf<S>, BufferResponse<ResponseOf<S>>>, Disposable {
  private readonly sender: Sender<BufferMessage>
  private readonly fate: BufferFate
  /** Of this instance, for its next call. */
  private permit: SendPermit<BufferMessage> | null
  /** In the queue for it. */
  private reserving: Reserve<BufferMessage> | null
  private disposed: boolean

  constructor(inner: S, bound: number)
  /** For `pair` and `clone`: `ends` of a worker that there is already. */
  constructor(inner: null, bound: number, ends: Ends)
  constructor(inner: S | null, bound: number, ends?: Ends) {
    const { sender, fate } = ends ?? started(inner!, bound)
    this.sender = sender
    this.fate = fate
    this.permit = null
    this.reserving = null
    this.disposed = false
  }

  /**
   * A buffer, and its worker to be run by whom one likes: `spawn`, if it is to be checked that it is sendable; another executor.
   *
   * Rust: `Buffer::pair`.
   *
   * @throws RangeError, TypeError as the constructor.
   */
  static pair<S extends AnyService>(inner: S, bound: number): [Buffer<S>, BufferWorker] {
    const [ends, worker] = pairOf(inner, bound)
    return [new Buffer<S>(null, bound, ends), worker]
  }

  /** @throws what the worker failed with; ClosedError if it has ended otherwise. */
  pollReady(cx: Context): Poll<void> {
    if (this.disposed) refuse()
    if (this.sender.isClosed()) this.giveUp()
    if (this.permit !== null) return
    if (this.reserving === null) {
      // Room means that nobody waits for it: there is no need for a future.
      if (this.sender.available > 0) {
        this.permit = this.sender.tryReserve()
        if (!hasBudget(cx)) return Pending
        return spendBudget()
      }
      this.reserving = this.sender.reserve()
    }
    const permit = this.reserving.poll(cx)
    if (permit === Pending) return Pending
    this.reserving = null
    this.permit = permit
  }

  private giveUp(): never {
    const { reason } = this.fate
    dropAllSuppressed(this.takeReserved(), reason)
    throw reason
  }

  private takeReserved(): unknown[] {
    const { permit, reserving } = this
    this.permit = null
    this.reserving = null
    return [reserving, permit]
  }

  /** @throws NotReadyError unless `pollReady` was ready since the last call. */
  call(request: RequestOf<S>): BufferResponse<ResponseOf<S>> {
    if (this.disposed) refuse()
    const { permit } = this
    if (permit === null) throw new NotReadyError('Buffer')
    this.permit = null
    const [reply, receiver] = oneshot<Reply>()
    const response = new BufferResponse<ResponseOf<S>>(receiver, this.fate)
    try {
      permit.send(new BufferMessage(request, reply))
    } catch (error) {
      dropAllSuppressed([response], error)
      throw error
    }
    return response
  }

  /** Another handle, which has no place yet. @throws BorrowError after dispose. */
  clone(): Buffer<S> {
    if (this.disposed) refuse()
    return new Buffer<S>(null, 1, { sender: this.sender.clone(), fate: this.fate })
  }

  /** Gives its place back. With the last handle, the worker ends once the queue is empty. */
  [Symbol.dispose](): void {
    if (this.disposed) return
    this.disposed = true
    dropAll([...this.takeReserved(), this.sender])
  }

  /** It holds a way to the queue, and no request. */
  get [sendable](): true {
    return true
  }

  [inspect](): Inspection {
    const name = 'Buffer'
    if (this.disposed) return { name, state: 'disposed' }
    if (this.reserving !== null) return { name, state: 'waiting for a place', children: [this.reserving] }
    return { name, state: this.permit === null ? `${this.sender.available} of ${this.sender.capacity} places free` : 'ready' }
  }
}

function pairOf(inner: AnyService, bound: number): [Ends, BufferWorker] {
  requireService(inner, 'Buffer')
  requireBound(bound, 'Buffer')
  const [sender, receiver] = mpsc<BufferMessage>(bound)
  const fate = new BufferFate()
  return [{ sender, fate }, new BufferWorker(inner, receiver, fate)]
}

function started(inner: AnyService, bound: number): Ends {
  requireService(inner, 'Buffer')
  const runtime = requireRuntime('Buffer')
  const [ends, worker] = pairOf(inner, bound)
  drop(runtime.spawnLocal(worker))
  return ends
}

function requireBound(bound: number, where: string): void {
  if (Number.isSafeInteger(bound) && bound >= 1) return
  throw new RangeError(`${where}: the bound must be a whole number, 1 or more, and is ${String(bound)}`)
}

function refuse(): never {
  throw new BorrowError('Buffer was used after it was disposed; clone() it first, and dispose the clone when that is done')
}

interface BufferKind extends LayerKind {
  readonly made: Buffer<InnerOf<this>>
}

/** The layer of {@link Buffer}: each service that it makes starts a worker. @throws RangeError as the service. */
export function bufferLayer(bound: number): GenericLayer<BufferKind> {
  requireBound(bound, 'bufferLayer')
  return genericLayer<BufferKind>(inner => new Buffer(inner, bound))
}
