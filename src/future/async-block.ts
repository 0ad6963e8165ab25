/**
 * # The async block
 *
 * A future written as a generator: `yield* wait(future)` suspends it. This file resumes the generator; `wait.ts` is the
 * other side of each suspension, and `async-block-body.ts` has what concerns the user's function.
 *
 * **Blocks in blocks.** A future is polled from the top, so at ten nested blocks every wake at the bottom would pass
 * through ten polls, and ten thousand would not fit the stack. So a block that waits for a block *adopts* it: instead of
 * polling it, it takes it onto its own stack, a list linked by `parent` (up) and `awaited` (down):
 *
 *     root ──awaited──▶ block ──awaited──▶ innermost ──awaited──▶ leaf
 *      │                                       ▲
 *      └───────────── innermost ───────────────┘
 *
 * The root's poll polls the leaf. When that is ready the innermost generator is resumed; when the innermost block ends,
 * its parent is, with the output or the failure. All of that is one loop, `run`: a wake costs the same at every depth,
 * and depth takes no stack. Only the root knows its `innermost`; adopted blocks have a phase of their own, from which
 * nobody else may poll or dispose them: the block that waits for them owns them. A block below something else (a
 * `select`, a `map`) is the root of its own stack.
 *
 * **The end.** Whichever way a block ends, it first releases all it held: the future it waits for, then what the
 * `finally`s release, then its `own` values in order; as Rust drops the awaited future, the locals, the captures.
 *
 * **Budget.** A block spends nothing, as an `async fn` of Rust: the leaves it waits for do. A loop over futures that are
 * always ready and spend nothing does not let others run; `yield* wait(yieldNow())` does.
 */
import { close, dropOwn, requireBody, requireOptions, requireAwaitable, start, type AsyncBlockOptions, type Body, type Running } from './async-block-body.ts'
import { driver, moveOut, NONE } from './async-block-driver.ts'
import type { Context } from './context.ts'
import { DisposeErrors, dropAllSuppressed } from './dispose.ts'
import { EarlyExit } from './early-exit.ts'
import { BorrowError, RUN_ANEW } from './errors.ts'
import type { Future } from './future.ts'
import { nameOf, type Inspection } from './inspect.ts'
import { Disposed, Finished, mayDispose, phaseName, Polling, refusePoll, Waiting, type Phase } from './phase.ts'
import { Pending as PendingSymbol, refusePending, type Poll } from './poll.ts'
import type { Result } from './result.ts'
import { NOT_STARTED } from './offender.ts'
import { isSendable, sendableAtSuspension } from './sendable.ts'
import { atSuspension, inspect, sendable } from './symbols.ts'

/** A constant of this module: V8 folds it, an imported one it loads. See `poll.ts`. */
const Pending: typeof PendingSymbol = PendingSymbol

/** The phase of a block on another one's stack; see above. */
const Adopted = 4

/** How a generator is resumed, each time with a value. */
type Resume = 0 | 1 | 2
const Next = 0
const Throw = 1
const Return = 2

/** What a body may yield: `wait` and `tryWait` see to it. */
type Yieldable = Future<unknown> | EarlyExit<unknown>

/** See {@link asyncBlock}. */
export class AsyncBlock<R> implements Future<R> {
  private phase: Phase | typeof Adopted
  /** Suspensions so far. */
  private waits: number
  /** Whether what is held since the latest suspension has been found sendable. */
  private judged: boolean
  /** The tag of this block, or `true` from one that it is awaited by: a tag decides for all below it. */
  private tag: boolean | undefined
  /** After the end its name, for errors; the function, and what it captures, can be collected then. */
  private body: Body<R> | string
  /** Null before the first poll and after the end. */
  private running: Running<R> | null
  /** As given, but for the futures that the body has waited for. */
  private own: unknown[]
  /** What the generator is suspended for: a block on this stack, or any other future; null while it runs. */
  private awaited: Future<unknown> | null
  private parent: AsyncBlock<unknown> | null
  private innermost: AsyncBlock<unknown>
  private readonly name: string | undefined

  constructor(body: Body<R>, options: AsyncBlockOptions | null) {
    this.phase = Waiting
    this.waits = 0
    this.judged = false
    this.tag = options?.sendable
    this.body = body
    this.running = null
    this.own = options?.own?.slice() ?? NONE
    this.awaited = null
    this.parent = null
    this.innermost = this
    this.name = options?.name
  }

  poll(cx: Context): Poll<R> {
    if (this.phase !== Waiting) refuse(this, this.phase)
    this.phase = Polling
    const { cx: outer, own } = driver
    driver.cx = cx
    driver.pended = null
    try {
      return this.run(cx)
    } finally {
      driver.cx = outer
      driver.own = own
    }
  }

