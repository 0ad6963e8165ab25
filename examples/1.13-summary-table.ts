/**
 * # 1.13 The summary table, computed
 *
 *     #[async_trait] trait A { async fn add(&mut self, n: i32) -> i32; }                 // async-trait
 *     trait B { async fn add(&mut self, n: i32) -> i32; }                                // native, since Rust 1.75
 *     trait C { fn add(&mut self, n: i32) -> impl Future<Output = i32> + 'static; }      // impl Future
 *
 * Every cell is an experiment on a form of the trait: boxes are counted, a handle is tried, self is changed, and dropped,
 * under a future, two calls are made at once, a future that is not sendable is offered. A form passes if one of its
 * implementations does: `async-trait` may be put around either kind.
 */
import { BorrowError, Boxed, isSendable, join, NotSendableError, Rc, Runtime, sendable, type Context, type Future, type Poll } from '../src/index.ts'
import { asyncFnMut, asyncTrait, dynTrait, NotDynCompatibleError, Opaque, opaque, returnsSendable } from '../src/traits/index.ts'

interface Adder extends Partial<Disposable> {
  value: number
  add(n: number): Future<number>
}

/** `async { self.value + n }`: it holds self. */
class AddBorrowed implements Future<number> {
  private readonly self: Native
  private readonly n: number
  readonly extra: unknown

  constructor(self: Native, n: number, extra: unknown) {
    this.self = self
    this.n = n
    this.extra = extra
  }

  poll(_cx: Context): Poll<number> {
    if (this.self.isDropped) throw new BorrowError('AddBorrowed: self was dropped, and the future borrows it; copy what it needs before')
    return this.self.value + this.n
  }

  get [sendable](): boolean {
    return isSendable(this.extra)
  }
}

/** `let this = self.value; async move { this + n }`: it holds a copy. */
class AddOwned implements Future<number> {
  private readonly value: number
  private readonly n: number
  readonly extra: unknown

  constructor(value: number, n: number, extra: unknown) {
    this.value = value
    this.n = n
    this.extra = extra
  }

  poll(_cx: Context): Poll<number> {
    return this.value + this.n
  }

  get [sendable](): boolean {
    return isSendable(this.extra)
  }
}

/** `async fn add(&mut self, …)`: a call has self to itself until its future is over. */
class Native implements Adder {
  value = 2024
  isDropped = false
  private readonly extra: unknown
  private readonly call = asyncFnMut((n: number) => new AddBorrowed(this, n, this.extra))

  constructor(extra: unknown = null) {
    this.extra = extra
  }

  add(n: number): Opaque<number> {
    return opaque(this.call(n))
  }

  [Symbol.dispose](): void {
    this.isDropped = true
  }
}

/** `fn add(&mut self, …) -> impl Future + 'static`. */
class ImplFuture implements Adder {
  value = 2024
  private readonly extra: unknown

  constructor(extra: unknown = null) {
    this.extra = extra
  }

  add(n: number): Opaque<number> {
    return opaque(new AddOwned(this.value, n, this.extra))
  }
}

/** A form of the trait: how implementations come into being, and how a caller sees them. */
interface Form {
  readonly name: string
  make(extra?: unknown): Adder[]
  see(adder: Adder): { add(n: number): Future<number> } & Partial<Disposable>
  /** With the bound on its futures declared, where the form has a place for it. */
  bounded(adder: Adder): { add(n: number): Future<number> }
}

const forms: Form[] = [
  { name: 'async-trait', make: extra => [new Native(extra), new ImplFuture(extra)], see: adder => asyncTrait(adder), bounded: adder => asyncTrait(adder) },
  // An `async fn` has no place for a bound: what it gives stays as the trait has it.
  { name: 'native async fn', make: extra => [new Native(extra)], see: adder => adder, bounded: adder => adder },
  { name: 'impl Future', make: extra => [new ImplFuture(extra)], see: adder => adder, bounded: adder => returnsSendable(adder, 'add') },
]

const runtime = new Runtime()

/** Whether `act` gives true, where an error of the given kind means no. */
function tried(kind: new (...args: never[]) => Error, act: () => boolean): boolean {
  try {
    return act()
  } catch (error) {
    if (error instanceof kind) return false
    throw error
  }
}

/** Whether one of the form's implementations does. */
const some = (form: Form, test: (adder: Adder) => boolean): boolean => form.make().some(test)

/** How many boxes three calls make, each finished before the next. */
function boxesMade(form: Form): number {
  const boxes = new Set<object>()
  const seen = form.see(form.make()[0]!)
  for (let call = 0; call < 3; call++) {
    const future = seen.add(call)
    if (future instanceof Boxed) boxes.add(future)
    runtime.blockOn(future)
  }
  return boxes.size
}

const experiments: Record<string, (form: Form) => boolean | number> = {
  'boxes made by 3 calls': boxesMade,
  'dyn compatible': form => some(form, adder => tried(NotDynCompatibleError, () => runtime.blockOn(dynTrait(form.see(adder)).add(1)) === 2025)),
  'may borrow self': form =>
    some(form, adder => {
      const future = form.see(adder).add(0)
      adder.value = 1
      return runtime.blockOn(future) === 1
    }),
  "may be 'static": form =>
    some(form, adder =>
      tried(BorrowError, () => {
        const seen = form.see(adder)
        const future = seen.add(0)
        seen[Symbol.dispose]?.()
        return runtime.blockOn(future) === 2024
      }),
    ),
  'may demand Send': form => {
    const spawns = (adder: Adder) => tried(NotSendableError, () => runtime.blockOn(runtime.spawn(form.bounded(adder).add(1))) === 2025)
    return form.make().every(spawns) && !form.make(new Rc(1)).some(spawns)
  },
  'two calls at once': form =>
    some(form, adder =>
      tried(BorrowError, () => {
        const seen = form.see(adder)
        return runtime.blockOn(join(seen.add(-34), seen.add(-25))).join() === '1990,1999'
      }),
    ),
  'without unstable features': () => process.execArgv.every(flag => !/^--(?:experimental|harmony)/.test(flag)),
}

function shown(found: boolean | number): string {
  return typeof found === 'number' ? String(found) : found ? 'yes' : 'no'
}

const columns = forms.map(({ name }) => name)
console.log(['', ...columns].map((cell, i) => cell.padEnd(i === 0 ? 26 : 16)).join('').trimEnd())
for (const [question, experiment] of Object.entries(experiments)) {
  const cells = forms.map(form => shown(experiment(form)))
  console.log([question, ...cells].map((cell, i) => cell.padEnd(i === 0 ? 26 : 16)).join('').trimEnd())
}
