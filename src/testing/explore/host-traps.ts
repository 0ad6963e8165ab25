/**
 * What a program could ask of its host, and get another answer the next time. While programs run under `explore` these
 * functions note that they were called, and answer as ever; afterwards the program is refused. Under `simulate` time and
 * chance are the simulation's instead.
 *
 * A function is trapped where it is found: `Date.now`, not the clock. Who took it before the run, `const now = Date.now`
 * or an import of `node:crypto`, has the original. That is seen only where a run then differs from one before.
 */

/** Time and chance, where they are owned. */
export interface HostOwner {
  /** Milliseconds. */
  now(): number
  /** From 0 to below 1. */
  random(): number
}

type Callable = (...args: never[]) => unknown

/**
 * Where each of them is, in the order in which they are trapped: what is inside another comes before it. What a host does
 * not have is left out.
 */
const FUNCTIONS: readonly (readonly [path: string, name?: string])[] = [
  ['Date.now'],
  ['Math.random'],
  ['performance.now'],
  ['process.hrtime.bigint'],
  ['process.hrtime'],
  ['process.uptime'],
  ['process.nextTick'],
  ['crypto.randomUUID'],
  ['crypto.getRandomValues'],
  ['setTimeout'],
  ['setInterval'],
  ['setImmediate'],
  ['queueMicrotask'],
  ['fetch'],
  ['MessagePort.prototype.postMessage', 'MessagePort.postMessage'],
  ['Promise.prototype.then', 'a host promise'],
]

/** Classes whose every object has to do with the host. */
const CLASSES = ['MessageChannel', 'BroadcastChannel', 'Worker'] as const

/** The simulation's time begins at this moment, in milliseconds since 1970: 2020-01-01, as good as any. */
const EPOCH = 1_577_836_800_000

/** More than 0: what is asked of promises is not the program's doing. */
const unseen = { depth: 0 }

/** Runs `body`, which may use promises unnoticed. */
export function unnoticed(body: () => void): void {
  unseen.depth++
  try {
    body()
  } finally {
    unseen.depth--
  }
}

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
      this.trapAwait()
      for (const [path, name = path] of FUNCTIONS) this.trap(path.split('.'), name)
      for (const name of CLASSES) this.trapClass(name)
      return body()
    } finally {
      for (const undo of this.undo.reverse()) undo()
      this.undo.length = 0
    }
  }

  private trap(path: readonly string[], name: string): void {
    const owner = find(path.slice(0, -1))
    if (owner === null) return
    const key = path.at(-1)!
    const original = (owner as Record<string, unknown>)[key]
    if (typeof original !== 'function') return
    const answer = this.owned(name) ?? (original as Callable)
    const isOwned = answer !== original
    this.put(owner, key, new Proxy(original as Callable, {
      apply: (_, self, args) => {
        if (!isOwned) this.note(name)
        return Reflect.apply(answer, self, args) as unknown
      },
    }))
  }

  private note(name: string): void {
    if (unseen.depth === 0) this.called.add(name)
  }

  private owned(name: string): Callable | null {
    const { owner } = this
    if (owner === null) return null
    switch (name) {
      case 'Math.random':
        return () => owner.random()
      case 'Date.now':
        return () => EPOCH + Math.floor(owner.now())
      case 'performance.now':
        return () => owner.now()
      case 'process.uptime':
        return () => owner.now() / 1000
      case 'process.hrtime.bigint':
        return () => nanoseconds(owner)
      case 'process.hrtime':
        return (since?: readonly [number, number]) => highResolution(nanoseconds(owner), since)
      default:
        return null
    }
  }

  /** `new Date()` and `Date()` tell the time too. */
  private trapDate(): void {
    const { owner } = this
    const now = (): number => (owner === null ? (this.note('new Date'), new Original().getTime()) : EPOCH + Math.floor(owner.now()))
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

  /** `await` does not call `then`, but asks what it is given for its constructor first. */
  private trapAwait(): void {
    const owner = find(['Promise', 'prototype'])
    if (owner === null) return
    const { constructor } = owner
    this.define(owner, 'constructor', {
      get: () => {
        this.note('a host promise')
        return constructor
      },
    })
  }

  private trapClass(name: (typeof CLASSES)[number]): void {
    const original: unknown = (globalThis as Record<string, unknown>)[name]
    if (typeof original !== 'function') return
    this.put(globalThis, name, new Proxy(original, {
      construct: (target, args, newTarget) => {
        this.note(name)
        return Reflect.construct(target, args, newTarget) as object
      },
    }))
  }

  private put(owner: object, name: string, value: unknown): void {
    const before = Object.getOwnPropertyDescriptor(owner, name)
    if (before?.writable !== true) return this.define(owner, name, { value, writable: true }, before)
    // By far the cheapest way, and `simulate` is called thousands of times.
    const values = owner as Record<string, unknown>
    values[name] = value
    this.undo.push(() => (values[name] = before.value))
  }

  private define(owner: object, name: string, trap: PropertyDescriptor, before = Object.getOwnPropertyDescriptor(owner, name)): void {
    if (before !== undefined && before.configurable !== true) return
    Object.defineProperty(owner, name, { ...trap, configurable: true, enumerable: before?.enumerable ?? false })
    this.undo.push(() => {
      if (before === undefined) Reflect.deleteProperty(owner, name)
      else Object.defineProperty(owner, name, before)
    })
  }
}

/** The object at `path` of the host's globals, or null. */
function find(path: readonly string[]): object | null {
  let found: unknown = globalThis
  for (const part of path) found = (found as Record<string, unknown> | undefined)?.[part]
  return (typeof found === 'object' || typeof found === 'function') ? found : null
}

function nanoseconds(owner: HostOwner): bigint {
  return BigInt(Math.round(owner.now() * 1e6))
}

/** As `process.hrtime` tells it: seconds, and the nanoseconds beyond. */
function highResolution(now: bigint, since: readonly [number, number] = [0, 0]): [number, number] {
  const passed = now - BigInt(since[0]) * 1_000_000_000n - BigInt(since[1])
  const seconds = passed / 1_000_000_000n
  return [Number(seconds), Number(passed - seconds * 1_000_000_000n)]
}