  /** Resumes the generators of this stack, always the innermost, until one suspends or this block ends. */
  private run(cx: Context): Poll<R> {
    let at = this.innermost
    let how: Resume = Next
    let what: unknown = undefined
    for (;;) {
      const { awaited } = at
      if (awaited !== null) {
        try {
          what = awaited.poll(cx)
          if (what === Pending) return this.suspend(at, awaited)
        } catch (error) {
          what = error
          how = Throw
        }
      }
      let step: IteratorResult<unknown>
      try {
        step = at.resume(how, what)
        if (step.done) at.finish(step.value)
      } catch (error) {
        at.fail(error)
        if (at === this) throw error
        at = at.leave()
        what = error
        how = Throw
        continue
      }
      what = step.value
      how = Next
      if (step.done) {
        if (at === this) return what as R
        at = at.leave()
      } else if (what !== null && what === driver.pended) {
        at.waits += 1
        return this.suspend(at, what as Future<unknown>)
      } else if (what instanceof EarlyExit) {
        what = what.result
        how = Return
      } else {
        try {
          at = at.awaits(what)
          what = undefined
        } catch (error) {
          what = error
          how = Throw
        }
      }
    }
  }

  private resume(how: Resume, what: unknown): IteratorResult<unknown, R> {
    this.awaited = null
    this.judged = false
    driver.own = this.own
    if (this.running === null) this.running = start(this.body as Body<R>, this.own)
    if (how === Next) return this.running.next(what as never)
    return how === Throw ? this.running.throw(what) : this.running.return(what as R)
  }

  /** `at`, of this stack, waits for `future`, which is pending. */
  private suspend(at: AsyncBlock<unknown>, future: Future<unknown>): typeof Pending {
    driver.pended = null
    at.awaited = future
    this.innermost = at
    this.phase = Waiting
    return Pending
  }

  /**
   * The body has yielded `future`, unpolled. Gives the block that the loop goes on with: this one, which will poll it;
   * or, adopted if it is a block itself, its innermost.
   */
  private awaits(future: unknown): AsyncBlock<unknown> {
    requireAwaitable(future)
    if (future instanceof AsyncBlock) {
      if (future.phase !== Waiting) refuse(future, future.phase)
      future.phase = Adopted
      future.parent = this
      future.judgeAnew()
      if (this.tag === true) future.trust()
    }
    if (this.own.length > 0) moveOut(this.own, future)
    this.waits += 1
    this.awaited = future
    return future instanceof AsyncBlock ? future.innermost : this
  }

  /** Adopted, this block may have been judged under another owner: what is new above it would not be looked at. */
  private judgeAnew(): void {
    for (let at = this.innermost; at !== this; at = at.parent!) at.judged = false
    this.judged = false
  }

  /** A block that is tagged sendable waits for this one, which may have blocks below it already. */
  private trust(): void {
    for (let at = this.innermost; at !== this; at = at.parent!) at.tag = true
    this.tag = true
  }

  /** This block, adopted, has ended: its parent is the innermost again. */
  private leave(): AsyncBlock<unknown> {
    const parent = this.parent!
    this.parent = null
    parent.awaited = null
    return parent
  }

  /** The body has returned `output`. If what is left behind fails to be dropped, so does the block. */
  private finish(output: R): void {
    refusePending(output, 'asyncBlock')
    const { own } = this
    this.end(Finished)
    if (own === NONE) return
    const errors = new DisposeErrors()
    dropOwn(own, output, errors)
    try {
      errors.rethrow()
    } catch (error) {
      dropAllSuppressed([output], error)
      throw error
    }
  }

  /** The body has thrown, or `finish` did. */
  private fail(error: unknown): void {
    const { own } = this
    this.end(Finished)
    dropAllSuppressed(own, error)
  }

  private end(phase: Phase): void {
    this.phase = phase
    if (typeof this.body === 'function') this.body = this.body.name
    this.running = null
    this.own = NONE
    this.awaited = null
    this.innermost = this
  }

  [Symbol.dispose](): void {
    if (this.phase === Adopted) refuse(this, this.phase)
    if (!mayDispose(this, this.phase)) return
    const { innermost } = this
    for (let at = innermost; at !== this; at = at.parent!) at.phase = Disposed
    this.phase = Disposed
    const errors = new DisposeErrors()
    for (let at = innermost; at !== this; at = at.leave()) at.unwind(errors)
    this.unwind(errors)
    errors.rethrow()
  }

  /** Cancels what is awaited, then the body, then what is owned. (A block that is awaited has been cancelled before.) */
  private unwind(errors: DisposeErrors): void {
    const { awaited, running } = this
    this.awaited = null
    errors.drop(awaited)
    if (running !== null) close(running, this, errors)
    dropOwn(this.own, undefined, errors)
    this.end(Disposed)
  }

