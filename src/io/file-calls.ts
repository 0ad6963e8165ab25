/** What `readAt`, `writeAt`, `size` and `sync` of a file return. */
import { hasBudget, spendBudget } from '../future/budget.ts'
import type { Context } from '../future/context.ts'
import { kindOf } from '../future/kind-of.ts'
import { Waiting } from '../future/phase.ts'
import { Pending, type Poll } from '../future/poll.ts'
import { giveStage, takeStage } from './host/stages.ts'
import { IoFuture } from './io-future.ts'
import { STAGE, type Answer, type FilePort } from './io-host.ts'
import { Operation } from './operation.ts'

/** One call, made at the first poll. Disposed, it is left to itself: the system cannot be stopped half-way. */
export abstract class FileCall<T, A = T> extends IoFuture<T> {
  protected readonly port: FilePort
  protected readonly path: string
  private readonly kind: 'host' | 'thread'
  private operation: Operation<A> | null

  constructor(port: FilePort, kind: 'host' | 'thread', path: string) {
    super()
    this.port = port
    this.path = path
    this.kind = kind
    this.operation = null
  }

  protected begin(): void {
    this.operation = new Operation(`File.${this.label}`, this.waitsFor, this.kind, done => this.call(done))
  }

  protected step(cx: Context): Poll<T> {
    const operation = this.operation!
    if (operation.isAnswered()) {
      if (!hasBudget(cx)) return Pending
      spendBudget()
    }
    const answer = operation.pollAnswer(cx)
    return answer === Pending ? Pending : this.take(answer)
  }

  protected release(): void {
    this.operation?.abandon(() => {})
    this.operation = null
  }

  protected get waitsFor(): string {
    return `${this.label} of ${this.path}`
  }

  protected abstract call(done: Answer<A>): void
  protected abstract take(answer: A): T
}

/** See `File.readAt`. The bytes come into memory of its own, and from there into the caller's. */
export class ReadAt extends FileCall<number> {
  private readonly into: Uint8Array
  private readonly offset: number
  private stage: Uint8Array

  constructor(port: FilePort, kind: 'host' | 'thread', path: string, into: Uint8Array, offset: number) {
    super(port, kind, path)
    this.into = into
    this.offset = offset
    this.stage = into
  }

  protected call(done: Answer<number>): void {
    const stage = takeStage()
    this.stage = stage
    // Given back once nobody writes into it, also if nobody waits any more; after a failure it is not, who knows why that was.
    this.port.read(stage.subarray(0, Math.min(this.into.length, STAGE)), this.offset, (failure, count) => {
      if (failure === null && this.phase !== Waiting) giveStage(stage)
      done(failure, count)
    })
  }

  protected take(count: number): number {
    const { stage } = this
    this.into.set(stage.subarray(0, count))
    this.stage = this.into
    giveStage(stage)
    return count
  }

  protected get label(): string {
    return 'readAt'
  }
}

/** See `File.writeAt`. The bytes are copied at the first poll. */
export class WriteAt extends FileCall<number> {
  private readonly from: Uint8Array
  private readonly offset: number

  constructor(port: FilePort, kind: 'host' | 'thread', path: string, from: Uint8Array, offset: number) {
    super(port, kind, path)
    this.from = from
    this.offset = offset
  }

  protected call(done: Answer<number>): void {
    this.port.write(this.from.slice(0, STAGE), this.offset, done)
  }

  protected take(count: number): number {
    return count
  }

  protected get label(): string {
    return 'writeAt'
  }
}

/** See `File.size`. */
export class FileSize extends FileCall<number> {
  protected call(done: Answer<number>): void {
    this.port.size(done)
  }

  protected take(size: number): number {
    return size
  }

  protected get label(): string {
    return 'size'
  }
}

/** See `File.sync`. */
export class FileSync extends FileCall<void> {
  protected call(done: Answer<void>): void {
    this.port.sync(done)
  }

  protected take(): void {}

  protected get label(): string {
    return 'sync'
  }
}

/** @throws TypeError, RangeError for what is no place in a file. */
export function requireOffset(offset: unknown, where: string): void {
  if (typeof offset !== 'number') throw new TypeError(`${where}: expected an offset in bytes, and got ${kindOf(offset)}`)
  if (!Number.isSafeInteger(offset) || offset < 0) throw new RangeError(`${where}: expected an offset of whole bytes, 0 or more, and got ${offset}`)
}
