/**
 * Concatenated iterators without pollux, each form as an expert would write it. In every form the entries are lent and
 * not copied, exactly as in pollux: only the way to the next one differs.
 */
import type { KvEntry } from '../../src/iterators/index.ts'
import type { Run } from '../harness/workload.ts'
import { boundsOf, CHILDREN, weigh, type EntrySource } from './entries.ts'

type MakeSource = () => EntrySource

/** `async next()`, all the way down. */
export function asyncNext(entries: number, makeSource: MakeSource): Run {
  class Leaf {
    private readonly source: EntrySource
    private at: number
    private readonly to: number

    constructor([from, to]: [number, number]) {
      this.source = makeSource()
      this.at = from
      this.to = to
    }

    async next(): Promise<KvEntry | null> {
      return this.at < this.to ? this.source.at(this.at++) : null
    }
  }
  class Concat {
    private readonly children: Leaf[]
    private current: number

    constructor(children: Leaf[]) {
      this.children = children
      this.current = 0
    }

    async next(): Promise<KvEntry | null> {
      while (this.current < this.children.length) {
        const entry = await this.children[this.current]!.next()
        if (entry !== null) return entry
        this.current += 1
      }
      return null
    }
  }
  return async () => {
    const iterator = new Concat(Array.from({ length: CHILDREN }, (_, child) => new Leaf(boundsOf(child, entries))))
    let sum = 0
    for (let entry = await iterator.next(); entry !== null; entry = await iterator.next()) sum += weigh(entry)
    return sum
  }
}

type Next = KvEntry | null | Promise<KvEntry | null>

/** Asking for `then` costs nothing where the hidden class is known; `instanceof Promise` costs 2 ns an ask. */
function mustWait(next: KvEntry | Promise<KvEntry | null>): next is Promise<KvEntry | null> {
  return (next as { then?: unknown }).then !== undefined
}

/** `next()` gives the entry itself where it is there, and a promise only where it must wait: here, never. */
export function promiseIfPending(entries: number, makeSource: MakeSource): Run {
  class Leaf {
    private readonly source: EntrySource
    private at: number
    private readonly to: number

    constructor([from, to]: [number, number]) {
      this.source = makeSource()
      this.at = from
      this.to = to
    }

    next(): Next {
      return this.at < this.to ? this.source.at(this.at++) : null
    }
  }
  class Concat {
    private readonly children: Leaf[]
    private at: number
    private current: Leaf

    constructor(children: Leaf[]) {
      this.children = children
      this.at = 0
      this.current = children[0]!
    }

    next(): Next {
      for (;;) {
        const entry = this.current.next()
        if (entry !== null) return mustWait(entry) ? this.later(entry) : entry
        if (!this.advance()) return null
      }
    }

    private async later(pending: Promise<KvEntry | null>): Promise<KvEntry | null> {
      const entry = await pending
      return entry !== null || !this.advance() ? entry : this.next()
    }

    private advance(): boolean {
      const next = this.children[this.at + 1]
      if (next === undefined) return false
      this.at += 1
      this.current = next
      return true
    }
  }
  return async () => {
    const iterator = new Concat(Array.from({ length: CHILDREN }, (_, child) => new Leaf(boundsOf(child, entries))))
    let sum = 0
    for (;;) {
      let entry = iterator.next()
      if (entry !== null && mustWait(entry)) entry = await entry
      if (entry === null) return sum
      sum += weigh(entry)
    }
  }
}

/** Async generators. `yield*` is a sixth quicker here than `for await` and `yield`. */
export function asyncGenerators(entries: number, makeSource: MakeSource): Run {
  async function* leaf([from, to]: [number, number]): AsyncGenerator<KvEntry> {
    const source = makeSource()
    for (let at = from; at < to; at++) yield source.at(at)
  }
  async function* concat(children: AsyncGenerator<KvEntry>[]): AsyncGenerator<KvEntry> {
    for (const child of children) yield* child
  }
  return async () => {
    let sum = 0
    for await (const entry of concat(Array.from({ length: CHILDREN }, (_, child) => leaf(boundsOf(child, entries))))) sum += weigh(entry)
    return sum
  }
}

/** Generators, which cannot wait. */
export function generators(entries: number, makeSource: MakeSource): Run {
  function* leaf([from, to]: [number, number]): Generator<KvEntry> {
    const source = makeSource()
    for (let at = from; at < to; at++) yield source.at(at)
  }
  function* concat(children: Generator<KvEntry>[]): Generator<KvEntry> {
    for (const child of children) yield* child
  }
  return () => {
    let sum = 0
    for (const entry of concat(Array.from({ length: CHILDREN }, (_, child) => leaf(boundsOf(child, entries))))) sum += weigh(entry)
    return sum
  }
}

/** Two nested loops. */
export function plainLoop(entries: number, makeSource: MakeSource): Run {
  return () => {
    let sum = 0
    for (let child = 0; child < CHILDREN; child++) {
      const source = makeSource()
      const [from, to] = boundsOf(child, entries)
      for (let at = from; at < to; at++) sum += weigh(source.at(at))
    }
    return sum
  }
}