  get [sendable](): boolean {
    if (!this.judge()) return false
    for (let at = this.awaited; isAdopted(at); at = at.awaited) if (!at.judge()) return false
    return true
  }

  /** Looks at what is new since the last suspension: always the lower end of the stack. */
  [atSuspension](): boolean {
    const { innermost } = this
    for (let at = innermost; !at.judged; at = at.parent) {
      if (!at.judge()) return this.tag === true
      at.judged = true
      if (at === this || at.parent === null) break
    }
    return innermost.tag === true || innermost.awaited === null || sendableAtSuspension(innermost.awaited)
  }

  /** Whether this block, without the blocks below it, is sendable. */
  private judge(): boolean {
    if (this.tag !== undefined) return this.tag
    return isSendable(this.body) && this.own.every(isSendable) && (isAdopted(this.awaited) || isSendable(this.awaited))
  }

  [inspect](): Inspection {
    const { awaited, body } = this
    const called = typeof body === 'string' ? body : body.name
    const name = this.name ?? (called === '' ? 'AsyncBlock' : `AsyncBlock(${called})`)
    return { name, state: this.state(), children: awaited === null ? this.own.filter(isFuture) : [awaited] }
  }

  private state(): string {
    if (this.phase !== Waiting && this.phase !== Adopted) return phaseName(this.phase)
    if (this.awaited !== null) return `wait ${this.waits}`
    return this.running === null ? NOT_STARTED : phaseName(Polling)
  }
}

function isFuture(value: unknown): value is object {
  return typeof (value as { poll?: unknown } | null | undefined)?.poll === 'function'
}

function isAdopted(future: unknown): future is AsyncBlock<unknown> {
  return future instanceof AsyncBlock && future['phase'] === Adopted
}

/** Throws what a poll, or another block's wait, deserves outside Waiting; and a dispose of an adopted block. */
function refuse(block: AsyncBlock<unknown>, phase: Phase | typeof Adopted): never {
  if (phase !== Adopted) refusePoll(block, phase, RUN_ANEW)
  throw new BorrowError(
    `${nameOf(block)} belongs to the asyncBlock that waits for it, which polls and disposes it; to keep it, wait for byRef(block)`,
  )
}

/** What an early exit adds to the outputs of a block whose body yields `Y`: see `tryWait`. */
export type EarlyOutput<Y> = Y extends EarlyExit<infer E> ? Result<never, E> : never

/**
 * A future written as straight code: `body` runs at the first poll, and is suspended wherever it says
 * `yield* wait(future)`. Its `return` is the output, its throw the failure; loops, `try`, `using` and calls of other
 * generators (`yield* helper()`) work as ever. Blocks that wait for blocks may be nested without limit; where each is below
 * a combinator, a thousand deep.
 *
 * Disposed before its first poll, it runs nothing. Disposed later, it disposes what it waits for, then runs its
 * `finally`s, which cannot wait any more (`WaitInDisposeError`).
 *
 * **Owned values.** What the body merely captures is left alone. What is named in `own` belongs to the block: it is
 * given to the body as arguments and dropped, in order, when the block ends or is disposed, also one that never
 * started. (A future that the body waits for, and a value that is itself the output, move out.)
 *
 * **Sendable** while `body`, `own` and what it waits for are. The locals of a generator cannot be seen: name in `own` what
 * matters, or say `sendable` yourself, which decides.
 *
 * Rust: `async { … }`, and `async move` for `own`.
 *
 * @throws TypeError at the call if `body` is no function or an async one, or `own` no array, BorrowError if a future in
 * `own` is pinned; from the poll if it returns no generator, or what it yields is no future. From the poll and dispose, what the body throws.
 * @example
 * const total = asyncBlock(function* () {
 *   let sum = 0
 *   for (const page of pages) sum += yield* wait(fetchSize(page))
 *   return sum
 * })
 * blockOn(total)
 *
 * @example
 * // A generator function written inside a loop is a new function each turn, and V8 takes most of a microsecond to
 * // prepare each new one. Where blocks are many, write it once:
 * function* serve(request: Request) { … }
 * for (const request of requests) spawn(asyncBlock(() => serve(request)))
 */
export function asyncBlock<Y extends Yieldable, R>(body: () => Generator<Y, R, never>): AsyncBlock<R | EarlyOutput<Y>>
export function asyncBlock<Own extends unknown[], Y extends Yieldable, R>(
  options: AsyncBlockOptions<Own>,
  body: (...own: { [At in keyof Own]: Own[At] }) => Generator<Y, R, never>,
): AsyncBlock<R | EarlyOutput<Y>>
export function asyncBlock(first: unknown, second?: unknown): AsyncBlock<unknown> {
  if (second === undefined && typeof first !== 'object') {
    requireBody(first)
    return new AsyncBlock(first, null)
  }
  requireBody(second)
  requireOptions(first)
  return new AsyncBlock(second, first)
}
