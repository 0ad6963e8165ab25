/**
 * What a program could ask of its host, and get another answer the next time. While programs run under `explore` these
 * functions note that they were called, and answer as ever; afterwards the program is refused. Under `simulate` time and
 * chance are the simulation's instead.
 */

/** Time and chance, where they are owned. */
export interface HostOwner {
  /** Milliseconds. */
  now(): number
  /** From 0 to below 1. */
  random(): number
}

type Callable = (...args: never[]) => unknown

/** Where each of them is, by name. What a host does not have is left out. */
const TRAPPED: readonly (readonly [owner: 'Date' | 'Math' | 'performance' | 'crypto' | 'globalThis', name: string])[] = [
  ['Date', 'now'],
  ['Math', 'random'],
  ['performance', 'now'],
  ['crypto', 'randomUUID'],
  ['crypto', 'getRandomValues'],
  ['globalThis', 'setTimeout'],
  ['globalThis', 'setInterval'],
  ['globalThis', 'setImmediate'],
  ['globalThis', 'queueMicrotask'],
  ['globalThis', 'fetch'],
]

/** The simulation's time begins at this moment, in milliseconds since 1970: 2020-01-01, as good as any. */
const EPOCH = 1_577_836_800_000

export class HostTraps {
  /** What was called, by name, since the traps were set. */
  readonly called: Set<string>
  private readonly owner: HostOwner | null
  private readonly undo: (() => void)[]

  constructor(owner: HostOwner | null) {
    this.called = new Set()
    this.owner = owner
    this.undo = []
  }

  /** Sets the traps for the time of `body`. */
  during<R>(body: () => R): R {
    try {
      this.trapDate()
      for (const [owner, name] of TRAPPED) this.trap(owner, name)
      return body()
    } finally {
      for (const undo of this.undo.reverse()) undo()
      this.undo.length = 0
    }
  }

  private trap(ownerName: string, name: string): void {
    const owner: unknown = ownerName === 'globalThis' ? globalThis : (globalThis as Record<string, unknown>)[ownerName]
    if ((typeof owner !== 'object' && typeof owner !== 'function') || owner === null) return
    const original = (owner as Record<string, unknown>)[name]
    if (typeof original !== 'function') return
    const { called } = this
    const full = ownerName === 'globalThis' ? name : `${ownerName}.${name}`
    const owned = this.owned(full)
    this.put(owner, name, owned ?? ((...args: never[]) => (called.add(full), (original as Callable).apply(owner, args))))
  }

  private owned(full: string): Callable | null {
    const { owner } = this
    if (owner === null) return null
    if (full === 'Math.random') return () => owner.random()
    if (full === 'Date.now') return () => EPOCH + Math.floor(owner.now())
    return full === 'performance.now' ? () => owner.now() : null
  }

  /** `new Date()` and `Date()` tell the time too. */
  private trapDate(): void {
    const { called, owner } = this
    const now = (): number => (owner === null ? (called.add('new Date'), new Original().getTime()) : EPOCH + Math.floor(owner.now()))
    const Original = Date
    this.put(
      globalThis,
      'Date',
      new Proxy(Original, {
        construct: (target, args, newTarget) => Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget) as object,
        apply: () => new Original(now()).toString(),
      }),
    )
  }

  private put(owner: object, name: string, value: unknown): void {
    const before = Object.getOwnPropertyDescriptor(owner, name)
    if (before !== undefined && before.configurable !== true) return
    Object.defineProperty(owner, name, { value, configurable: true, writable: true, enumerable: before?.enumerable ?? false })
    this.undo.push(() => {
      if (before === undefined) Reflect.deleteProperty(owner, name)
      else Object.defineProperty(owner, name, before)
    })
  }
}
