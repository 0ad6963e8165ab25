/**
 * # 4.11 Context with a Cell: a shared reference to what is not Sync is not Send
 *
 *     struct Context { counter: Cell<i32> }
 *     async fn f(context: &Context) { g(context).await; context.increment(); }
 *     async fn g(_context: &Context) {}
 *     async fn task_main() { let context = Context::default(); f(&context).await; }
 *
 *     tokio::spawn(task_main());   // error: future cannot be sent between threads safely
 *                                  // within `Context`, the trait `Sync` is not implemented for `Cell<i32>`
 *
 * The frame of `f` is `struct { context: &Context, state }`, so what makes `&Context` not sendable makes the future so. `task_main`
 * makes its context in its first poll: before that it holds nothing, and `spawn` takes it. It is found out where it first suspends.
 */
import { blockOn, Cell, inspect, isSendable, Pending, PolledAfterCompletionError, Runtime, sendable, yieldNow } from '../src/index.ts'
import type { Context, Future, Inspection, Poll } from '../src/index.ts'
import { explain } from './support/explain.ts'

interface Counter {
  increment(): void
}

/** The document's `Context`. */
class CellContext implements Counter {
  readonly counter: Cell<number>

  constructor() {
    this.counter = new Cell(0)
  }

  increment(): void {
    this.counter.set(this.counter.get() + 1)
  }
}

/** What rustc advises: “use `std::sync::atomic::AtomicI32` instead”. */
class AtomicContext implements Counter {
  readonly counter: Int32Array

  constructor() {
    this.counter = new Int32Array(new SharedArrayBuffer(4))
  }

  increment(): void {
    Atomics.add(this.counter, 0, 1)
  }
}

/** `g` waits, so that there is a suspension for `f` to hold its reference across. */
type FState = 'Start' | 'AwaitingG' | 'Done'

/** `f(&context)`: the frame, field by field. No tag of its own: its fields decide. */
class F implements Future<void> {
  private state: FState
  private readonly context: Counter
  private readonly g: Future<void>

  constructor(context: Counter) {
    this.state = 'Start'
    this.context = context
    this.g = yieldNow()
  }

  poll(cx: Context): Poll<void> {
    if (this.state === 'Done') throw new PolledAfterCompletionError('F')
    this.state = 'AwaitingG'
    if (this.g.poll(cx) === Pending) return Pending
    this.context.increment()
    this.state = 'Done'
  }

  [Symbol.dispose](): void {
    this.state = 'Done'
    this.g[Symbol.dispose]?.()
  }

  [inspect](): Inspection {
    return { name: 'F', state: this.state, children: [this.g] }
  }
}

/** `task_main()`: the context is a local variable, and `f` borrows it. */
class TaskMain implements Future<Counter> {
  private context: Counter | null
  private f: F | null
  private readonly make: () => Counter

  constructor(make: () => Counter) {
    this.context = null
    this.f = null
    this.make = make
  }

  poll(cx: Context): Poll<Counter> {
    const context = (this.context ??= this.make())
    this.f ??= new F(context)
    return this.f.poll(cx) === Pending ? Pending : context
  }

  [Symbol.dispose](): void {
    this.f?.[Symbol.dispose]()
  }

  /** Asked for at each suspension of its task: the present state. */
  get [sendable](): boolean {
    return isSendable(this.context) && isSendable(this.f)
  }

  [inspect](): Inspection {
    return { name: 'TaskMain', state: this.f === null ? 'Start' : 'AwaitingF', children: this.f === null ? [] : [this.f] }
  }
}

using runtime = new Runtime()
explain('spawn(f(&context)):', () => runtime.spawn(new F(new CellContext())))
console.log('task_main, before its first poll, is sendable:', isSendable(new TaskMain(() => new CellContext())))
const handle = runtime.spawn(new TaskMain(() => new CellContext()))
explain('spawn(task_main()), at its first suspension:', () => runtime.blockOn(handle))

console.log('-- what works')
const local = runtime.blockOn(runtime.spawnLocal(new TaskMain(() => new CellContext()))) as CellContext
console.log('spawn_local, which does not ask:', local.counter.get())
console.log('block_on, which moves nothing:', (blockOn(new TaskMain(() => new CellContext())) as CellContext).counter.get())
const shared = runtime.blockOn(runtime.spawn(new TaskMain(() => new AtomicContext()))) as AtomicContext
console.log('spawn, with an atomic:', Atomics.load(shared.counter, 0))
