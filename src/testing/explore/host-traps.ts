/**
 * What a program could ask of its host, and get another answer the next time. While programs run under `explore` these
 * functions note that they were called, and answer as ever; afterwards the program is refused. Under `simulate` time and
 * chance are the simulation's instead.
 *
 * A function is trapped where it is found: `Date.now`, not the clock. Who took it before the run, `const now = Date.now`
 * or an import of `node:crypto`, has the original. That is seen only where a run then differs from one before.
 */
import { answerOf, dateOf, type Callable, type HostOwner } from './host-answers.ts'

/**
 * Where each of them is, in the order in which they are trapped: what is inside another comes before it. What a host does
 * not have is left out.
 */
const FUNCTIONS: readonly (readonly [path: string, name?: string])[] = [
  ['Date.now'],
  ['Math.random'],
  ['performance.now'],
  ['performance.mark'],
  ['performance.measure'],
  ['process.hrtime.bigint'],
  ['process.hrtime'],
  ['process.uptime'],
  ['process.nextTick'],
  ['process.cpuUsage'],
  ['process.resourceUsage'],
  ['process.memoryUsage.rss'],
  ['process.memoryUsage'],
  ['crypto.randomUUID'],
  ['crypto.getRandomValues'],
  ['setTimeout'],
  ['setInterval'],
  ['setImmediate'],
  ['queueMicrotask'],
  ['requestAnimationFrame'],
  ['requestIdleCallback'],
  ['AbortSignal.timeout'],
  ['fetch'],
  ['MessagePort.prototype.postMessage', 'MessagePort.postMessage'],
  ['Promise.prototype.then', 'a host promise'],
]

/** Classes whose every object has to do with the host. */
const CLASSES = ['MessageChannel', 'BroadcastChannel', 'Worker'] as const

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
  /** As it was found: around an exploration inside another, the outer one's trap. */
  private HostDate: DateConstructor

  constructor(owner: HostOwner | null) {
    this.called = new Set()
    this.owner = owner
    this.undo = []
    this.HostDate = Date
  }

  /** Sets the traps for the time of `body`. */
  during<R>(body: () => R): R {
    try {
      this.trapDate()
      this.trapFormats()
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
    const key = path.at(-1)!
    const owner = holder(find(path.slice(0, -1)), key)
    if (owner === null) return
    const original = (owner as Record<string, unknown>)[key]
    if (typeof original !== 'function') return
    const answer = answerOf(this.owner, name) ?? (original as Callable)
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

  /** `new Date()` and `Date()` tell the time too, by either of the two ways to that function. */
  private trapDate(): void {
    const Original = Date
    this.HostDate = Original
    const trapped = new Proxy(Original, {
      construct: (target, args, newTarget) => Reflect.construct(target, args.length === 0 ? [this.today('new Date')] : args, newTarget) as object,
      apply: () => new Original(this.today('new Date')).toString(),
    })
    this.put(globalThis, 'Date', trapped)
    this.put(Original.prototype, 'constructor', trapped)
  }

  /** A format that is given no date takes today's. */
  private trapFormats(): void {
    // Those who fake the time in tests have a class of their own there, whose prototype is a child of the host's.
    const owner = holder(find(['Intl', 'DateTimeFormat', 'prototype']), 'format')
    const get = owner === null ? undefined : Object.getOwnPropertyDescriptor(owner, 'format')!.get
    if (owner === null || get === undefined) return
    const dated = (original: Callable): Callable => new Proxy(original, {
      apply: (target, self, args: unknown[]) => Reflect.apply(target, self, args[0] === undefined ? [this.today('Intl.DateTimeFormat')] : args) as unknown,
    })
    this.put(owner, 'formatToParts', dated((owner as Intl.DateTimeFormat).formatToParts as Callable))
    // Each format has one such function, and goes on having one.
    const known = new WeakMap<Callable, Callable>()
    this.define(owner, 'format', {
      get() {
        const format = get.call(this) as Callable
        if (!known.has(format)) known.set(format, dated(format))
        return known.get(format)
      },
    })
  }

  /** The moment that who asks for none gets, in milliseconds since 1970. */
  private today(asked: string): number {
    const { owner } = this
    if (owner !== null) return dateOf(owner)
    this.note(asked)
    return new this.HostDate().getTime()
  }

  /** `await` does not call `then`, but asks what it is given for its constructor first. */
  private trapAwait(): void {
    const owner = find(['Promise', 'prototype'])
    if (owner === null) return
    const before = Object.getOwnPropertyDescriptor(owner, 'constructor')!
    this.define(owner, 'constructor', {
      get: () => {
        this.note('a host promise')
        // Only asked for when somebody asks: around an exploration inside another it is a trap too.
        return before.get === undefined ? (before.value as unknown) : (before.get.call(owner) as unknown)
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

/** Who has the property `key` that is found in `object`, which is mostly a prototype. */
function holder(object: object | null, key: string): object | null {
  let at = object
  while (at !== null && !Object.hasOwn(at, key)) at = Object.getPrototypeOf(at) as object | null
  return at
}
