/** An iterator around another without pollux: each form as an expert would write it, entries lent in all of them. */
import type { KvEntry } from '../../src/iterators/index.ts'
import type { Run } from '../harness/workload.ts'
import { Fixed, weigh } from './entries.ts'

type Next = KvEntry | null | Promise<KvEntry | null>

class Leaf {
  private readonly source: Fixed
  private at: number
  private readonly to: number

  constructor(to: number) {
    this.source = new Fixed()
    this.at = 0
    this.to = to
  }

  take(): KvEntry | null {
    return this.at < this.to ? this.source.at(this.at++) : null
  }
}

/** `async next()` on both levels. */
export function asyncNext(entries: number): Run {
  return async () => {
    const leaf = new Leaf(entries)
    const inner = { next: async (): Promise<KvEntry | null> => leaf.take() }
    const outer = { next: async (): Promise<KvEntry | null> => await inner.next() }
    let sum = 0
    for (let entry = await outer.next(); entry !== null; entry = await outer.next()) sum += weigh(entry)
    return sum
  }
}

/** The outer one returns the inner promise as it is. */
export function promisePassed(entries: number): Run {
  return async () => {
    const leaf = new Leaf(entries)
    const inner = { next: async (): Promise<KvEntry | null> => leaf.take() }
    const outer = { next: (): Promise<KvEntry | null> => inner.next() }
    let sum = 0
    for (let entry = await outer.next(); entry !== null; entry = await outer.next()) sum += weigh(entry)
    return sum
  }
}

/** The entry itself where it is there, and a promise only where it must wait: here, never. */
export function promiseIfPending(entries: number): Run {
  return async () => {
    const leaf = new Leaf(entries)
    const inner = { next: (): Next => leaf.take() }
    const outer = { next: (): Next => inner.next() }
    let sum = 0
    for (;;) {
      let entry = outer.next()
      if (entry !== null && (entry as { then?: unknown }).then !== undefined) entry = await entry
      if (entry === null) return sum
      sum += weigh(entry as KvEntry)
    }
  }
}

export function asyncGenerators(entries: number): Run {
  async function* leaf(): AsyncGenerator<KvEntry> {
    const source = new Fixed()
    for (let at = 0; at < entries; at++) yield source.at(at)
  }
  async function* outer(inner: AsyncGenerator<KvEntry>): AsyncGenerator<KvEntry> {
    yield* inner
  }
  return async () => {
    let sum = 0
    for await (const entry of outer(leaf())) sum += weigh(entry)
    return sum
  }
}

/** Generators, which cannot wait. */
export function generators(entries: number): Run {
  function* leaf(): Generator<KvEntry> {
    const source = new Fixed()
    for (let at = 0; at < entries; at++) yield source.at(at)
  }
  function* outer(inner: Generator<KvEntry>): Generator<KvEntry> {
    yield* inner
  }
  return () => {
    let sum = 0
    for (const entry of outer(leaf())) sum += weigh(entry)
    return sum
  }
}

export function plainLoop(entries: number): Run {
  return () => {
    const source = new Fixed()
    let sum = 0
    for (let at = 0; at < entries; at++) sum += weigh(source.at(at))
    return sum
  }
}
